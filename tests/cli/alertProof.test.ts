import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "@jest/globals";
import { Closings } from "../../cli/alerts/closings.ts";
import { proveRecorded } from "../../cli/alerts/proof.ts";
import { AlertRecording, type WrittenRecord } from "../../cli/alerts/recording.ts";
import { type AlertKind, alertRecord } from "../../plan/alerts/record.ts";
import { problemOf } from "../../plan/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "ata2mdi-proof-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const about = { center: "atacenter", command: "ata2mdi alerts" };
const id = (at: number) => at.toString(16).padStart(24, "0");
const raw = (at: number) => ({
  Id: id(at),
  Type: `Strange "type", with\u2028 a\r\nline ${at}`,
  Status: "Open",
});

function recorded(
  count: number,
  kindOf: (at: number) => AlertKind = () => "suspicious activity",
): WrittenRecord {
  const recording = new AlertRecording(folder, "atacenter", ["https://center"], "2026-11-01T00:00:00Z");
  for (let at = 0; at < count; at++) {
    const record = alertRecord(kindOf(at), raw(at));
    if (record) recording.add(record, raw(at));
  }
  return recording.keep();
}

const proven = async (written: WrittenRecord, ids: readonly string[]) =>
  proveRecorded(written, ids, about).then(
    () => "proven",
    (error: unknown) => problemOf(error),
  );
const refused = (measured: string) => ({
  id: "ALERT-NOT-RECORDED",
  host: "atacenter",
  measured: expect.stringContaining(measured),
});

let written: WrittenRecord;
beforeEach(() => {
  written = recorded(3000);
});

test("what both files hold is proven, whatever their texts", async () => {
  expect(await proven(written, [id(0), id(1500), id(2999)])).toBe("proven");
});

test("an alert that is in neither, or of the other kind, is not", async () => {
  expect(await proven(written, [id(0), id(3000)])).toMatchObject(
    refused(`alerts-atacenter.json: 1 of 2 missing, such as ${id(3000)}`),
  );
  expect(
    await proven(
      recorded(1, () => "monitoring alert"),
      [id(0)],
    ),
  ).toMatchObject(refused("1 of 1 missing"));
});

test("a file that is other than it was written is not, nor one that is gone", async () => {
  const { path } = written.csv;
  const whole = readFileSync(path);
  appendFileSync(path, "x");
  expect(await proven(written, [id(0)])).toMatchObject(refused("SHA-256"));
  const flipped = Buffer.from(whole);
  flipped[1000] = (flipped[1000] ?? 0) ^ 1;
  writeFileSync(path, flipped);
  expect(await proven(written, [id(0)])).toMatchObject(refused("alerts-atacenter.csv"));
  rmSync(written.json.path);
  expect(await proven(written, [id(0)])).toMatchObject(refused("ENOENT"));
});

const alert = (at: number) => ({ id: id(at), title: "x", status: "Open" });
const closings = () =>
  new Closings(folder, { center: "atacenter", by: "me", reason: "seen", account: null }, "ata2mdi alerts");

test("what was asked for and never read back stays pending through half a line that a killed run left", () => {
  const one = closings();
  expect(one.pending()).toEqual(new Set());
  one.add("asked", alert(1), "it was Open");
  one.add("asked", alert(2), "it was Open");
  one.add("closed", alert(1), "answered 204");
  appendFileSync(one.path, '{"at":"2026-');
  const two = closings();
  expect(two.pending()).toEqual(new Set([id(2)]));
  two.add("unread", alert(3), "no answer");
  expect(two.pending()).toEqual(new Set([id(2), id(3)]));
  expect(readFileSync(two.path, "utf8").split("\n")).toHaveLength(6);
});
