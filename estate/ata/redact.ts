import { createHmac } from "node:crypto";
import { isIP } from "node:net";
import type { Answers, DirectoryDomainController } from "./directory.ts";
import type { Inventory } from "./inventory.ts";
import { settingRules } from "./rules/settings.ts";

/** What is redacted: everything that names people, hosts or places. */
export interface Redactable {
  inventory: Inventory;
  domainControllers: DirectoryDomainController[];
  answers: Answers | null;
}

/**
 * The same reading with pseudonyms for accounts, hosts, domains, addresses and ids. The same name always becomes the
 * same pseudonym under the same key, so that two exports can be compared; without the key nobody can try names out.
 * @param key secret of whoever shares; at least 16 bytes
 */
export function redact({ inventory, domainControllers, answers }: Redactable, key: Uint8Array): Redactable {
  const names = new Pseudonyms(key);
  const forms = new Map<string, string>(settingRules.map(({ id, form }) => [id, form]));
  const placed = <T extends { path: string }>(one: T): T => ({ ...one, path: names.path(one.path) });
  const setting = (one: Inventory["centers"][number]["settings"][number]) => ({
    ...placed(one),
    value: redactValue(one.setting, forms.get(one.setting) ?? "text", one.value, names),
  });
  return {
    inventory: {
      ...inventory,
      redacted: true,
      centers: inventory.centers.map((center) => ({
        ...center,
        id: names.id(center.id),
        name: names.host(center.name),
        consoles: center.consoles.map((console) => names.endpoint(console)),
        settings: center.settings.map(setting),
      })),
      gateways: inventory.gateways.map((gateway) => ({
        ...gateway,
        id: names.id(gateway.id),
        name: names.host(gateway.name),
        center: gateway.center === null ? null : names.id(gateway.center),
        description: gateway.description === null ? null : names.word(gateway.description),
        watches: gateway.watches.map((watched) => names.dnsName(watched)),
        settings: gateway.settings.map(setting),
      })),
      entities: inventory.entities
        .map((entity) => ({
          ...entity,
          id: names.id(entity.id),
          name: names.word(entity.name),
          samName: entity.samName === null ? null : names.word(entity.samName),
          dnsName: entity.dnsName === null ? null : names.dnsName(entity.dnsName),
          domain: entity.domain === null ? null : names.domain(entity.domain),
          sid: null,
          distinguishedName: null,
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
      sensitiveByDefault:
        inventory.sensitiveByDefault?.map(({ group, members }) => ({
          group,
          members: members.map((member) => names.word(member)),
        })) ?? null,
      roleGroups: inventory.roleGroups.map((groups) => ({
        center: groups.center === null ? null : names.host(groups.center),
        administrators: groups.administrators.map((member) => names.word(member)),
        users: groups.users.map((member) => names.word(member)),
        viewers: groups.viewers.map((member) => names.word(member)),
        localAdministrators: groups.localAdministrators.map((member) => names.word(member)),
      })),
      irrelevant: inventory.irrelevant.map(placed),
      unrecognised: inventory.unrecognised.map(placed),
      secrets: inventory.secrets.map(placed),
    },
    domainControllers: domainControllers.map((dc) => ({
      ...dc,
      name: names.host(dc.name),
      domain: dc.domain === null ? null : names.domain(dc.domain),
      forest: dc.forest === null ? null : names.domain(dc.forest),
      site: dc.site === null ? null : names.word(dc.site),
    })),
    answers:
      answers === null
        ? null
        : {
            kind: answers.kind,
            ...(answers.site !== undefined && { site: names.word(answers.site) }),
          },
  };
}

/** Settings in text whose values name nobody. */
const harmless = new Set([
  "syslog-transport",
  "syslog-timeout",
  "syslog-format",
  "notification-verbosity",
  "health-mail-repeat",
  "language",
]);

type Value = Inventory["centers"][number]["settings"][number]["value"];

function redactValue(setting: string, form: string, value: Value, names: Pseudonyms): Value {
  if (value === null || typeof value === "boolean" || harmless.has(setting)) return value;
  const one = (text: string): string => {
    if (form === "entities") return names.id(text);
    if (form === "subnets") return names.address(text);
    if (form === "endpoint") return names.endpoint(text);
    if (setting === "directory-account-domain") return names.domain(text);
    if (form === "trees") return names.line(text);
    return names.word(text);
  };
  return Array.isArray(value) ? value.map(one) : one(value);
}

/** Names to pseudonyms, by a keyed hash. */
class Pseudonyms {
  readonly #key: Uint8Array;
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  #hex(sort: string, text: string, length: number): string {
    return createHmac("sha256", this.#key)
      .update(`${sort}\n${text.toLowerCase()}`)
      .digest("hex")
      .slice(0, length);
  }

  /** A NetBIOS name stays one. */
  host(name: string): string {
    return name === "" ? "" : `h${this.#hex("host", name.slice(0, 15), 10)}`;
  }

  /** Each label by itself, so that a child domain stays below its parent. */
  domain(name: string): string {
    const labels = name.split(".");
    const top = labels.length > 1 ? labels.slice(0, -1) : labels;
    return `${top.map((label) => `d${this.#hex("label", label, 8)}`).join(".")}.example`;
  }

  dnsName(name: string): string {
    const [host = "", ...domain] = name.split(".");
    return domain.length === 0 ? this.host(host) : `${this.host(host)}.${this.domain(domain.join("."))}`;
  }

  endpoint(text: string): string {
    const [, host = text, port = ""] = /^(.*?)(:\d+)?$/.exec(text) ?? [];
    return `${isAddress(host) ? this.address(host) : this.dnsName(host)}${port}`;
  }

  /** An address of the private 10.0.0.0/8 with the same prefix length. */
  address(text: string): string {
    const [address = "", length] = text.split("/");
    const bytes = [0, 2, 4].map((at) =>
      Number.parseInt(this.#hex("address", address, 6).slice(at, at + 2), 16),
    );
    return `10.${bytes.join(".")}${length === undefined ? "" : `/${/^\d{1,3}$/.test(length) ? length : "32"}`}`;
  }

  id(text: string): string {
    if (text.startsWith("computer "))
      return `computer ${this.endpoint(text.slice("computer ".length).trim())}`;
    const hex = this.#hex("id", text.replace(/^\{|\}$/g, ""), 32);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /** Mail addresses and `DOMAIN\account` keep their form; anything else becomes one word. */
  word(text: string): string {
    const mail = /^([^@\s]+)@([^@\s]+\.[^@\s]+)$/.exec(text);
    if (mail) return `n${this.#hex("name", mail[1] ?? "", 8)}@${this.domain(mail[2] ?? "")}`;
    const account = /^([^\\\s]+)\\(.+)$/.exec(text);
    if (account)
      return `D${this.#hex("label", account[1] ?? "", 8)}\\n${this.#hex("name", account[2] ?? "", 8)}`;
    return `n${this.#hex("name", text, 8)}`;
  }

  /** `Frequency: Daily` stays; of other values only what is a number, a time or a switch does. */
  line(text: string): string {
    const [, name, value = text] = /^(?:([^:]*): )?(.*)$/s.exec(text) ?? [];
    const shown = isAddress(value)
      ? this.address(value)
      : harmlessValue.test(value)
        ? value
        : this.word(value);
    return name === undefined ? shown : `${this.path(name)}: ${shown}`;
  }

  /** A path in a profile: names that ATA's makers gave stay, what may be the key of a person's own entry does not. */
  path(path: string): string {
    return path.startsWith("(")
      ? path
      : path
          .split(".")
          .map((part) => this.#part(part))
          .join(".");
  }

  #part(part: string): string {
    const [, name = part, index = ""] = /^(.*?)((?:\[\d*\])*)$/s.exec(part) ?? [];
    return `${knownParts.has(name) || madeName.test(name) ? name : this.word(name)}${index}`;
  }
}

const harmlessValue =
  /^(?:[\d.:]{1,20}|\d{4}-\d\d-\d\d[\dT:.Z+-]*|true|false|none|hourly|daily|weekly|monthly|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i;
/** `AccountMap`, as programmers name things; `Ann`, `DC01` and `contoso` are not made so. */
const madeName = /^_?[A-Z][a-z\d]+(?:[A-Z][a-z\d]+)+$/;
const knownParts = new Set([
  ...settingRules.flatMap(({ path }) => path.split(".")),
  ...[
    "_id",
    "_t",
    "_v",
    "Id",
    "Type",
    "Version",
    "To",
    "Summary",
    "Frequency",
    "Recipients",
    "Interval",
    "Time",
  ],
]);

const isAddress = (host: string) => isIP(host.replace(/^\[|\]$/g, "")) !== 0;
