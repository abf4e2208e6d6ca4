import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { newEstateText } from "../../../estate/ata/estateFile.ts";
import { inventory as inventorySchema } from "../../../estate/ata/inventory.ts";
import { proposeEstate } from "../../../estate/ata/proposal.ts";
import { readAta } from "../../../estate/ata/read.ts";
import { redact } from "../../../estate/ata/redact.ts";
import { redactTold } from "../../../estate/ata/redactTold.ts";
import { centerProfile } from "../../../samples/profiles.ts";
import { fileWith, reading } from "./support.ts";

const folder = join(__dirname, "../../../samples/contoso");
const files = ["SystemProfile", "UniqueEntity", "directory", "SuspiciousActivity"].map((name) =>
  join(folder, `${name}.json`),
);
const key = Buffer.alloc(32, 1);

async function read() {
  const result = await readAta(files);
  if (!result.ok) throw new Error("not read");
  return result.reading;
}

test("no name, address or id of the estate is left, and what is left is a good inventory", async () => {
  const redacted = redact(await read(), key);
  const estate = newEstateText(proposeEstate(redacted), redacted.answers, "shared").text;
  const shared = `${JSON.stringify(redacted)}${estate}`.toLowerCase();
  for (const name of [
    "contoso",
    "svc-ata",
    "soc@",
    "duty",
    "smtp",
    "siem.",
    "ann",
    "юлия",
    "scanner",
    "backup01",
    "10.1.2.7",
    "10.9.0",
    "c0ffee",
    "dc01",
    "dc11",
    "gw01",
    "atacenter",
    "oslo",
    "berlin",
    "5f7720d9",
  ]) {
    expect([name, shared.includes(name)]).toEqual([name, false]);
  }
  expect(inventorySchema.safeParse(redacted.inventory).success).toBe(true);
});

test("the same name has the same pseudonym under the same key, and another under another", async () => {
  const [one, same, other] = [
    redact(await read(), key),
    redact(await read(), key),
    redact(await read(), Buffer.alloc(32, 2)),
  ];
  expect(same).toEqual(one);
  expect(other.inventory.centers[0]?.name).not.toBe(one.inventory.centers[0]?.name);
});

test("what belongs together stays together", async () => {
  const { inventory, domainControllers } = redact(await read(), key);
  const [center] = inventory.centers;
  const honeytokens = center?.settings.find(({ setting }) => setting === "honeytoken-accounts")
    ?.value as string[];
  const ids = new Set(inventory.entities.map(({ id }) => id));
  expect(honeytokens.every((id) => ids.has(id))).toBe(true);
  expect(inventory.gateways.every((gateway) => gateway.center === center?.id)).toBe(true);
  const [root, child] = [...new Set(domainControllers.map(({ domain }) => domain ?? ""))].sort(
    (a, b) => a.length - b.length,
  );
  expect(child?.endsWith(`.${root}`)).toBe(true);
  const hosts = new Set(domainControllers.map(({ name }) => name));
  expect(inventory.gateways.filter(({ name }) => hosts.has(name))).toHaveLength(3);
});

test("no key of a profile that a person made is left, nor a value of a report that may name somebody", async () => {
  const reports = {
    Summary: {
      Frequency: "Weekly",
      Day: "Monday",
      Time: "01:00:00",
      Recipients: ["ann"],
      Server: "srv01.contoso.com",
      Relay: "192.0.2.17",
      RelayV6: "2001:db8::17",
    },
  };
  const profile = structuredClone(centerProfile({ reports })) as { Configuration: Record<string, unknown> };
  profile.Configuration.NewConfiguration = {
    AccountMap: { "CONTOSO\\ann": 5, "soc@contoso.com": { IsEnabled: true }, Ann: 1, SRV01: 2 },
  };
  const { inventory } = redact(await reading(JSON.stringify(profile)), key);
  expect(JSON.stringify(inventory).toLowerCase()).not.toMatch(
    /contoso|"ann|\.ann\b|soc@|srv01|192\.0\.2|2001:db8/,
  );
  expect(inventory.unrecognised.map(({ path }) => path.split(".").slice(0, 3).join("."))).toEqual(
    Array(4).fill("Configuration.NewConfiguration.AccountMap"),
  );
  const values = inventory.centers[0]?.settings.find(({ setting }) => setting === "report-schedule")?.value;
  expect(values).toEqual(
    expect.arrayContaining(["Frequency: Weekly", "Time: 01:00:00", expect.stringMatching(/: Monday$/)]),
  );
});

test("what is told of the files names no Center and no folder", async () => {
  const profile = centerProfile({ name: "ATAPROD", id: "5f7720d92bd5d60dd07c0aaa" });
  const older = { ...profile, UpdateTime: "2020-01-01T00:00:00Z" };
  const facts = ["a", "b"].map((domain) => ({
    kind: "ata2mdi-directory",
    domainControllers: [{ name: "DCPROD", domain: `${domain}.contoso.com` }],
  }));
  const result = await readAta([
    fileWith(JSON.stringify(profile), "ATAPROD.json"),
    fileWith(JSON.stringify(older), "older.json"),
    fileWith(JSON.stringify(facts), "facts.json"),
  ]);
  if (!result.ok) throw new Error("not read");
  const hidden = redact(result.reading, key);
  const told = redactTold(result.reading, result.reading, hidden);
  expect(told.notes.map(({ id }) => id)).toEqual(["ATA-OLDER-BACKUP", "ATA-SAME-NAME"]);
  expect(told.notes[0]?.cause).toContain(hidden.inventory.centers[0]?.name);
  expect(JSON.stringify(told)).not.toMatch(/ataprod|dcprod|contoso|5f7720d9|\/tmp|ata2mdi-test/i);
});
