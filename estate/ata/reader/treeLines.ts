import { mayBeSecret, soundsSecret } from "../rules/secrets.ts";
import { binary, plain } from "./extendedJson.ts";
import { isEncrypted, isSecretField } from "./fieldShapes.ts";
import type { Json } from "./parseDocument.ts";

/** Who keeps account of what is not shown. */
export interface TreeTeller {
  secret(value: Json, path: string): void;
  /** `_t` */
  typeName(value: Json, path: string): void;
  /** Works one level further down; throws where that is too deep. */
  deeper<T>(work: () => T): T;
}

/**
 * `Frequency: Daily` for every field inside of a value of which nothing is known, secrets left out. It is shown to
 * people, so what sounds or looks like a secret is one.
 */
export function treeLines(value: Json, path: string, tell: TreeTeller, name = ""): string[] {
  const inner = plain(value);
  if (inner === null || inner === "") return [];
  if (inner === binary || isEncrypted(value) || mayBeSecret(inner)) {
    tell.secret(value, path);
    return [];
  }
  if (Array.isArray(inner)) {
    return inner.flatMap((element) => tell.deeper(() => treeLines(element, path, tell, name)));
  }
  if (typeof inner !== "object") return [name === "" ? String(inner) : `${name}: ${inner}`];
  return Object.entries(inner).flatMap(([key, field]) => {
    const at = `${path}.${key}`;
    if (key === "_t") {
      tell.typeName(field, at);
      return [];
    }
    if (isSecretField(key, field) || (soundsSecret(key) && typeof plain(field) !== "boolean")) {
      tell.secret(field, at);
      return [];
    }
    return tell.deeper(() => treeLines(field, at, tell, name === "" ? key : `${name}.${key}`));
  });
}
