import { describe, expect, test } from "@jest/globals";
import type { Estate } from "../../estate/schema.ts";
import { type CenterPlan, centerRest, restNotes } from "../../plan/centerRest.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { estateOf, type Loose } from "../estate/samples.ts";

/** The sample's first Center, asked for in some way; `dc01`, `dc02`, `dc03` and `dc04` are of its forest, `gw01` watches dc03. */
function kept(whileKept: "running" | "stopped" | undefined, change: (estate: Loose) => void = () => {}) {
  const estate = estateOf((data) => {
    if (whileKept) data.centers[0].whileKept = whileKept;
    change(data);
  });
  const plan = planMove(estate);
  const [center] = estate.centers;
  if (!center) throw new Error("no Center");
  return { estate, plan, rest: centerRest(estate, center, plan), notes: restNotes(estate, plan) };
}

const removal = (data: Loose) => {
  Object.assign(data.centers[0], {
    // biome-ignore lint/suspicious/noThenProperty: the estate file's word
    then: "remove",
    retainUntil: "2026-11-01",
    approval: { by: "a.person", at: "2026-11-01T09:00:00Z" },
  });
};

test("who says nothing has a Center that nothing touches", () => {
  expect(kept(undefined)).toMatchObject({ rest: { kind: "left" }, notes: [] });
  expect(kept("running")).toMatchObject({ rest: { kind: "running", against: [] }, notes: [] });
});

test("a Center nobody will report to is stopped, and once more on another occasion only", () => {
  const { rest, notes } = kept("stopped");
  expect(rest).toEqual({ kind: "stopped", occasion: expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(notes).toEqual([]);
  const occasionOf = (change: (data: Loose) => void) => kept("stopped", change).rest;
  const backup = (take: number) => (data: Loose) => {
    data.centers[0].backup = { pfxPassword: { env: "PFX" }, take };
  };
  expect(occasionOf((data) => Object.assign(data, { policy: { soak: "2h" } }))).toEqual(rest);
  expect(occasionOf((data) => data.domainControllers.reverse())).toEqual(rest);
  const others = [
    backup(1),
    backup(2),
    (data: Loose) => {
      data.domainControllers.push({ name: "dc09", domain: "contoso.com", site: "Berlin", os: "2022" });
    },
  ].map(occasionOf);
  expect(new Set([rest, ...others].map((one) => JSON.stringify(one))).size).toBe(4);
});

describe("a Center somebody still reports to runs, and that is said", () => {
  test.each<[string, (data: Loose) => void, string[]]>([
    ["held", (data) => Object.assign(data.domainControllers[0], { hold: "later" }), ["dc01 (held)"]],
    ["blocked", (data) => Object.assign(data.domainControllers[0], { os: "2012" }), ["dc01 (blocked)"]],
    [
      "going back",
      (data) => {
        data.rollback = ["dc01"];
      },
      ["dc01 (goes back to its gateway)"],
    ],
    [
      "watched by a gateway that stays",
      (data) => Object.assign(data.domainControllers[2], { hold: "later" }),
      ["gw01 (standalone gateway)"],
    ],
  ])("%s", (_what, change, against) => {
    const { rest, notes } = kept("stopped", change);
    expect(rest).toEqual({ kind: "running", against });
    expect(notes).toEqual([
      `The Center ata1 is not stopped although it says \`whileKept: stopped\`: ${against[0]} still reports to it.`,
    ]);
  });

  test("of the other forest nobody counts", () => {
    const { rest } = kept("stopped", (data) => Object.assign(data.domainControllers[4], { hold: "later" }));
    expect(rest.kind).toBe("stopped");
  });

  test("who waits for an approval has its gateway still", () => {
    const { estate, plan } = kept("stopped");
    const waiting: CenterPlan = {
      ...plan,
      waves: plan.waves.map((wave, index) => (index === 1 ? { ...wave, approval: "needed" } : wave)),
    };
    const late = plan.waves.slice(1).flatMap(({ domainControllers }) => domainControllers);
    const said = restOf(estate, waiting);
    if (said.kind !== "running") throw new Error("it would be stopped");
    const own = late.filter((name) => !["dc05", "dc03"].includes(name));
    expect(own.length).toBeGreaterThan(0);
    expect(said.against).toEqual(
      expect.arrayContaining(own.map((name) => `${name} (waits for policy.approvals.wave-1)`)),
    );
  });
});

test("a Center whose removal is asked for runs, whatever is said of keeping it", () => {
  const { rest, notes } = kept("stopped", removal);
  expect(rest).toEqual({ kind: "running", against: [] });
  expect(notes).toEqual([expect.stringContaining("its removal is asked for")]);
});

function restOf(estate: Estate, plan: CenterPlan) {
  const [center] = estate.centers;
  if (!center) throw new Error("no Center");
  return centerRest(estate, center, plan);
}
