import { expect, test } from "@jest/globals";
import type { Plan } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { readyFacts } from "../../support/facts.ts";
import { smallEstate } from "../../support/smallEstate.ts";

const orderOf = (plan: Plan) => plan.waves.flatMap((wave) => wave.domainControllers);
const entryOf = (plan: Plan, name: string) => {
  const found = plan.domainControllers.find((dc) => dc.name === name);
  if (!found) throw new Error(`${name} is not in the plan`);
  return found;
};

test("the canary is ordinary, has a gateway to remove, is not its site's last and no global catalog", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: {
        master: { roles: ["pdcEmulator"] },
        catalog: { roles: ["globalCatalog"] },
        catalog2: { roles: ["globalCatalog"] },
        bare: { gateway: "none" },
        branch: { site: "branch" },
        plain: {},
      },
    }),
  );
  expect(plan.waves[0]?.domainControllers).toEqual(["plain"]);
});

test("a canary named by the policy is the canary", () => {
  const plan = planMove(smallEstate({ domainControllers: { a: {}, b: {}, c: {} }, policy: { canary: "b" } }));
  expect(plan.waves[0]?.domainControllers).toEqual(["b"]);
  expect(entryOf(plan, "b").because).toContain("canary: policy.canary names it (canary-first)");
});

test("waves grow: one, five, then a fifth of all that move", () => {
  const domainControllers = Object.fromEntries(
    Array.from({ length: 30 }, (_none, index) => [`dc${index}`, { site: `s${index}` }]),
  );
  const plan = planMove(smallEstate({ domainControllers }));
  expect(plan.waves.map((wave) => wave.domainControllers.length)).toEqual([1, 5, 6, 6, 6, 6]);
});

test("a first size above one has the canary's wave before it", () => {
  const domainControllers = { a: {}, b: {}, c: {}, d: {}, e: {} };
  const plan = planMove(smallEstate({ domainControllers, policy: { waves: [2] } }));
  expect(plan.waves.map((wave) => wave.domainControllers.length)).toEqual([1, 2, 2]);
  const without = planMove(smallEstate({ domainControllers, policy: { waves: [2] } }), undefined, {
    without: ["canary-first"],
  });
  expect(without.waves.map((wave) => wave.domainControllers.length)).toEqual([2, 2, 1]);
});

test("in a domain: ordinary ones, bridgeheads, operations masters, synchronizers last", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: {
        sync: { roles: ["ataDomainSynchronizer"] },
        master: { roles: ["ridMaster"] },
        bridge: { roles: ["bridgehead"] },
        plain: {},
      },
    }),
  );
  expect(orderOf(plan)).toEqual(["plain", "bridge", "master", "sync"]);
});

test("roles that were measured count like those declared", () => {
  const facts = readyFacts();
  if (!("value" in facts.directory)) throw new Error("the sample facts are read");
  const master = readyFacts({
    directory: { value: { ...facts.directory.value, operationsMasters: ["pdcEmulator"] } },
  });
  const plan = planMove(smallEstate({ domainControllers: { a: {}, b: {} } }), {
    takenAt: "2026-12-01T20:00:00Z",
    hosts: { a: master },
  });
  expect(orderOf(plan)).toEqual(["b", "a"]);
});

test("a site's last global catalog moves with no other of its domain, unless the rule is set aside", () => {
  const estate = smallEstate({
    domainControllers: {
      canary: { site: "x" },
      catalog: { site: "y", roles: ["globalCatalog"] },
      one: { site: "y" },
      two: { site: "x" },
    },
    policy: { maxUnavailable: { site: 3, domain: 3 }, canary: "canary" },
  });
  const plan = planMove(estate);
  expect(entryOf(plan, "catalog").after.sort()).toEqual(["one", "two"]);
  const free = planMove(estate, undefined, { without: ["last-of-site-alone"] });
  expect(entryOf(free, "catalog").after).toEqual([]);
});

test("a pair and two of one hypervisor follow one another, and the plan says why", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: {
        canary: {},
        a: { hypervisor: "h1" },
        b: { hypervisor: "h1" },
        c: {},
        d: {},
      },
      policy: {
        maxUnavailable: { site: 5, domain: 5 },
        apart: [["c", "d"]],
        canary: "canary",
      },
    }),
  );
  const sentences = plan.domainControllers.flatMap((dc) => dc.because);
  expect(sentences).toContain("after a: they run on hypervisor h1 (hypervisor-apart)");
  expect(sentences).toContain("after c: c and d must never be without protection together (apart)");
});

test("the limit of one site overrides the policy's", () => {
  const domainControllers = { canary: {}, a: {}, b: {}, c: {} };
  const policy = { maxUnavailable: { site: 1, domain: 9 }, canary: "canary", waves: [1, 3] };
  const narrow = planMove(smallEstate({ domainControllers, policy }));
  const wide = planMove(smallEstate({ domainControllers, policy, sites: { s: { maxUnavailable: 3 } } }));
  const edges = (plan: Plan) => plan.domainControllers.flatMap((dc) => dc.after).length;
  expect([edges(narrow), edges(wide)]).toEqual([2, 0]);
});

