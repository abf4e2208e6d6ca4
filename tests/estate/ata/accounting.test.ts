import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Accounting } from "../../../estate/ata/reader/accounting.ts";
import type { Json, JsonObject } from "../../../estate/ata/reader/parseDocument.ts";
import { walkProfile } from "../../../estate/ata/reader/walkProfile.ts";
import { profileRules } from "../../../estate/ata/rules/ruleTree.ts";
import { isSecretName } from "../../../estate/ata/rules/secrets.ts";
import { settingRules } from "../../../estate/ata/rules/settings.ts";
import { centerProfile } from "../../../samples/profiles.ts";

/** Names that the rules know in one place or another, names that they do not, and names of secrets. */
const names = fc.constantFrom(
  ...new Set(
    settingRules.flatMap(({ path }) => path.split(".").map((part) => part.replaceAll("*", "Golden"))),
  ),
  "Configuration",
  "DatabaseConfiguration",
  "BlockConfiguration",
  "Interval",
  "SomethingNew",
  "__proto__",
  "constructor",
  "AuthenticationAccountPasswordEncrypted",
  "SharedSecret",
);
const secretText = "s3cr3t-";
const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.string().map((text) => `v${text}`),
  fc.constant({ $binary: Buffer.from(secretText).toString("base64"), $type: "00" }),
  fc.constant({ CertificateThumbprint: "00", EncryptedBytes: secretText }),
  fc.constant({ $date: "2025-11-03T07:36:17.909Z" }),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(names, tie("tree"), { maxKeys: 4 }),
  ),
}));
const profile = fc.dictionary(names, tree, { maxKeys: 6 });

/** Puts a secret at every place whose name says so, however deep. */
function withSecrets(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withSecrets);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      isSecretName(name) ? `${secretText}${name}` : withSecrets(one),
    ]),
  );
}

function accounted(document: JsonObject) {
  const account = new Accounting();
  const walked = walkProfile(document, "CenterSystemProfile", profileRules.center, account);
  const paths = [
    ...walked.settings.map(({ path }) => path),
    ...[account.irrelevant, account.unrecognised, account.secrets].flatMap((list) =>
      list.map(({ path }) => path),
    ),
  ];
  return { account, walked, paths };
}

/** Paths of every field, lists and wrapped values as one. */
function fieldPaths(value: Json, path = ""): string[] {
  const isBranch =
    value !== null &&
    typeof value === "object" &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    !Object.keys(value)[0]?.startsWith("$") &&
    !("EncryptedBytes" in value);
  if (!isBranch) return [path];
  return Object.entries(value).flatMap(([name, one]) =>
    isSecretName(name)
      ? [path === "" ? name : `${path}.${name}`]
      : fieldPaths(one, path === "" ? name : `${path}.${name}`),
  );
}

test("every field of any profile is accounted for under its path or that of a part it belongs to", () => {
  fc.assert(
    fc.property(profile, (generated) => {
      const { paths, walked } = accounted(generated);
      const header = new Set(Object.keys(generated).filter(() => Object.keys(walked.header).length > 0));
      const known = new Set(paths);
      for (const path of fieldPaths(generated)) {
        const parts = path.split(".");
        const covered = parts.some((_, index) => known.has(parts.slice(0, index + 1).join(".")));
        const listed = paths.some((one) => one.startsWith(`${path}[`) || one.startsWith(`${path}.`));
        const isHeader = header.has(parts[0] ?? "") && !parts.includes("Configuration");
        if (path !== "") expect([path, covered || listed || isHeader]).toEqual([path, true]);
      }
    }),
    { numRuns: 500 },
  );
});

test("no secret of any profile is kept, wherever it stands", () => {
  fc.assert(
    fc.property(profile, (generated) => {
      const { account, walked } = accounted(withSecrets(generated) as JsonObject);
      const kept = JSON.stringify([walked, account.irrelevant, account.unrecognised, account.secrets]);
      expect(kept).not.toContain(secretText);
      expect(kept).not.toContain(Buffer.from(secretText).toString("base64"));
    }),
    { numRuns: 500 },
  );
});

test("of a whole profile every field has exactly one account", () => {
  const document = centerProfile({
    honeytokens: ["a", "b"],
    radiusSecret: { CertificateThumbprint: "00", EncryptedBytes: "x" },
    mail: { from: "a@b.c", server: { Address: "mail", Port: 25 }, account: "x", password: "y" },
  }) as JsonObject;
  const { account, walked, paths } = accounted(document);
  expect(account.unrecognised).toEqual([]);
  expect(account.secrets).toHaveLength(2);
  expect(new Set(walked.settings.map(({ path }) => path)).size).toBe(walked.settings.length);
  const settings = new Set(walked.settings.map(({ path }) => path));
  for (const { path } of account.irrelevant) expect(settings.has(path)).toBe(false);
  expect(new Set(paths).size).toBe(paths.length);
});

test("a schedule that runs is told as one wherever it stands; one that is off may be a choice", () => {
  const { account } = accounted({
    Configuration: {
      NewConfiguration: {
        SweepConfiguration: { Interval: "00:10:00", IsEnabled: true },
        AskConfiguration: { Interval: "00:10:00", IsEnabled: false },
        TellConfiguration: { Interval: "00:10:00", IsEnabled: true, To: "soc@contoso.com" },
      },
    },
  });
  const inside = ({ path }: { path: string }) => path.replace("Configuration.NewConfiguration.", "");
  expect(account.irrelevant.map(inside)).toEqual(["SweepConfiguration"]);
  expect(account.unrecognised.map(inside)).toEqual([
    "AskConfiguration.Interval",
    "AskConfiguration.IsEnabled",
    "TellConfiguration.Interval",
    "TellConfiguration.IsEnabled",
    "TellConfiguration.To",
  ]);
});
