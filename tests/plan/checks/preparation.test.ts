import { expect, test } from "@jest/globals";
import { checks } from "../../../plan/checks/index.ts";
import { planPreparation, preparations } from "../../../plan/checks/preparation.ts";
import type { Verdict } from "../../../plan/verdict.ts";

const verdict = (check: string, outcome: Verdict["outcome"], waived?: Verdict["waived"]): Verdict => ({
  check,
  outcome,
  blocking: true,
  measured: "",
  cure: "",
  waived,
});
const ids = (list: { check: string }[]) => list.map(({ check }) => check);

test("every preparation belongs to a check", () => {
  const known = checks.map(({ id }) => id);
  for (const { check } of preparations) expect(known).toContain(check);
});

test("only what fails and was asked for is chosen; the rest is offered or left to a person", () => {
  const plan = planPreparation(
    [
      verdict("net-framework", "fail"),
      verdict("root-certificate", "fail"),
      verdict("tls-settings", "fail"),
      verdict("memory", "fail"),
      verdict("power-plan", "pass"),
    ],
    ["net-framework", "root-certificate", "power-plan", "memory"],
  );
  expect(ids(plan.chosen)).toEqual(["root-certificate", "net-framework"]);
  expect(ids(plan.offered)).toEqual(["tls-settings"]);
  expect(plan.byHand).toEqual(["memory"]);
  expect(plan.notNeeded).toEqual(["power-plan"]);
  expect(plan.unknown).toEqual(["memory"]);
});

test("an unread or waived check is not prepared for", () => {
  const waived = { by: "a.person", reason: "known", expires: "2026-12-31" };
  const plan = planPreparation(
    [verdict("net-framework", "unread"), verdict("tls-settings", "fail", waived)],
    ["net-framework", "tls-settings"],
  );
  expect(plan).toEqual({
    chosen: [],
    offered: [],
    byHand: [],
    notNeeded: ["net-framework", "tls-settings"],
    unknown: [],
  });
});

test("what restarts the host comes last", () => {
  const restarts = preparations.map(({ restart }) => restart !== "none");
  expect(restarts).toEqual([...restarts].sort((a, b) => Number(a) - Number(b)));
});
