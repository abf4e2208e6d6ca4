import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { registerAlerts } from "../../../cli/verbs/alerts.ts";
import { findAlert } from "../../../lab/center/alerts.ts";
import { objectId } from "../../../lab/center/profile.ts";
import { shiftedEstate } from "../../../lab/client.ts";
import { root, type TestLab, testLab } from "../../lab/support.ts";
import { runVerb } from "../runVerb.ts";

/** Open in the lab's Center, and closed. */
const OPEN = 4;
const CLOSED = 3;
const ids = Array.from({ length: OPEN + CLOSED }, (_, at) => objectId(`alert${at}`, 2));
const open = ids.slice(0, OPEN);
const [first = "", second = ""] = open;
const closedBefore = ids[OPEN] ?? "";
const who = ["--by", "a.person@contoso.test", "--reason", "looked at, CHG-20441"];

let lab: TestLab;
let file: string;
let out: string;

beforeEach(async () => {
  lab = await testLab((scenario) => {
    for (const center of scenario.centers) {
      center.openAlerts = OPEN;
      center.closedAlerts = CLOSED;
    }
  });
  file = join(lab.folder, "dev.yaml");
  out = join(lab.folder, "records");
  const dev = readFileSync(join(root, "estates/dev.yaml"), "utf8");
  writeFileSync(file, shiftedEstate(dev, lab.scenario.basePort, lab.folder));
}, 60_000);
afterEach(async () => {
  process.exitCode = 0;
  await lab.stop();
});

const alerts = (...options: string[]) => runVerb(registerAlerts, "alerts", file, "--out", out, ...options);
const fault = (name: string, state: "on" | "off" = "on") => lab.lab.hostFault("atacenter", name, state);

/** Statuses in the Center, as it keeps them itself. */
function statuses(): Record<string, string | undefined> {
  const [center] = lab.scenario.centers;
  if (!center) throw new Error("the lab has no Center");
  const kept = lab.lab.state.centers.atacenter?.statuses ?? {};
  return Object.fromEntries(ids.map((id) => [id, findAlert(center, kept, id)?.Status]));
}
const stillOpen = () => open.filter((id) => statuses()[id] === "Open");

