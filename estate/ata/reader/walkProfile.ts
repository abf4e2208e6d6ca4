import type { HeaderField } from "../rules/header.ts";
import { schedule, typeMark } from "../rules/irrelevant.ts";
import type { KnownSetting, RuleNode } from "../rules/ruleTree.ts";
import type { SettingId } from "../rules/settings.ts";
import type { Accounting } from "./accounting.ts";
import { binary, dictionary, isObject, plain } from "./extendedJson.ts";
import {
  headerTexts,
  hostIn,
  isBinary,
  isChosenList,
  isEmpty,
  isEncrypted,
  isRunning,
  isSecretField,
} from "./fieldShapes.ts";
import { describeValue, isFlattened, readForm, type SettingValue } from "./forms.ts";
import { joinedPath } from "./joinedPath.ts";
import { deepestDocument, TooDeep } from "./limits.ts";
import type { Json, JsonObject } from "./parseDocument.ts";
import { type TreeTeller, treeLines } from "./treeLines.ts";

/** One setting found in a profile. */
export interface FoundSetting {
  setting: SettingId;
  /** Where it stood, such as `Configuration.MailClientConfiguration.From`. */
  path: string;
  value: SettingValue;
}

/** What a profile was read as. */
export interface WalkedProfile {
  header: Partial<Record<HeaderField, string[]>>;
  settings: FoundSetting[];
  /** Path of an object that PowerShell flattened into text; undefined: none. */
  flattened: string | undefined;
}

/**
 * Goes through every field of a profile. Each one ends in exactly one account: read, irrelevant with a reason, dropped
 * as a secret, or unrecognised.
 */
export function walkProfile(
  document: JsonObject,
  kind: string,
  rules: RuleNode,
  account: Accounting,
): WalkedProfile {
  const walker = new Walker(kind, account);
  walker.branch(document, rules, "");
  return { header: walker.header, settings: walker.settings, flattened: walker.flattened };
}

class Walker {
  readonly header: Partial<Record<HeaderField, string[]>> = {};
  readonly settings: FoundSetting[] = [];
  flattened: string | undefined;
  #depth = 0;
  readonly #kind: string;
  readonly #account: Accounting;

