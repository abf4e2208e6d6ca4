import { describe, expect, test } from "@jest/globals";
import type { EngineEvent } from "../../cli/live/events.ts";
import { frame } from "../../cli/live/frame.ts";
import { PlainLines } from "../../cli/live/lines.ts";
import { plain } from "../../cli/live/paint.ts";
import { placeOf } from "../../cli/live/place.ts";
import { reduce } from "../../cli/live/reduce.ts";
import { taskWords } from "../../cli/live/taskWords.ts";
import type { RunView } from "../../cli/live/view.ts";
import { emptyView } from "./recordings.ts";

const type = "command:remote:Command";
const begin = (name: string): EngineEvent => ({ kind: "begun", op: "create", name, type });
const end = (name: string): EngineEvent => ({ kind: "done", op: "create", name, type, outputs: {} });
const error = (name: string): EngineEvent => ({
  kind: "message",
  severity: "error",
  passing: false,
  name,
  text: "the setup ended with 1603",
});
const failed = (name: string): EngineEvent => ({ kind: "failed", op: "create", name, type });

/** What a run with these events prints, one event a second, and its last view. */
function play(events: readonly EngineEvent[]): { view: RunView; lines: string[] } {
  const lines = new PlainLines();
  let view = emptyView();
  const printed = events.flatMap((event, index) => {
    const next = reduce(view, event, index * 1000);
    view = next.view;
    return next.news.flatMap((one) => lines.linesOf(one, index * 1000)).map((line) => line.slice(10));
  });
  return { view, lines: printed };
}

function rowOf(view: RunView, host: string): string {
  const lines = frame(view, { columns: 120, rows: 50, now: 60_000, left: null, paint: plain, footer: "" });
  return lines.find((line) => line.trimStart().startsWith(host)) ?? "";
}

describe("a host that is prepared", () => {
  test("is told so, line by line and in its row, and its wave has not begun by that", () => {
    const { view, lines } = play([
      begin("dc04-prepare-tools"),
      end("dc04-prepare-tools"),
      begin("dc04-prepare-net-framework"),
    ]);
    expect(lines).toEqual(["dc04  preparing net framework …"]);
    expect(rowOf(view, "dc04")).toMatch(/preparing net framework +58s/);
    const after = play([begin("dc04-prepare-net-framework"), end("dc04-prepare-net-framework")]);
    expect(after.lines).toEqual(["dc04  preparing net framework …", "dc04  net framework prepared (1s)"]);
    expect(rowOf(after.view, "dc04")).toContain("waiting");
  });

  test("and fails is marked, and the failure is its own", () => {
    const { view, lines } = play([
      begin("dc04-prepare-net-framework"),
      error("dc04-prepare-net-framework"),
      failed("dc04-prepare-net-framework"),
    ]);
    expect(view.failures).toMatchObject([{ host: "dc04", part: null }]);
    expect(rowOf(view, "dc04")).toContain("FAILED preparing");
    expect(lines.join("\n")).toContain("dc04  FAILED  RESOURCE-FAILED");
    expect(lines.filter((line) => line.startsWith("dc04"))).toHaveLength(2);
  });

  test("but does not move is told above the waves", () => {
    const { view, lines } = play([begin("dc06-put-back-power-plan")]);
    expect(lines).toEqual(["dc06  putting back power plan …"]);
    expect(rowOf(view, "dc06")).toContain("1m 0s  putting back power plan");
  });
});

describe("a backup that the estate asks for no more", () => {
  test("is told step by step all the same: the backup, the proof of it, its archive", () => {
    const steps = ["atacenter-backup-1", "atacenter-read-back-1", "atacenter-archive-1"];
    const { lines } = play([
      begin("atacenter-backups"),
      ...steps.flatMap((name) => [begin(name), end(name)]),
    ]);
    expect(lines).toEqual([
      "atacenter  backing up the Center …",
      "atacenter  Center backed up (1s)",
      "atacenter  reading the backup back …",
      "atacenter  backup read back (1s)",
      "atacenter  archiving the backup …",
      "atacenter  backup archived and signed (1s)",
    ]);
    expect(rowOf(play([begin("atacenter-backup-1")]).view, "atacenter")).toContain("backing up the Center");
  });
});

test("a step nobody has words for is told by its name", () => {
  expect(taskWords("close-old-things").done).toBe("done: close old things");
});

test("the longest name of a host counts, and a host is no step of another", () => {
  const [chain] = emptyView().chains;
  if (!chain) throw new Error("none");
  const chains = [
    { ...chain, host: "dc" },
    { ...chain, host: "dc-backup" },
  ];
  const view = { ...emptyView(), chains };
  expect(placeOf(view, "dc-backup")).toMatchObject({ host: "", task: null });
  expect(placeOf(view, "dc-backup-prepare-tls-settings")).toMatchObject({
    host: "dc-backup",
    task: "prepare-tls-settings",
  });
  expect(placeOf(view, "dc-prepare-tls-settings")).toMatchObject({
    host: "dc",
    task: "prepare-tls-settings",
  });
  expect(placeOf(view, "checklist-dc-x")).toMatchObject({ host: "", kind: "checklist" });
});
