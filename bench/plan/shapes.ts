import type { EstateInput } from "../../estate/schema.ts";
import type { EstateShape } from "../../tests/support/generatedEstate.ts";

type Policy = EstateInput["policy"];

/** Limits wider than one at a time: more choice for the search, more lanes for the edges. */
const WIDE: Policy = { maxUnavailable: { site: 2, domain: 5 } };
/** One forest-wide cap above narrow sites. */
const FOREST: Policy = { maxUnavailable: { site: 1, domain: 100, forest: 30 } };

/** Ten estates from a handful of domain controllers to the most a workspace takes. */
export const tenEstates: readonly EstateShape[] = [
  { name: "S", seed: 1, domainControllers: 4, domains: 1, sites: 2 },
  { name: "M", seed: 2, domainControllers: 12, domains: 2, sites: 4 },
  { name: "M, wide", seed: 3, domainControllers: 12, domains: 2, sites: 4, policy: WIDE },
  { name: "L", seed: 4, domainControllers: 60, domains: 5, sites: 20 },
  { name: "L, wide", seed: 5, domainControllers: 60, domains: 5, sites: 20, policy: WIDE },
  { name: "XL", seed: 6, domainControllers: 350, domains: 12, sites: 80 },
  { name: "XL, wide", seed: 7, domainControllers: 350, domains: 12, sites: 80, policy: WIDE },
  { name: "XL, forest", seed: 8, domainControllers: 350, domains: 12, sites: 80, policy: FOREST },
  { name: "XXL", seed: 9, domainControllers: 1000, domains: 30, sites: 200 },
  { name: "XXL, wide", seed: 10, domainControllers: 1000, domains: 30, sites: 200, policy: WIDE },
];

/** An estate of a size, with domains and sites in the proportion of the large ones. */
export function sized(domainControllers: number): EstateShape {
  return {
    name: `of ${domainControllers}`,
    seed: 11,
    domainControllers,
    domains: Math.max(1, Math.round(domainControllers / 35)),
    sites: Math.max(1, Math.round(domainControllers / 5)),
  };
}
