import { type HeaderField, headerRules } from "./header.ts";
import { irrelevantRules } from "./irrelevant.ts";
import { type SettingId, type SettingRule, settingRules } from "./settings.ts";

/** A setting rule with its id as one of the known ones. */
export type KnownSetting = SettingRule & { id: SettingId };

/** Names of one object that are remembered; a profile has about 60 sections. */
const mostNames = 1_000;

/** A place in a profile and what the rules say of it. A setting goes before a header field, that before a reason. */
export class RuleNode {
  /** Path of the field, such as `Configuration.MailClientConfiguration.From`. */
  path = "";
  setting: KnownSetting | undefined;
  header: HeaderField | undefined;
  irrelevant: string | undefined;
  readonly #exact = new Map<string, RuleNode>();
  readonly #globs: { glob: string; pattern: RegExp; node: RuleNode }[] = [];
  /** Answers given before; undefined: the rules say nothing of that name. */
  readonly #merged = new Map<string, RuleNode | undefined>();

  /** True where the rules know something below. */
  get hasChildren(): boolean {
    return this.#exact.size > 0 || this.#globs.length > 0;
  }

  /** What the rules say of the field of that name; undefined: nothing. */
  child(name: string): RuleNode | undefined {
    const known = this.#merged.get(name);
    if (known !== undefined || this.#merged.has(name)) return known;
    const found = this.#find(name);
    if (this.#merged.size < mostNames) this.#merged.set(name, found);
    return found;
  }

  #find(name: string): RuleNode | undefined {
    const exact = this.#exact.get(name);
    const matching = this.#globs.filter(({ pattern }) => pattern.test(name)).map(({ node }) => node);
    const nodes = exact ? [exact, ...matching] : matching;
    if (nodes.length === 0) return undefined;
    const merged = RuleNode.#merge(nodes);
    merged.path = this.path === "" ? name : `${this.path}.${name}`;
    return merged;
  }

  /** The node of a path, made where it is missing. */
  at(path: readonly string[]): RuleNode {
    const [first, ...rest] = path;
    if (first === undefined) return this;
    return this.#grow(first).at(rest);
  }

  #grow(segment: string): RuleNode {
    if (!segment.includes("*")) {
      const node = this.#exact.get(segment) ?? new RuleNode();
      this.#exact.set(segment, node);
      return node;
    }
    const known = this.#globs.find(({ glob }) => glob === segment);
    if (known) return known.node;
    const escaped = segment.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const node = new RuleNode();
    this.#globs.push({ glob: segment, pattern: new RegExp(`^${escaped.join(".*")}$`), node });
    return node;
  }

  /** What several nodes say together; the first that says a thing is heard. */
  static #merge(nodes: readonly RuleNode[]): RuleNode {
    const merged = new RuleNode();
    merged.setting = nodes.find((n) => n.setting)?.setting;
    merged.header = nodes.find((n) => n.header)?.header;
    merged.irrelevant = nodes.find((n) => n.irrelevant)?.irrelevant;
    for (const node of nodes) {
      for (const [name, child] of node.#exact) {
        const there = merged.#exact.get(name);
        merged.#exact.set(name, there ? RuleNode.#merge([there, child]) : child);
      }
      merged.#globs.push(...node.#globs);
    }
    return merged;
  }
}

function ruleTree(document: "center" | "gateway"): RuleNode {
  const root = new RuleNode();
  const isFor = (rule: { document: string }) => rule.document === document || rule.document === "any";
  const place = (path: string) => root.at(path.split("."));
  for (const rule of settingRules.filter(isFor)) place(rule.path).setting = rule;
  for (const rule of headerRules.filter(isFor)) place(rule.path).header = rule.field;
  for (const rule of irrelevantRules.filter(isFor)) place(rule.path).irrelevant = rule.reason;
  return root;
}

/** What is known of a profile's fields. */
export const profileRules = { center: ruleTree("center"), gateway: ruleTree("gateway") } as const;
