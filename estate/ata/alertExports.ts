import { InputError, type Place } from "./inputProblem.ts";
import { isObject, plain } from "./reader/extendedJson.ts";
import { type DocumentKind, kindNames, kindOf, typesOf } from "./reader/kind.ts";
import { deepestDocument, tooDeep } from "./reader/limits.ts";
import { documentsOf } from "./reader/objects.ts";
import type { Json, JsonObject } from "./reader/parseDocument.ts";
import { fileSource } from "./reader/source.ts";

/** One alert of an export. */
export interface ExportedAlert {
  kind: "alert" | "healthAlert";
  /** Its members as the Center's REST interface names and writes them: `Id`, `Type`, moments and numbers as such. */
  alert: JsonObject;
  /** As it stands in the file. */
  document: JsonObject;
  place: Place;
}

/**
 * The alerts of files, one by one as they are read: what mongoexport, MongoDB's shell or the REST interface wrote.
 *
 * @throws InputError at the first file that is not whole, is not JSON or holds anything that is no alert, and where an
 *   alert stands there twice: two exports of one collection may say different things of it
 */
export async function* alertsOfExports(files: readonly string[]): AsyncGenerator<ExportedAlert> {
  const seen = new Set<string>();
  for (const file of files) {
    for await (const { document, index } of documentsOf(fileSource(file))) {
      const place = { file, document: index };
      refuseDeep(document, place);
      const kind = kindOf(document);
      const id = idOf(document);
      if (!isAlert(kind) || id === undefined) throw notAnAlert(kind, place);
      if (seen.has(id)) throw twice(place);
      seen.add(id);
      yield { kind, alert: asRest(document, id), document, place };
    }
  }
}

function isAlert(kind: DocumentKind): kind is ExportedAlert["kind"] {
  return kind === "alert" || kind === "healthAlert";
}

/** The database calls it `_id`, the REST interface `Id`. */
function idOf(document: JsonObject): string | undefined {
  const id = plain(document._id ?? document.Id ?? null);
  return typeof id === "string" && id !== "" ? id : undefined;
}

function asRest(document: JsonObject, id: string): JsonObject {
  const members = Object.entries(document).filter(([name]) => name !== "_id" && name !== "_t");
  return {
    ...Object.fromEntries(members.map(([name, value]) => [name, unwrapped(value)])),
    Id: id,
    Type: typesOf(document).at(-1) ?? "",
  };
}

/** A member, or the members of a list, without MongoDB's wrappers; binary data says nothing to a person. */
function unwrapped(value: Json): Json {
  if (Array.isArray(value)) return value.map(unwrapped);
  const bare = plain(value);
  return typeof bare === "symbol" ? null : bare;
}

/** A document in one line is parsed before its depth is known, and to write it again takes as many levels. */
function refuseDeep(document: JsonObject, place: Place): void {
  let level: Json[] = [document];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepestDocument) throw new InputError(tooDeep(place));
    level = level.flatMap((value) =>
      Array.isArray(value)
        ? value.filter(isNested)
        : isObject(value)
          ? Object.values(value).filter(isNested)
          : [],
    );
  }
}

function isNested(value: Json): boolean {
  return value !== null && typeof value === "object";
}

/** A document of another collection, or one whose members are not an alert's. */
export function notAnAlert(kind: DocumentKind, place: Place): InputError {
  return new InputError({
    id: "ATA-WRONG-COLLECTION",
    place,
    cause: `this document, of kind ${kindNames[kind]}, is not a whole alert of ATA with its id`,
    fix: "Export the collection of alerts: mongoexport -d ATA -c SuspiciousActivity -o SuspiciousActivity.json",
  });
}

function twice(place: Place): InputError {
  return new InputError({
    id: "ATA-ALERT-TWICE",
    place,
    cause: "this alert was in the files before, and may have changed between two exports",
    fix: "Give the newest export of each collection alone.",
  });
}