  readonly #tell: TreeTeller = {
    secret: (value, path) => this.#secret(value, path),
    typeName: (value, path) => this.#irrelevant(typeMark, value, path),
    deeper: (work) => this.#deeper(work),
  };

  constructor(kind: string, account: Accounting) {
    this.#kind = kind;
    this.#account = account;
  }

  branch(object: JsonObject, rules: RuleNode, path: string): void {
    this.#enter();
    this.#fields(object, rules, path);
    this.#depth -= 1;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > deepestDocument) throw new TooDeep();
  }

  /** Works one level further down; every recursion goes through here. */
  #deeper<T>(work: () => T): T {
    this.#enter();
    const result = work();
    this.#depth -= 1;
    return result;
  }

  #fields(object: JsonObject, rules: RuleNode, path: string): void {
    for (const name of Object.keys(object)) {
      const known = rules.child(name);
      this.#field(name, object[name] as Json, known, known?.path ?? joinedPath(path, name));
    }
  }

  #field(name: string, value: Json, rules: RuleNode | undefined, path: string): void {
    if (isFlattened(value)) this.flattened ??= path;
    if (name === "_t") this.#irrelevant(typeMark, value, path);
    else if (isSecretField(name, value)) this.#secret(value, path);
    else if (rules?.setting) this.#setting(rules.setting, value, path);
    else if (rules?.header) this.#header(rules.header, value, path);
    else if (rules?.irrelevant !== undefined) this.#irrelevant(rules.irrelevant, value, path);
    else if (rules?.hasChildren) this.#section(value, rules, path);
    else if (isRunning(value)) this.#irrelevant(schedule, value, path);
    else this.#unrecognised(value, path);
  }

  /** An object whose fields the rules know. */
  #section(value: Json, rules: RuleNode, path: string): void {
    const inner = plain(value);
    if (inner === null || (isObject(inner) && isEmpty(inner))) {
      this.#account.addIrrelevant(this.#kind, path, "holds nothing", 1);
    } else if (isObject(inner)) {
      this.branch(inner, rules, path);
    } else {
      this.#unrecognised(value, path);
    }
  }

  #secret(value: Json, path: string): void {
    if (plain(value) === null || value === "") {
      this.#account.addIrrelevant(this.#kind, path, "a secret that is not set", 1);
    } else {
      this.#account.addSecret(this.#kind, path);
    }
  }

  #setting(rule: KnownSetting, value: Json, path: string): void {
    if (rule.form === "switches" || rule.form === "trees") {
      this.#dictionary(rule, value, path);
      return;
    }
    const read = readForm(rule.form, value);
    for (const odd of read.odd) this.#odd(value, odd, path);
    if (read.odd.includes("")) return;
    this.#account.read += 1;
    this.settings.push({ setting: rule.id, path, value: read.value });
  }

  /** The part of a list that was not understood, or the whole value. */
  #odd(value: Json, odd: string, path: string): void {
    const index = /^\[(\d+)\]$/.exec(odd);
    const inner = plain(value);
    const part = index && Array.isArray(inner) ? (inner[Number(index[1])] as Json) : value;
    if (typeof part === "object" && (isBinary(part) || isEncrypted(part))) {
      this.#account.addSecret(this.#kind, `${path}${odd}`);
    } else if (isObject(plain(part))) {
      this.#unrecognised(part, `${path}${odd}`);
    } else {
      this.#account.addUnrecognised(this.#kind, `${path}${odd}`, describeValue(part));
    }
  }

  #dictionary(rule: KnownSetting, value: Json, path: string): void {
    const inner = plain(value);
    const entries = inner === null ? [] : dictionary(inner);
    if (entries === undefined) this.#unrecognised(value, path);
    else if (entries.length === 0) {
      this.#account.read += 1;
      this.settings.push({ setting: rule.id, path, value: rule.form === "trees" ? [] : null });
    }
    if (isObject(inner) && "_t" in inner) this.#irrelevant(typeMark, inner._t as Json, `${path}._t`);
    for (const [name, entry] of entries ?? []) {
      const at = `${path}.${name}`;
      // A report may be called after what it is about: `CleartextPassword`.
      const isTree = rule.form === "trees" && isObject(plain(entry)) && !isEncrypted(entry);
      if (!isTree && isSecretField(name, entry)) {
        this.#secret(entry, at);
      } else if (rule.form === "trees") {
        this.#account.read += 1;
        this.settings.push({ setting: rule.id, path: at, value: treeLines(entry, at, this.#tell) });
      } else {
        const read = readForm("switch", entry);
        if (read.odd.length > 0) this.#unrecognised(entry, at);
        else {
          this.#account.read += 1;
          this.settings.push({ setting: rule.id, path: at, value: read.value });
        }
      }
    }
  }

  #header(field: HeaderField, value: Json, path: string): void {
    const inner = plain(value);
    if (field === "watches" && Array.isArray(inner) && inner.some(hostIn)) {
      for (const element of inner) this.#watched(element, path);
      return;
    }
    const texts = headerTexts(value);
    if (texts === undefined) {
      this.#unrecognised(value, path);
      return;
    }
    this.#account.read += 1;
    this.header[field] = [...(this.header[field] ?? []), ...texts];
  }

  /** One of a list of hosts; what else an element says of its host is not known. */
  #watched(element: Json, path: string): void {
    const host = hostIn(element);
    if (host === undefined) {
      this.#header("watches", element, path);
      return;
    }
    this.#account.read += 1;
    this.header.watches = [...(this.header.watches ?? []), host.name];
    const { [host.field]: _read, ...others } = element as JsonObject;
    for (const [name, field] of Object.entries(others)) {
      this.#field(name, field, undefined, `${path}[].${name}`);
    }
  }

  #irrelevant(reason: string, value: Json, path: string): void {
    this.#account.addIrrelevant(this.#kind, path, reason, this.#countFields(value, path));
  }

  /** Counts the fields of what is left out; a secret in it is accounted for as a secret. */
  #countFields(value: Json, path: string): number {
    if (typeof value !== "object" || value === null) {
      if (isFlattened(value)) this.flattened ??= path;
      return 1;
    }
    this.#enter();
    const fields = Array.isArray(value) ? this.#countElements(value, path) : this.#countNamed(value, path);
    this.#depth -= 1;
    return fields;
  }

  #countElements(value: readonly Json[], path: string): number {
    let fields = value.length === 0 ? 1 : 0;
    for (const element of value) fields += this.#countFields(element, path);
    return fields;
  }

  #countNamed(value: JsonObject, path: string): number {
    if (!isObject(plain(value)) || isEmpty(value)) return 1;
    let fields = 0;
    for (const name of Object.keys(value)) {
      const field = value[name] as Json;
      const at = joinedPath(path, name);
      if (isSecretField(name, field)) this.#secret(field, at);
      else if (isChosenList(name, field)) this.#unrecognised(field, at);
      else fields += this.#countFields(field, at);
    }
    return fields;
  }

  #unrecognised(value: Json, path: string): void {
    const inner = plain(value);
    if (inner === binary) {
      this.#account.addSecret(this.#kind, path);
    } else if (Array.isArray(inner) && inner.some((element) => typeof element === "object")) {
      for (const element of inner) this.#deeper(() => this.#unrecognised(element, `${path}[]`));
    } else if (isObject(inner) && !isEmpty(inner)) {
      for (const name of Object.keys(inner)) {
        this.#deeper(() => this.#field(name, inner[name] as Json, undefined, joinedPath(path, name)));
      }
    } else {
      if (isFlattened(value)) this.flattened ??= path;
      this.#account.addUnrecognised(this.#kind, path, describeValue(value));
    }
  }
}
