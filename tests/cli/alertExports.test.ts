import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { registerAlerts } from "../../cli/verbs/alerts.ts";
import { runVerb } from "./runVerb.ts";

const root = join(__dirname, "../..");
const estate = join(root, "estates/dev.yaml");
const sample = join(root, "samples/contoso/SuspiciousActivity.json");
const folder = mkdtempSync(join(tmpdir(), "ata2mdi-exports-"));
let out: string;
let run = 0;

beforeEach(() => {
  run += 1;
  out = join(folder, `out${run}`);
});
afterEach(() => {
  process.exitCode = 0;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alerts = (...options: string[]) => runVerb(registerAlerts, "alerts", estate, "--out", out, ...options);

function written(text: string | Buffer, name = "SuspiciousActivity.json"): string {
  const path = join(folder, `${run}-${name}`);
  writeFileSync(path, text);
  return path;
}

const recorded = () => JSON.parse(readFileSync(join(out, "alerts-atacenter.json"), "utf8"));

const document = {
  _id: { $oid: "5b2cb8a2e8e5d32a88f0a001" },
  _t: ["Entity", "Alert", "SuspiciousActivity", "EnumerateSessionsSuspiciousActivity"],
  WindowsEventId: { $numberInt: "2012" },
  Severity: "Medium",
  Status: "Open",
  StartTime: { $date: { $numberLong: "1577836800000" } },
  EndTime: { $date: "2020-01-01T00:20:00.000Z" },
  SourceIpAddresses: ["10.1.2.7"],
  SourceComputerId: { $binary: "AAECAwQFBgcICQoLDA0ODw==", $type: "03" },
};

test("an export becomes the same two files as the Center itself, and no Center is asked", async () => {
  const { text, code } = await alerts("--from", sample);
  expect({ text, code }).toEqual({
    text: expect.stringContaining(
      `atacenter: 4 suspicious activities, 3 open; no monitoring alerts in ${sample}.`,
    ),
    code: 0,
  });
  expect(readdirSync(out).sort()).toEqual(["alerts-atacenter.csv", "alerts-atacenter.json"]);
  expect(recorded()).toMatchObject({ center: "atacenter", from: [sample] });
  expect(readFileSync(join(out, "alerts-atacenter.csv"), "utf8").trimEnd().split("\r\n")).toHaveLength(5);
});

test("what the database wrote is read as what the REST interface sends", async () => {
  const health = {
    _id: "2",
    _t: ["Entity", "Alert", "MonitoringAlert", "GatewayDisconnectedMonitoringAlert"],
    Status: "Closed",
  };
  const shell = `{ "_id" : ObjectId("5b2cb8a2e8e5d32a88f0a002"), "_t" : [ "SuspiciousActivity", "NewThing" ], "StartTime" : ISODate("2020-01-01T00:00:00Z") }`;
  const { text, code } = await alerts(
    "--from",
    written(`${JSON.stringify(document)}\n`),
    written(JSON.stringify([health]), "health.json"),
    written(shell, "shell.json"),
  );
  expect({ text, code }).toEqual({
    text: expect.stringContaining("2 suspicious activities, 2 open; 1 monitoring alerts, 0 open."),
    code: 0,
  });
  expect(recorded().alerts).toEqual([
    {
      kind: "suspicious activity",
      id: "5b2cb8a2e8e5d32a88f0a001",
      title: "Reconnaissance using SMB session enumeration",
      type: "EnumerateSessionsSuspiciousActivity",
      number: 2012,
      severity: "Medium",
      status: "Open",
      start: "2020-01-01T00:00:00.000Z",
      end: "2020-01-01T00:20:00.000Z",
      updated: "",
      about: ["10.1.2.7", "03020100-0504-0706-0809-0a0b0c0d0e0f"],
      now: "User and IP address reconnaissance (SMB) (external id 2012)",
      received: document,
    },
    expect.objectContaining({ kind: "monitoring alert", title: "Gateway disconnected", status: "Closed" }),
    expect.objectContaining({ type: "NewThing", start: "2020-01-01T00:00:00Z" }),
  ]);
});

const line = JSON.stringify(document);
const deep = `{"_id":"9","_t":"SuspiciousActivity","x":${"[".repeat(5000)}${"]".repeat(5000)}}\n`;

test.each<[string, string | Buffer, string, string]>([
  ["a cut file", `${line}\n${line.slice(0, 90)}`, "ATA-CUT-FILE", ":2:1 (document 2)"],
  ["another collection", '{"_id":"1","_t":["User"],"Name":"x"}', "ATA-WRONG-COLLECTION", "UniqueEntity"],
  ["one foreign document", `${line}\n{"_id":"1","Name":"x"}\n`, "ATA-WRONG-COLLECTION", "(document 2)"],
  ["an alert without an id", '{"_t":"SuspiciousActivity"}', "ATA-WRONG-COLLECTION", "(document 1)"],
  [
    "an alert of another shape",
    '{"_id":"1","_t":"SuspiciousActivity","Status":[]}',
    "ATA-WRONG-COLLECTION",
    "(document 1)",
  ],
  ["a web page", "<html></html>", "ATA-NOT-JSON", "web page"],
  ["a dump of mongodump", Buffer.from([0x40, 0, 0, 0, 2, 0x5f, 0x74, 0]), "ATA-NOT-JSON", "BSON"],
  ["nothing", "", "ATA-EMPTY", "holds no document"],
  ["nesting without end", deep, "ATA-TOO-DEEP", "(document 1)"],
  ["one alert twice", `${line}\n${line}\n`, "ATA-ALERT-TWICE", "(document 2)"],
])("%s is refused with its place, and nothing is recorded", async (_case, text, id, told) => {
  const { text: said, code } = await alerts("--from", sample, written(text));
  expect({ said, code }).toEqual({ said: expect.stringContaining(id), code: 1 });
  expect(said).toContain(told);
  expect(said).not.toContain("5b2cb8a2e8e5d32a88f0a001");
  expect(readdirSync(out)).toEqual([]);
});

test("a file that is not there, and a Center the estate does not have, are told", async () => {
  const missing = await alerts("--from", join(folder, "none.json"));
  expect(missing).toEqual({ text: expect.stringContaining("ATA-UNREADABLE"), code: 1 });
  const other = await alerts("--from", sample, "--center", "other");
  expect(other).toEqual({ text: expect.stringContaining("CENTER-NAME"), code: 1 });
  expect(other.text).toContain("Centers: atacenter");
});

test("where the estate has two Centers, an export is of the one that is named", async () => {
  const two = join(folder, "two.yaml");
  const dev = readFileSync(estate, "utf8");
  const center = /^centers:\n((?: {2}.*\n| *\n)+)/m.exec(dev)?.[1] ?? "";
  const second = center
    .replaceAll(/atacenter/gi, "atacenter2")
    .replaceAll("contoso.test", "other.test")
    .replace("42121", "42198");
  const domain = "domains:\n  - { name: other.test, forest: other.test }\n";
  const host =
    "domainControllers:\n  - { name: odc1, domain: other.test, site: Berlin, address: 127.0.0.1, port: 42197, os: '2019', hold: later }\n";
  writeFileSync(
    two,
    dev
      .replace(center, center + second)
      .replace("domains:\n", domain)
      .replace("domainControllers:\n", host),
  );
  const ofTwo = (...options: string[]) =>
    runVerb(registerAlerts, "alerts", two, "--out", out, "--from", sample, ...options);
  expect(await ofTwo()).toEqual({ text: expect.stringContaining("CENTER-NAME"), code: 1 });
  expect(await ofTwo("--center", "atacenter2")).toMatchObject({ code: 0 });
  expect(readdirSync(out).sort()).toEqual(["alerts-atacenter2.csv", "alerts-atacenter2.json"]);
});
