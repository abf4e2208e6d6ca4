import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { registerSurvey } from "../../cli/verbs/survey.ts";
import { shiftedEstate } from "../../lab/client.ts";
import { parseSurvey, type Survey } from "../../plan/survey.ts";
import { root, type TestLab, testLab } from "../lab/support.ts";
import { runVerb } from "./runVerb.ts";

/** A whole lab is measured, on a machine that may be busy. */
jest.setTimeout(60_000);

let lab: TestLab;
let file: string;

beforeEach(async () => {
  lab = await testLab();
  file = join(lab.folder, "dev.yaml");
  const dev = readFileSync(join(root, "estates/dev.yaml"), "utf8");
  writeFileSync(file, shiftedEstate(dev, lab.scenario.basePort, lab.folder));
});

afterEach(async () => {
  await lab.stop();
  process.exitCode = 0;
});

const survey = (...options: string[]) => runVerb(registerSurvey, "survey", file, ...options);

const facts = (): Survey => parseSurvey(readFileSync(join(lab.folder, "dev.facts.json"), "utf8"));

test("every host is measured, what is kept is a survey, and an estate with nothing in the way is fine", async () => {
  const { text, code } = await survey();
  expect(Object.keys(facts().hosts)).toEqual([
    "atacenter",
    "dc01",
    "dc02",
    "dc03",
    "dc04",
    "dc05",
    "dc06",
    "dc07",
    "gw01",
  ]);
  expect(text).toMatch(/^dc01 {2}moves to a v3 sensor: ready$/m);
  expect(text).toMatch(/^dc06 {2}is held back: /m);
  expect(text).toMatch(/^dc07 {2}cannot move: /m);
  expect(text).toMatch(/^ {2}gateway absent; Center present \(Running\)$/m);
  expect(code).toBe(0);
});

test("what is wrong on a host is said with its cure, and the exit code tells", async () => {
  await lab.lab.hostFault("dc04", "pending-reboot", "on");
  await lab.lab.hostFault("dc05", "facts-unreadable", "on");
  const { text, code } = await survey("--host", "dc04", "dc05");
  expect(text).toMatch(/^dc04 .*NOT READY\n[\s\S]*? {2}FAIL +pending-reboot: .*\n +cure: \S/m);
  expect(text).toMatch(/^dc05 .*NOT READY\n[\s\S]*? {2}UNREAD +pending-reboot: /m);
  expect(code).toBe(1);
});

test("the end names what stands in the way of each, what this program can put right, and what to type then", async () => {
  await lab.lab.hostFault("dc02", "unreachable", "on");
  await lab.lab.hostFault("dc04", "crash-on-audit-fail", "on");
  await lab.lab.hostFault("dc04", "tls-weak", "on");
  await lab.lab.hostFault("dc05", "facts-unreadable", "on");
  const { text } = await survey();
  expect(text).toMatch(
    /^ {2}this program can put right: tls-settings, audit-failure-crash; `prepare: \[tls-settings, audit-failure-crash\]` at dc04 /m,
  );
  const [, end = ""] = text.split(/^(?=9 hosts, )/m);
  expect(end.split("\n").slice(0, 4)).toEqual([
    "9 hosts, 2 of 4 that move are ready, 1 could not be measured.",
    "  dc02  could not be measured: the host cannot be reached over SSH",
    "  dc04  fails tls-settings, audit-failure-crash",
    "  dc05  unread pending-reboot, sensor-api-reachable, tls-inspection, clock-skew, audit-failure-crash",
  ]);
  expect(end).toMatch(
    /Next: see to what is named above, then npx ata2mdi survey \S+ --host dc02 dc04 dc05\n$/,
  );
});

test("the accounts the estate names are tried on each host of their domain", async () => {
  await lab.lab.hostFault("dc05", "gmsa-denied", "on");
  const { text } = await survey("--host", "dc04", "dc05");
  expect(text).toMatch(
    /^dc05 .*NOT READY\n[\s\S]*? {2}FAIL +managed-account: Not usable here: gmsa-emea\$\.\n/m,
  );
  expect(Object.values(facts().hosts).map(({ managedAccounts }) => managedAccounts)).toEqual([
    { value: { "gmsa-emea$": { usable: true, sid: expect.any(String) } } },
    { value: { "gmsa-emea$": { usable: false, sid: expect.any(String) } } },
  ]);
});

test("a host that cannot be reached is unread, told with its problem, and loses what was known of it", async () => {
  await survey();
  await lab.lab.hostFault("dc02", "unreachable", "on");
  const { text, code } = await survey("--host", "dc02");
  expect(text).toMatch(/^dc02 {2}unread\n {2}HOST-UNREACHABLE/m);
  expect(code).toBe(1);
  expect(Object.keys(facts().hosts)).toHaveLength(8);
  expect(facts().hosts).not.toHaveProperty("dc02");
});

test("the JSON holds the same, one document", async () => {
  const { text } = await survey("--host", "dc03", "--json");
  const result = JSON.parse(text);
  expect(result.hosts).toHaveLength(1);
  expect(result.hosts[0]).toMatchObject({ host: "dc03", decision: { kind: "move" }, ready: true });
  expect(result.hosts[0].verdicts.length).toBeGreaterThan(10);
});

test("a host that is not in the estate is a usage error", async () => {
  const { text, code } = await survey("--host", "dc99");
  expect(text).toContain("dc99");
  expect(code).toBe(2);
});

test("once the scripts are on the hosts, measuring writes nothing there", async () => {
  const writes = () => [...lab.lab.hosts.values()].map((host) => host.state.counters.writes);
  await survey();
  const before = writes();
  await survey();
  expect(writes()).toEqual(before);
});
