import { expect, test } from "@jest/globals";
import { comparePlans } from "../../../plan/planner/comparePlans.ts";
import { explainOne } from "../../../plan/planner/explainOne.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { type SmallEstate, smallEstate } from "../../support/smallEstate.ts";

const small: SmallEstate = {
  domainControllers: {
    a: {},
    b: { gateway: "none" },
    c: { roles: ["ridMaster"] },
    d: { hold: "leased until May" },
    e: { os: "2012R2" },
  },
  standaloneGateways: [{ name: "gw", watches: ["b"] }],
};
const plan = planMove(smallEstate(small));
const changed = (differs: Partial<SmallEstate>) =>
  comparePlans(plan, planMove(smallEstate({ ...small, ...differs })));

test("a plan does not differ from itself", () => {
  expect(comparePlans(plan, plan)).toEqual([]);
});

test("one that is no longer held is told with its decision, its wave and who waits for whom", () => {
  const changes = changed({ domainControllers: { ...small.domainControllers, d: {} } });
  expect(changes).toContainEqual({
    name: "d",
    what: "decision",
    before: "hold: leased until May",
    after: "v3",
  });
  expect(changes).toContainEqual(expect.objectContaining({ name: "d", what: "wave", before: "-" }));
});

test("added and removed ones, gateways that stay, approvals asked for", () => {
  const { a: _gone, ...rest } = small.domainControllers;
  const swapped = changed({ domainControllers: { ...rest, f: {} } });
  expect(swapped).toContainEqual(expect.objectContaining({ name: "f", what: "added" }));
  expect(swapped).toContainEqual(expect.objectContaining({ name: "a", what: "removed" }));
  const held = changed({
    domainControllers: { ...small.domainControllers, b: { gateway: "none", hold: "later" } },
  });
  expect(held).toContainEqual(
    expect.objectContaining({
      name: "gw",
      what: "gateway",
      before: "after b",
      after: expect.stringMatching(/later/),
    }),
  );
  expect(changed({ policy: { approvals: { "wave-1": "needed" } } })).toEqual([
    { name: "wave-1", what: "gate", before: "soak 3600 s", after: "soak 3600 s, approval needed" },
  ]);
});

test("why a domain controller stands where it stands", () => {
  const text = explainOne(plan, "C")?.join("\n") ?? "";
  expect(text).toMatch(/v3 sensor \(declared\): Server 2019/);
  expect(text).toMatch(/because an operations master \(ridMaster\) moves late in its domain \(roles-late\)/);
  expect(text).toMatch(/because after b: .*domain d\.test allows 1 at once \(domain-limit\)/);
  expect(text).toMatch(/only when wave-0 has passed its gate/);
  expect(explainOne(plan, "b")?.join("\n")).toMatch(/c waits for it/);
});

test("why one stays, and what it keeps", () => {
  expect(explainOne(plan, "e")?.join("\n")).toMatch(
    /blocked.*\n.*unblocked by: replace or upgrade.*\n.*keeps center/,
  );
  expect(explainOne(plan, "center")?.join("\n")).toMatch(/kept by d: leased until May/);
  expect(explainOne(plan, "gw")?.join("\n")).toMatch(/after the sensors of b/);
  expect(explainOne(plan, "nobody")).toBeUndefined();
});