function closings(): Array<Record<string, unknown>> {
  const text = readFileSync(join(out, "alerts-atacenter-closed.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
const outcomes = () => closings().map(({ id, outcome }) => [id, outcome]);

test("what is named is recorded as open, then closed, read back, and written down with who and why", async () => {
  const { text, code } = await alerts("--close", first, second.toUpperCase(), ...who, "--yes");
  expect({ text, code }).toEqual({
    text: expect.stringContaining("2 of 2 closed, and read back as closed."),
    code: 0,
  });
  expect(stillOpen()).toEqual(open.slice(2));
  expect(lab.lab.state.centers.atacenter?.excluded).toBeUndefined();
  const recorded = JSON.parse(readFileSync(join(out, "alerts-atacenter.json"), "utf8"));
  expect(recorded.alerts.slice(0, 2)).toMatchObject([
    { id: first, status: "Open" },
    { id: second, status: "Open" },
  ]);
  expect(outcomes()).toEqual([
    [first, "asked"],
    [second, "asked"],
    [first, "closed"],
    [second, "closed"],
  ]);
  expect(closings()[2]).toMatchObject({
    center: "atacenter",
    title: "Reconnaissance using SMB session enumeration",
    by: "a.person@contoso.test",
    reason: "looked at, CHG-20441",
    account: "CONTOSO\\svc-ata2mdi",
    measured: "answered 204; then read as Closed",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(statSync(join(out, "alerts-atacenter-closed.jsonl")).mode & 0o777).toBe(0o600);
});

test("all open ones are closed but those the estate keeps open; a second run has nothing to do", async () => {
  const kept = `    alerts: [{ id: ${second.toUpperCase()}, by: me, at: 2026-10-01T00:00:00Z, reason: scanner }]\n`;
  const dev = readFileSync(file, "utf8");
  writeFileSync(
    file,
    dev.replace(/^( +)console: .*\n/m, (line) => line + kept),
  );
  const { text, code } = await alerts("--close-all", ...who, "--yes");
  expect({ text, code }).toEqual({ text: expect.stringContaining("3 of 3 closed"), code: 0 });
  expect(text).toContain(`the estate file says that it stays so:\n  ${second}`);
  expect(stillOpen()).toEqual([second]);
  const again = await alerts("--close-all", ...who, "--yes");
  expect(again).toEqual({ text: expect.stringContaining("There is nothing to close."), code: 0 });
  expect(outcomes()).toHaveLength(6);
});

test("without anybody who agrees, and without who and why, nothing is closed", async () => {
  const nobody = await alerts("--close-all", ...who);
  expect(nobody).toEqual({ text: expect.stringContaining("give --yes"), code: 2 });
  const noReason = await alerts("--close-all", "--by", "me", "--yes");
  expect(noReason).toEqual({ text: expect.stringContaining("--reason"), code: 2 });
  expect(stillOpen()).toEqual(open);
  expect(readdirSync(out).sort()).toEqual(["alerts-atacenter.csv", "alerts-atacenter.json"]);
});

test("an id the Center does not have closes nothing, one that is closed already is passed over", async () => {
  const strange = "ab".repeat(12);
  const unknown = await alerts("--close", first, strange, ...who, "--yes");
  expect(unknown).toEqual({ text: expect.stringContaining("ALERT-UNKNOWN  atacenter"), code: 1 });
  expect(unknown.text).toContain(strange);
  const health = await alerts("--close", objectId("monitoring0", 3), ...who, "--yes");
  expect(health).toEqual({ text: expect.stringContaining("1 of them are monitoring alerts"), code: 1 });
  expect(stillOpen()).toEqual(open);
  const settled = await alerts("--close", closedBefore, first, ...who, "--yes");
  expect(settled).toEqual({ text: expect.stringContaining("1 of 1 closed"), code: 0 });
  expect(settled.text).toContain(`not open any more:\n  ${closedBefore}`);
  expect(stillOpen()).toEqual(open.slice(1));
});

test("an account that may only look changes nothing, and is told so after one try", async () => {
  await fault("center-read-only");
  const { text, code } = await alerts("--close-all", ...who, "--yes");
  expect({ text, code }).toEqual({ text: expect.stringContaining("ALERT-NOT-CLOSED  atacenter"), code: 1 });
  expect(text).toContain("answered 403; then read as Open");
  expect(text).toContain("ATA administrator or an ATA user");
  expect(text).toMatch(
    /next: +npx ata2mdi alerts .* --close-all --by .* --reason "looked at, CHG-20441" --yes/,
  );
  expect(outcomes()).toEqual([
    [first, "asked"],
    [first, "not closed"],
  ]);
  expect(stillOpen()).toEqual(open);
});

test("a change whose answer was lost is told by what is read back, and a second run goes on", async () => {
  await fault("center-loses-answer");
  const { text, code } = await alerts("--close-all", ...who, "--yes");
  expect({ text, code }).toEqual({ text: expect.stringContaining("1 of 4 closed"), code: 1 });
  expect(text).toContain("ALERT-NOT-CLOSED");
  expect(text).toContain(`not closed  ${second}`);
  expect(outcomes()).toEqual([
    [first, "asked"],
    [first, "closed"],
  ]);
  await fault("center-loses-answer", "off");
  const again = await alerts("--close-all", ...who, "--yes");
  expect(again).toEqual({ text: expect.stringContaining("3 of 3 closed"), code: 0 });
  expect(stillOpen()).toEqual([]);
});

test("a Center that goes away in the middle leaves alerts unread, never closed, until it is read again", async () => {
  const center = lab.lab.hosts.get("atacenter");
  if (!center) throw new Error("the lab has no Center");
  const has = center.has;
  center.has = (name) => (name === "center-down" ? stillOpen().length < OPEN - 1 : has.call(center, name));
  const { text, code } = await alerts("--close-all", ...who, "--yes");
  center.has = has;
  expect({ text, code }).toEqual({ text: expect.stringContaining("0 of 4 closed"), code: 1 });
  expect(text).toContain(`unread  ${first}`);
  expect(text).toContain("1 not closed, 3 unread");
  expect(stillOpen()).toHaveLength(OPEN - 2);
  expect(outcomes().slice(-1)[0]?.[1]).toBe("unread");

  const again = await alerts("--close-all", ...who, "--yes");
  expect(again).toEqual({ text: expect.stringContaining("2 of 2 closed"), code: 0 });
  const last = new Map(outcomes() as Array<[string, string]>);
  expect([...last.keys()].sort()).toEqual([...open].sort());
  expect(new Set(last.values())).toEqual(new Set(["closed"]));
});

test("a record of closings that cannot be kept closes nothing", async () => {
  mkdirSync(join(out, "alerts-atacenter-closed.jsonl"), { recursive: true });
  const { text, code } = await alerts("--close-all", ...who, "--yes");
  expect({ text, code }).toEqual({ text: expect.stringContaining("ALERT-CLOSINGS-NOT-WRITTEN"), code: 1 });
  expect(stillOpen()).toEqual(open);
});
