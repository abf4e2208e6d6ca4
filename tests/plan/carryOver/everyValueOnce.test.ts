import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readAta } from "../../../estate/ata/read.ts";
import { compileCarryOver } from "../../../plan/carryOver/compile.ts";
import {
  asMongo,
  type CenterChoices,
  centerProfile,
  detectors,
  gatewayProfile,
} from "../../../samples/profiles.ts";

/**
 * Profiles in which every configured value is a word of its own, in any spelling in which exports come: whoever looks
 * for a word afterwards needs none of the reader's rules.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** How many values of each kind a Center has, and where it leaves hosts out. */
const sizes = fc.record({
  lists: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }),
  computers: fc.subarray([...detectors.computers]),
  accounts: fc.subarray([...detectors.accounts]),
  reports: fc.integer({ min: 0, max: 3 }),
  hasMail: fc.boolean(),
  hasSyslog: fc.boolean(),
});
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

const spelling = fc.record({
  dictionaries: fc.constantFrom("object", "k and v", "Key and Value", "pairs"),
  scalars: fc.constantFrom("plain", "extended", "typed"),
  subnets: fc.constantFrom("text", "object", "range"),
  document: fc.constantFrom("REST", "JavaScript", "MongoDB"),
  layout: fc.constantFrom("lines", "pretty", "list", "wrapper"),
  pieces: fc.integer({ min: 1, max: 5_000 }),
});
type Spelling = typeof spelling extends fc.Arbitrary<infer T> ? T : never;

/** A Center in which each value is a new word, and the words. */
function centerOf(sizes: Sizes, spelt: Spelling, id: string, word: (kind: string) => string) {
  const words = (kind: string, count = 0) => Array.from({ length: count }, () => word(kind));
  const subnet = (text: string): Json =>
    spelt.subnets === "text"
      ? text
      : spelt.subnets === "object"
        ? { _t: "Subnet", Address: text, PrefixLength: 24 }
        : { StartAddress: text, EndAddress: "10.0.0.9" };
  const [honeytokens, accounts, groups, alertMail, healthMail] = sizes.lists;
  const choices: CenterChoices = {
    id,
    name: `C${id}`,
    directoryAccount: {
      domain: `${word("domain")}.example`,
      name: word("account"),
      password: word("secret"),
    },
    honeytokens: words("id", honeytokens),
    sensitiveAccounts: words("id", accounts),
    sensitiveGroups: words("id", groups),
    exclusions: Object.fromEntries([
      ...sizes.computers.map((name) => [
        name,
        { computers: words("id", 2), subnets: words("subnet", 2).map(subnet) },
      ]),
      ...sizes.accounts.map((name) => [name, { accounts: words("id", 2) }]),
    ]),
    alertMail: words("mail", alertMail),
    healthMail: words("mail", healthMail),
    reports: Object.fromEntries(
      words("Report", sizes.reports).map((name) => [
        name,
        { Frequency: "Daily", To: [word("mail")], Password: word("secret") },
      ]),
    ),
    radiusSecret: { CertificateThumbprint: "00", EncryptedBytes: word("secret") },
    ...(sizes.hasMail && {
      mail: {
        from: word("mail"),
        server: { Address: word("host"), Port: 25 },
        account: word("account"),
        password: { $binary: Buffer.from(word("secret")).toString("base64"), $type: "00" },
      },
    }),
    ...(sizes.hasSyslog && {
      syslog: {
        server: { Address: word("host"), Port: 514 },
        transport: word("transport"),
        format: word("format"),
      },
    }),
  };
  return centerProfile(choices) as Json;
}

/** The same document as another tool would write it. */
function respelt(value: Json, spelt: Spelling, name = ""): Json {
  if (Array.isArray(value)) return value.map((one) => respelt(one, spelt));
  if (value === null || typeof value !== "object") {
    if (typeof value === "number" && spelt.scalars === "extended") return { $numberLong: String(value) };
    return spelt.scalars === "typed" && typeof value === "boolean"
      ? { _t: "System.Boolean", _v: value }
      : value;
  }
  if (Object.keys(value).some((key) => key.startsWith("$"))) return value;
  const entries = Object.entries(value).map(([key, one]): [string, Json] => [key, respelt(one, spelt, key)]);
  if (!name.endsWith("Mapping") || spelt.dictionaries === "object") return Object.fromEntries(entries);
  if (spelt.dictionaries === "pairs") return entries;
  return entries.map(([k, v]): Json => (spelt.dictionaries === "k and v" ? { k, v } : { Key: k, Value: v }));
}

function inJavaScript(value: Json): Json {
  if (Array.isArray(value)) return value.map(inJavaScript);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      `${key.charAt(0).toLowerCase()}${key.slice(1)}`,
      inJavaScript(one),
    ]),
  );
}

function written(documents: readonly Json[], layout: Spelling["layout"]): string {
  if (layout === "list") return JSON.stringify(documents, null, 2);
  if (layout === "wrapper") return JSON.stringify({ value: documents, Count: documents.length });
  return documents.map((one) => JSON.stringify(one, null, layout === "pretty" ? 4 : 0)).join("\r\n");
}

test("every value that is set stands once in the compiled list, and no secret anywhere, however the export is spelt", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sizes, { minLength: 1, maxLength: 2 }), spelling, async (centers, spelt) => {
      const made: { kind: string; text: string }[] = [];
      const word = (kind: string) => {
        const text = `${kind}${made.length}x`;
        made.push({ kind, text });
        return text;
      };
      const profiles = centers.map((one, index) => centerOf(one, spelt, `5f${index}`, word));
      const gateway = gatewayProfile({ id: "6f", name: "DC01", synchronizer: true }) as Json;
      const documents = [...profiles, gateway].map((profile, index) => {
        const type = index < profiles.length ? "CenterSystemProfile" : "GatewaySystemProfile";
        const one = respelt(profile, spelt) as { [key: string]: Json };
        if (spelt.document === "MongoDB") return asMongo(one, ["SystemProfile", type]) as Json;
        return spelt.document === "JavaScript" ? inJavaScript(one) : one;
      });
      const text = written(documents, spelt.layout);
      async function* pieces() {
        for (let at = 0; at < text.length; at += spelt.pieces) yield text.slice(at, at + spelt.pieces);
      }
      const read = await readAta([{ name: "export.json", text: pieces }]);
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const { rows } = compileCarryOver(read.reading.inventory);

      const said = rows.flatMap(({ items }) => items.flatMap(({ found, path }) => [...found, path]));
      const times = ({ text: wanted }: { text: string }) =>
        said.filter((one) => one.split(/\W+/).includes(wanted)).length;
      const isSecret = ({ kind }: { kind: string }) => kind === "secret";
      expect(made.filter((one) => !isSecret(one) && times(one) !== 1)).toEqual([]);
      const kept = JSON.stringify([read.reading, rows]);
      expect(made.filter(isSecret).filter(({ text: secret }) => kept.includes(secret))).toEqual([]);
      expect(said.filter((one) => one.includes("UpdateDirectoryEntityChanges"))).toHaveLength(1);
    }),
    { numRuns: 40 },
  );
});
