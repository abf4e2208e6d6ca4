import { expect, test } from "@jest/globals";
import { comparePlans } from "../../../plan/planner/comparePlans.ts";
import { explainOne } from "../../../plan/planner/explainOne.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { estateOf } from "../../estate/samples.ts";

const moving = planMove(estateOf());
const back = planMove(estateOf((e) => Object.assign(e, { rollback: ["dc02"] })));
const dc02 = back.domainControllers.find(({ name }) => name === "dc02");

test("who goes back is in no wave, keeps the generation it is to lose, and everyone else moves on", () => {
  expect(dc02).toMatchObject({ decision: { kind: "rollback", generation: "v2" }, after: [] });
  expect(dc02?.wave).toBeUndefined();
  expect(back.waves.flatMap((wave) => wave.domainControllers)).not.toContain("dc02");
  expect(back.domainControllers.filter(({ decision }) => decision.kind === "move")).toHaveLength(4);
});

test("the plan says so: for one, against the plan before, and for the Center it keeps", () => {
  expect(explainOne(back, "dc02")?.join("\n")).toContain("goes back to its gateway");
  expect(explainOne(back, "ata1")?.join("\n")).toContain("kept by dc02");
  expect(comparePlans(moving, back)).toContainEqual(
    expect.objectContaining({ name: "dc02", what: "decision", after: expect.stringContaining("rollback") }),
  );
  expect(back.notes.join("\n")).toContain("The Center ata1 stays as long as dc02 does not move");
});

test("with the plan agreed to before, the others keep their waves, and it comes back into one", () => {
  const waves = (plan: typeof moving) => plan.waves.map((wave) => [...wave.domainControllers].sort());
  expect(waves(moving)).toEqual([["dc02"], ["dc01", "dc03", "dc04", "dc05"]]);
  const estate = estateOf((e) => Object.assign(e, { rollback: ["dc04"] }));
  const kept = planMove(estate, undefined, { previous: moving });
  expect(waves(kept)).toEqual([["dc02"], ["dc01", "dc03", "dc05"]]);
  expect(waves(planMove(estateOf(), undefined, { previous: kept }))).toEqual(waves(moving));
});
