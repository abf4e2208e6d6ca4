import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Estate } from "../../../estate/schema.ts";
import { plan as planSchema } from "../../../plan/plan.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { PlanningError } from "../../../plan/planner/planningError.ts";
import { arbitraryEstate } from "../../support/arbitraryEstate.ts";

/** The plan's text, or the text of why there is none. */
function bytes(estate: Estate): string {
  try {
    return JSON.stringify(planMove(estate, undefined, { effort: 2000 }));
  } catch (error) {
    if (error instanceof PlanningError) return error.message;
    throw error;
  }
}

const some = arbitraryEstate({ most: 60 });

test("the same input gives the same bytes", () => {
  fc.assert(
    fc.property(some, (estate) => bytes(structuredClone(estate)) === bytes(estate)),
    { numRuns: 20 },
  );
});

test("renaming domain controllers changes nothing but names", () => {
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 1_000_000 }), (estate, salt) => {
      // Names of another length and in another alphabetical order.
      const renamed = new Map(
        estate.domainControllers.map((dc, index) => [
          dc.name,
          `x${(index * 7919 + salt) % 1_000_003}-${index}`,
        ]),
      );
      const other = (name: string) => renamed.get(name) ?? name;
      // A gateway on a server of its own, and a site whose link is narrow: they name domain controllers too.
      const watched = estate.domainControllers.slice(0, 3).map((dc) => dc.name);
      const sites = estate.sites.map((site) => ({ ...site, packageMegabitsPerSecond: 0.7 }));
      const gatewayOf = (watches: string[]) => [{ name: "gw", watches }];
      const given: Estate = { ...estate, sites, standaloneGateways: gatewayOf(watched) };
      const changed: Estate = {
        ...given,
        standaloneGateways: gatewayOf(watched.map(other)),
        domainControllers: estate.domainControllers.map((dc) => ({ ...dc, name: other(dc.name) })),
        policy: {
          ...estate.policy,
          canary: estate.policy.canary && other(estate.policy.canary),
          apart: estate.policy.apart.map(([one, two]): [string, string] => [other(one), other(two)]),
        },
      };
      const expected = bytes(given)
        .replaceAll(/\bdc\d+\b/g, other)
        .replace(/"hash":"\w+"/, "");
      expect(bytes(changed).replace(/"hash":"\w+"/, "")).toBe(expected);
    }),
    { numRuns: 20 },
  );
});

test("every plan keeps the schema that `ata2mdi plan --json` promises", () => {
  fc.assert(
    fc.property(some, (estate) => {
      const text = bytes(estate);
      fc.pre(text.startsWith("{"));
      expect(planSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

test("another seed may give another order, and the hash tells them apart", () => {
  const estate = fc.sample(arbitraryEstate({ most: 60 }), { seed: 11, numRuns: 60 });
  const plans = estate.flatMap((one) => {
    try {
      return [[planMove(one, undefined, { seed: 1 }), planMove(one, undefined, { seed: 2 })] as const];
    } catch {
      return [];
    }
  });
  expect(plans.length).toBeGreaterThan(20);
  for (const [one, two] of plans) {
    const same = JSON.stringify({ ...one, hash: "" }) === JSON.stringify({ ...two, hash: "" });
    expect(one.hash === two.hash).toBe(same);
  }
});
