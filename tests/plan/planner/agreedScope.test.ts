import { expect, test } from "@jest/globals";
import { scopeChanged } from "../../../plan/planner/agreedScope.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { type SmallEstate, smallEstate } from "../../support/smallEstate.ts";

const three = { a: {}, b: {}, c: {} };
const policy = { freezeScope: true };
const saved = planMove(smallEstate({ domainControllers: three, policy }));

/** What is said of an estate as the program plans it, beside the saved plan. */
function told(small: SmallEstate, agreed: typeof saved | undefined = saved) {
  const estate = smallEstate(small);
  return scopeChanged(estate, planMove(estate, undefined, { previous: agreed }), agreed, "estates/x.yaml");
}

test("the plan that was agreed to may be carried out, also with an approval that came later", () => {
  expect(told({ domainControllers: three, policy })).toBeUndefined();
  const approvals = { "wave-1": { by: "a.person", at: "2026-11-20T09:00:00Z" } };
  expect(told({ domainControllers: three, policy: { ...policy, approvals } })).toBeUndefined();
});

test("another scope, limit or soak is refused, with what differs and how to look at it", () => {
  const added = told({ domainControllers: { ...three, d: {} }, policy });
  expect(added).toMatchObject({ id: "PLAN-NOT-AGREED", command: "npx ata2mdi plan estates/x.yaml --diff" });
  expect(added?.measured).toMatch(/^d: added/);
  const held = told({ domainControllers: { ...three, c: { hold: "later" } }, policy });
  expect(held?.measured).toMatch(/c: decision v3 → hold: later/);
  const limit = told({ domainControllers: three, policy: { ...policy, maxUnavailable: { site: 2 } } });
  expect(limit?.measured).toMatch(/site-limit: rule 1 at once: site s → 2 at once: site s/);
  const soak = told({ domainControllers: three, policy: { ...policy, soak: "2h" } });
  expect(soak?.measured).toMatch(/wave-0: gate/);
});

test("without a saved plan nothing was agreed to; without the key nothing is asked", () => {
  const estate = smallEstate({ domainControllers: three, policy });
  expect(scopeChanged(estate, saved, undefined, "estates/x.yaml")).toMatchObject({
    id: "PLAN-NOT-AGREED",
    command: "npx ata2mdi plan estates/x.yaml --save",
  });
  expect(told({ domainControllers: { ...three, d: {} } })).toBeUndefined();
});