test("copies of the package over a narrow link follow one another, as many at once as end in time", () => {
  const domainControllers = Object.fromEntries(
    ["a", "b", "c", "d", "e"].map((name) => [name, { sensor: "v2" as const }]),
  );
  // 110 MB at 1 Mbit/s take 880 s: two at once end within 30 minutes, three would not.
  const plan = planMove(
    smallEstate({
      domainControllers,
      deadline: "30m",
      sites: { s: { packageMegabitsPerSecond: 1 } },
    }),
  );
  const order = orderOf(plan);
  const before = order.map((name) => entryOf(plan, name).packageAfter ?? []);
  expect(before).toEqual([[], [], [order[0]], [order[1]], [order[2]]]);
});

test("a wave shows the approval it waits for, and the one it has", () => {
  const at = "2026-11-20T09:00:00Z";
  const plan = planMove(
    smallEstate({
      domainControllers: { a: {}, b: {} },
      policy: { approvals: { "wave-0": { by: "a.person", at }, "wave-1": "needed" } },
    }),
  );
  expect(plan.waves.map((wave) => wave.approval)).toEqual([{ by: "a.person", at }, "needed"]);
});

test("a standalone gateway stays while one it watched does not move, and says which", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: { a: { gateway: "none" }, b: { gateway: "none", hold: "leased" } },
      standaloneGateways: [{ name: "gw", watches: ["a", "b"] }],
    }),
  );
  expect(plan.standaloneGateways[0]?.after).toEqual(["a"]);
  expect(plan.standaloneGateways[0]?.heldBy.join()).toMatch(/b.*leased/);
});

test("an estate that is all on hold gives a plan without waves that says the Center stays", () => {
  const plan = planMove(smallEstate({ domainControllers: { a: { hold: "later" }, b: { hold: "later" } } }));
  expect(plan.waves).toEqual([]);
  expect(plan.notes.join()).toMatch(/Center center stays.*a, b/);
});

test("moving the last synchronizer while another of the domain keeps its gateway is said", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: { a: { roles: ["ataDomainSynchronizer"] }, b: { hold: "later" } },
    }),
  );
  expect(plan.notes.join()).toMatch(/last ATA synchronizer of d\.test moves, while b/);
});

test("what the survey found not ready is said, unless it is waived", () => {
  const low = readyFacts({ dotNetRelease: { value: 394_802 } });
  const survey = { takenAt: "2026-12-01T20:00:00Z", hosts: { dc01: low } };
  const waivers = [
    { check: "net-framework", hosts: ["dc01"], reason: "tested", by: "a.person", expires: "2026-12-24" },
  ];
  const domainControllers = { dc01: { domain: "contoso.test", site: "Berlin", sensor: "v2" as const } };
  const noted = planMove(smallEstate({ domainControllers }), survey).notes.join();
  const waived = planMove(smallEstate({ domainControllers, policy: { waivers } }), survey).notes.join();
  expect(noted).toMatch(/not ready: dc01 \(net-framework\)/);
  expect(waived).not.toMatch(/not ready/);
});

test("a rule the estate sets aside does not hold, and the plan says by whom", () => {
  const domainControllers = { a: { roles: ["ridMaster" as const] }, b: {}, c: {} };
  const setAside = [{ rule: "roles-late" as const, reason: "tested in the lab", by: "a.person" }];
  const kept = planMove(smallEstate({ domainControllers, policy: { canary: "b" } }));
  const without = planMove(smallEstate({ domainControllers, policy: { canary: "b", setAside } }));
  expect([kept, without].map(orderOf)).toEqual([
    ["b", "c", "a"],
    ["b", "a", "c"],
  ]);
  expect(without.notes.join()).toMatch(/Set aside by a\.person: .*\(roles-late\): tested in the lab/);
});

test("a site's last global catalog moves beside nobody of its site, whatever the site's limit and their domains", () => {
  const others = Object.fromEntries(
    ["b", "c", "d"].map((name) => [name, { domain: "e.test", site: "hub" }] as const),
  );
  const plan = planMove(
    smallEstate({
      domainControllers: { canary: {}, a: { site: "hub", roles: ["globalCatalog"] }, ...others },
      policy: { canary: "canary", waves: [1, 9], maxUnavailable: { site: 4, domain: 4 } },
    }),
  );
  const before = new Map(plan.domainControllers.map((dc) => [dc.name, dc.after]));
  const touches = (name: string) => before.get(name)?.includes("a") || before.get("a")?.includes(name);
  for (const name of ["b", "c", "d"]) expect({ name, apart: touches(name) }).toEqual({ name, apart: true });
  expect(plan.domainControllers.find((dc) => dc.name === "a")?.because).toContain(
    "it moves with no other of its domain or site: it is the last global catalog of site hub (last-of-site-alone)",
  );
});
