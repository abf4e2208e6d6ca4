import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { EngineEvent } from "../../cli/live/events.ts";
import { BETWEEN } from "../../cli/live/explain.ts";
import { frame } from "../../cli/live/frame.ts";
import { viewFromState } from "../../cli/live/fromState.ts";
import { PlainLines, problemLines } from "../../cli/live/lines.ts";
import type { Paint } from "../../cli/live/paint.ts";
import { reduce } from "../../cli/live/reduce.ts";
import { beginView } from "../../cli/live/view.ts";
import { chainsOf } from "../../cli/state/chain.ts";
import type { Deployment, StateResource } from "../../cli/state/deployment.ts";
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

test("a lock that stays shut is told with each reason and each cure on a line of its own", () => {
  const told = problemLines(
    {
      id: "CENTER-LOCKED",
      host: "atacenter",
      cause: "the Center stays",
      measured: ["checklist: row siem is open (fail)", "retention atacenter: it is kept (fail)"].join(
        BETWEEN,
      ),
      cure: "Wait.",
      command: "pulumi up",
    },
    "atacenter",
  );
  expect(told).toEqual([
    "atacenter  FAILED  CENTER-LOCKED: the Center stays",
    "measured:",
    "  - checklist: row siem is open (fail)",
    "  - retention atacenter: it is kept (fail)",
    "cure:     Wait.",
    "next:     pulumi up",
  ]);
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

test("an emergency override stands in red above the run, as long as it counts and its Center is there", () => {
  const override = {
    waives: ["alerts", "backup"],
    by: "a.person@contoso.test",
    at: "2026-12-01T09:00:00Z",
    until: "2026-12-03",
    reason: "the auditor agreed",
  };
  const { estate, plan } = planOf(withValues([["centers", 0, "override"], override])(finish));
  const red = (at: string, names: readonly string[] = []) => {
    const resources = new Map(
      names.map((name) => [name, { urn: name, name, type: "t", initErrors: [] } as unknown as StateResource]),
    );
    const deployment = { resources, pending: [] } as unknown as Deployment;
    const view = viewFromState({ stack: "finish", estate, plan, deployment }, Date.parse(at));
    const paint: Paint = (tone, text) => (tone === "bad" ? `RED ${text}` : text);
    const options = { columns: 200, rows: 30, now: Date.parse(at), left: null, paint, footer: "" };
    return frame(view, options).filter((line) => line.startsWith("RED EMERGENCY"));
  };
  expect(red("2026-12-02T00:00:00Z")).toEqual([
    "RED EMERGENCY OVERRIDE of Center atacenter: alerts, backup waived by a.person@contoso.test until 2026-12-03: the auditor agreed",
  ]);
  expect(red("2026-12-02T00:00:00Z", ["atacenter-remove"])).toEqual([]);
  expect(red("2026-12-05T00:00:00Z")).toEqual([]);
});
