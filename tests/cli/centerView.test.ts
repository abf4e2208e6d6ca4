import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { EngineEvent } from "../../cli/live/events.ts";
import { PlainLines } from "../../cli/live/lines.ts";
import { reduce } from "../../cli/live/reduce.ts";
import { beginView } from "../../cli/live/view.ts";
import { chainsOf } from "../../cli/state/chain.ts";
import { parseEstate } from "../../estate/load.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { withValues } from "../support/estates.ts";

const root = join(__dirname, "../..");
const file = join(root, "estates/finish.yaml");
const finish = readFileSync(file, "utf8");

function planOf(text: string) {
  const loaded = parseEstate(text, file);
  if (!loaded.ok) throw new Error("the estate has problems");
  return { estate: loaded.estate, plan: planMove(loaded.estate) };
}

/** Lines of a run in which these resources of the Center are made. */
function linesOf(text: string, names: readonly string[]): string[] {
  const { estate, plan } = planOf(text);
  const chains = chainsOf(estate, plan);
  let at = Date.parse("2026-12-01T20:00:00.000Z");
  let view = beginView({ stack: "finish", plan, chains, at, done: [], gaps: new Map() });
  const lines = new PlainLines();
  const event = (one: EngineEvent) => {
    at += 10_000;
    const next = reduce(view, one, at);
    view = next.view;
    return next.news.flatMap((news) => lines.linesOf(news, at)).map((line) => line.replace(/^\S+ +/, ""));
  };
  return names.flatMap((name) => [
    ...event({ kind: "begun", op: "create", name, type: "t" }),
    ...event({ kind: "done", op: "create", name, type: "t", outputs: {} }),
  ]);
}

test("the end of a Center is told step by step: backed up, read back, archived, locked, removed", () => {
  const second = withValues([["centers", 0, "backup", "take"], 2])(finish);
  const steps = ["backup-2", "read-back-2", "archive-2", "lock", "remove"];
  expect(
    linesOf(
      second,
      steps.map((step) => `atacenter-${step}`),
    ).filter((line) => !line.includes("…")),
  ).toEqual([
    "atacenter  Center backed up (10s)",
    "atacenter  backup read back (10s)",
    "atacenter  backup archived and signed (10s)",
    "atacenter  the lock was evaluated (10s)",
    "atacenter  Center removed (10s)",
  ]);
  expect(linesOf(second, ["atacenter-backup-2"])[0]).toBe("atacenter  backing up the Center …");
});

test.each([
  ["end", (text: string) => text],
  ["kept", withValues([["centers", 0, "whileKept"], "stopped"], [["centers", 0, "then"], "retain"])],
])(
  "every remote command of a Center that the reviewed dump %s declares is a step that is shown",
  (dump, edit) => {
    const golden = JSON.parse(readFileSync(join(root, `tests/golden/${dump}.json`), "utf8")) as Array<{
      name: string;
      type: string;
    }>;
    const declared = golden.filter(
      ({ name, type }) => /^atacenter-/.test(name) && type === "command:remote:Command",
    );
    expect(declared.length).toBeGreaterThan(2);
    for (const { name } of declared) {
      expect(linesOf(edit(finish), [name]).join("\n")).toContain("atacenter  ");
    }
  },
);
