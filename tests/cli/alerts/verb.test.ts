import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { registerAlerts } from "../../../cli/verbs/alerts.ts";
import { shiftedEstate } from "../../../lab/client.ts";
import { root, type TestLab, testLab } from "../../lab/support.ts";
import { runVerb } from "../runVerb.ts";

const CLOSED = 4000;
let lab: TestLab;
let file: string;

beforeAll(async () => {
  lab = await testLab((scenario) => {
    for (const center of scenario.centers) center.closedAlerts = CLOSED;
  });
  file = join(lab.folder, "dev.yaml");
  const dev = readFileSync(join(root, "estates/dev.yaml"), "utf8");
  writeFileSync(file, shiftedEstate(dev, lab.scenario.basePort, lab.folder));
}, 60_000);

afterAll(() => lab.stop());
afterEach(() => {
  process.exitCode = 0;
});

const alerts = (...options: string[]) => runVerb(registerAlerts, "alerts", file, ...options);

test("every alert is recorded once, with a name a person understands, for the owner alone", async () => {
  const out = join(lab.folder, "recorded");
  const { text, code } = await alerts("--out", out);
  expect({ text, code }).toEqual({
    text: expect.stringContaining(`${CLOSED + 2} suspicious activities, 2 open`),
    code: 0,
  });
  expect(readdirSync(out).sort()).toEqual(["alerts-atacenter.csv", "alerts-atacenter.json"]);
  for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);

  const json = JSON.parse(readFileSync(join(out, "alerts-atacenter.json"), "utf8"));
  const suspicious = json.alerts.filter(({ kind }: { kind: string }) => kind === "suspicious activity");
  expect(new Set(suspicious.map(({ id }: { id: string }) => id)).size).toBe(CLOSED + 2);
  expect(suspicious[0]).toMatchObject({
    title: "Reconnaissance using SMB session enumeration",
    status: "Open",
    now: "User and IP address reconnaissance (SMB) (external id 2012)",
    received: { TitleKey: "EnumerateSessionsSuspiciousActivityTitle" },
  });
  const lines = readFileSync(join(out, "alerts-atacenter.csv"), "utf8").trimEnd().split("\r\n");
  expect(lines).toHaveLength(json.alerts.length + 1);
  expect(lines[1]).toContain('"Reconnaissance using SMB session enumeration","Open","Medium"');
});

test("a Center that shows another certificate is not believed, and what was recorded before stays", async () => {
  const out = join(lab.folder, "pinned");
  mkdirSync(out);
  writeFileSync(join(out, "alerts-atacenter.json"), "before");
  const { text, code } = await alerts("--out", out, "--certificate", "ab".repeat(32));
  expect(code).toBe(1);
  expect(text).toContain("CENTER-CERTIFICATE  atacenter");
  expect(readdirSync(out)).toEqual(["alerts-atacenter.json"]);
  expect(readFileSync(join(out, "alerts-atacenter.json"), "utf8")).toBe("before");
});

test("a Center that is down or refuses is a problem, never an empty record", async () => {
  const center = lab.lab.hosts.get("atacenter");
  if (!center) throw new Error("the lab has no Center");
  for (const [fault, id] of [
    ["center-down", "CENTER-UNREACHABLE"],
    ["center-denies", "CENTER-REFUSED"],
  ] as const) {
    const clear = center.has;
    center.has = (name) => name === fault || clear.call(center, name);
    try {
      const out = join(lab.folder, fault);
      const { text, code } = await alerts("--out", out);
      expect({ code, told: text.includes(`${id}  atacenter`) }).toEqual({ code: 1, told: true });
      expect(readdirSync(out)).toEqual([]);
    } finally {
      center.has = clear;
    }
  }
});

test("a folder that cannot be made is a problem", async () => {
  const out = join(lab.folder, "taken");
  writeFileSync(out, "");
  const { text, code } = await alerts("--out", out);
  expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining("FILE-NOT-WRITTEN") });
});
