import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { EngineEvent } from "../../cli/live/events.ts";
import { reduce } from "../../cli/live/reduce.ts";
import { beginView, isBlind, type RunView, standingOf, waitsFor } from "../../cli/live/view.ts";
import { chainsOf } from "../../cli/state/chain.ts";
import { parseEstate } from "../../estate/load.ts";
import { planMove } from "../../plan/planner/planner.ts";

const file = join(__dirname, "..", "..", "estates", "dev.yaml");
const loaded = parseEstate(`${readFileSync(file, "utf8")}rollback: [dc04]\n`, file);
if (!loaded.ok) throw new Error("the estate has problems");
const plan = planMove(loaded.estate);
const chains = chainsOf(loaded.estate, plan);
const chainOf = (host: string) => {
  const chain = chains.find((one) => one.host === host);
  if (!chain) throw new Error(`no chain ${host}`);
  return chain;
};
const stoppedAt = "2026-12-01T20:00:10.000Z";
const answer = JSON.stringify({
  contract: 1,
  step: "Remove-Sensor",
  work: "dc04/Remove-Sensor/1",
  startedAt: stoppedAt,
  finishedAt: stoppedAt,
  outcome: "done",
  reason: null,
  exitCode: 0,
  rebooted: false,
  facts: { stoppedAt },
  log: [],
});

test("a way back is told like a move: who waits for it, when nothing protects it, that it is back", () => {
  const from = Date.parse("2026-12-01T20:00:00.000Z");
  let at = from;
  let view: RunView = beginView({ stack: "dev", plan, chains, at, done: [], gaps: new Map() });
  const told: string[] = [];
  const event = (one: EngineEvent) => {
    at += 10_000;
    const next = reduce(view, one, at);
    view = next.view;
    told.push(...next.news.flatMap((news) => (news.kind === "gap" ? [`${news.host} ${news.state}`] : [])));
  };
  const step = (name: string, outputs: Record<string, unknown> = {}) => {
    event({ kind: "begun", op: "create", name, type: "t" });
    event({ kind: "done", op: "create", name, type: "t", outputs });
  };
  expect(waitsFor(view, chainOf("dc05"))).toBe("dc04");

  step("dc04-back-tools");
  step("dc04-way-back");
  expect(isBlind(view, "dc04")).toBe(false);
  step("dc04-remove-sensor", { stdout: answer });
  expect(isBlind(view, "dc04")).toBe(true);
  step("dc04-restore-gateway");
  step("dc04-gateway", { protectionGapSeconds: 42 });
  expect(view.gaps.get("dc04")?.seconds).toBe(42);
  expect(told).toEqual(["dc04 opened", "dc04 closed"]);
  // The engine forgets the way forward at the end.
  event({ kind: "done", op: "delete", name: "dc04-tools", type: "t", outputs: {} });
  event({ kind: "done", op: "delete", name: "dc04-sensor", type: "t", outputs: {} });
  expect(standingOf(view, chainOf("dc04"))).toBe("moved");
  expect(waitsFor(view, chainOf("dc05"))).toBeNull();
});
