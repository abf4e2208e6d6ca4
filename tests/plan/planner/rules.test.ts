import { describe, expect, test } from "@jest/globals";
import { type SwitchableRule, switchableRules } from "../../../estate/schema.ts";
import { explainOne } from "../../../plan/planner/explainOne.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { type RuleName, rules } from "../../../plan/planner/rules.ts";
import { type SmallEstate, smallEstate } from "../../support/smallEstate.ts";

const three = { a: {}, b: {}, c: {} };
const wide = { site: 9, domain: 9 };
const night = { days: ["sat" as const], from: "20:00", to: "04:00", timeZone: "Europe/Berlin" };
const freeze = { from: "2026-12-24", to: "2027-01-01", reason: "holidays" };

/** For each rule an estate in which it alone binds somebody, and what `--why` says of that one. */
const binding: Record<RuleName, [SmallEstate, whom: string, says: string]> = {
  "site-limit": [
    { domainControllers: three, policy: { maxUnavailable: { site: 1, domain: 9 } } },
    "c",
    "because after b: site s allows 1 at once (site-limit)",
  ],
  "domain-limit": [
    { domainControllers: three, policy: { maxUnavailable: { site: 9, domain: "34%" } } },
    "c",
    "because after b: domain d.test allows 1 at once (34% of 3) (domain-limit)",
  ],
  "forest-limit": [
    { domainControllers: three, policy: { maxUnavailable: { ...wide, forest: 1 } } },
    "c",
    "because after b: forest d.test allows 1 at once (forest-limit)",
  ],
  apart: [
    { domainControllers: three, policy: { maxUnavailable: wide, apart: [["a", "c"]] } },
    "c",
    "because never beside a (wave-0): a and c must never be without protection together (apart)",
  ],
  "hypervisor-apart": [
    {
      domainControllers: { a: {}, b: { hypervisor: "h" }, c: { hypervisor: "h" } },
      policy: { maxUnavailable: wide },
    },
    "c",
    "because after b: they run on hypervisor h (hypervisor-apart)",
  ],
  "last-of-site-alone": [
    { domainControllers: { a: {}, b: {}, c: { site: "far" } }, policy: { maxUnavailable: wide } },
    "c",
    "because it moves with no other of its domain: it is the only domain controller of site far (last-of-site-alone)",
  ],
  "roles-late": [
    { domainControllers: { ...three, c: { roles: ["ridMaster"] } }, policy: { maxUnavailable: wide } },
    "c",
    "because an operations master (ridMaster) moves late in its domain (roles-late)",
  ],
  "synchronizers-last": [
    {
      domainControllers: { ...three, c: { roles: ["ataDomainSynchronizer"] } },
      policy: { maxUnavailable: wide },
    },
    "c",
    "because an ATA domain synchronizer moves last in its domain, or ATA goes blind on its entities (synchronizers-last)",
  ],
  "canary-first": [
    { domainControllers: three, policy: { maxUnavailable: wide } },
    "a",
    "because canary: the least critical one, so that a fault shows where it hurts least (canary-first)",
  ],
  "wave-sizes": [
    { domainControllers: three, policy: { maxUnavailable: wide, waves: [1, 1] } },
    "c",
    "because wave-1 is full with 1 (wave-sizes)",
  ],
  "gateway-after-watched": [
    {
      domainControllers: { a: {}, b: {}, c: { gateway: "none" } },
      standaloneGateways: [{ name: "gw", watches: ["b", "c"] }],
    },
    "c",
    "standalone gateway gw goes after its sensor (gateway-after-watched)",
  ],
  "package-bandwidth": [
    {
      domainControllers: { a: { sensor: "v2" }, b: { sensor: "v2" }, c: { sensor: "v2" } },
      sites: { s: { packageMegabitsPerSecond: 0.5 } },
      policy: { maxUnavailable: wide },
    },
    "c",
    "because its package follows b's: the link of site s carries 1 at once (package-bandwidth)",
  ],
  windows: [
    { domainControllers: three, policy: { windows: [night] } },
    "c",
    "because it begins only sat 20:00-04:00 Europe/Berlin (windows)",
  ],
  freezes: [
    { domainControllers: three, policy: { freezes: [freeze] } },
    "c",
    "because it does not begin 2026-12-24 to 2027-01-01 UTC (holidays) (freezes)",
  ],
  "gap-budget": [
    { domainControllers: three, policy: { gapBudget: { domainController: "2h" } } },
    "c",
    "because 11 min without protection in 19 of 20 cases stay within its budget of 2 h (gap-budget)",
  ],
};

describe.each(Object.entries(binding))("%s", (name, [estate, whom, says]) => {
  const plan = planMove(smallEstate(estate));

  test("is explained where it binds, and listed with what it is here", () => {
    expect(explainOne(plan, whom)?.map((line) => line.trim())).toContain(says);
    expect(plan.rules.find((rule) => rule.name === name)?.here).toBeTruthy();
  });
});

describe.each(switchableRules)("%s, set aside", (rule: SwitchableRule) => {
  const [estate, whom] = binding[rule];
  const setAside = [{ rule, reason: "tested in the lab", by: "a.person" }];
  const plan = planMove(smallEstate({ ...estate, policy: { ...estate.policy, setAside } }));

  test("puts nobody anywhere, and the plan says who set it aside", () => {
    expect(explainOne(plan, whom)?.join("\n")).not.toContain(`(${rule})`);
    const listed = plan.rules.find(({ name }) => name === rule);
    expect(listed).toMatchObject({ setAside: "a.person", binds: 0 });
    expect(plan.notes.join("\n")).toContain(`Set aside by a.person: ${rules[rule].says}`);
  });
});

test("an approval is told of everyone who waits for it, given or not", () => {
  const why = (approval: "needed" | { by: string; at: string }) =>
    explainOne(
      planMove(smallEstate({ domainControllers: three, policy: { approvals: { "wave-1": approval } } })),
      "c",
    )?.join("\n");
  expect(why("needed")).toMatch(/wave-1 begins only with an approval, which is still needed/);
  expect(why({ by: "a.person", at: "2026-11-20T09:00:00Z" })).toMatch(/wave-1 was approved by a\.person at/);
});

test("a rule that has nothing to hold is not listed", () => {
  const { rules: listed } = planMove(smallEstate({ domainControllers: { a: {}, b: {} } }));
  expect(listed.map(({ name }) => name)).toEqual([
    "site-limit",
    "domain-limit",
    "canary-first",
    "wave-sizes",
  ]);
});
