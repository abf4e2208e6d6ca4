import type { Estate } from "../../estate/schema.ts";
import type { PlannedDomainController } from "../plan.ts";
import type { Reason } from "./rules.ts";
import { packageSeconds, type StepTimes } from "./times.ts";

/**
 * How many copies of the package may run to a site at once, so that each ends within a step's deadline although they
 * share the site's bandwidth. 0: not even one would end. Undefined: the site names no bandwidth.
 */
export function copiesAtOnce(
  site: Estate["sites"][number],
  deadlineSeconds: number,
  times: StepTimes,
): number | undefined {
  const rate = site.packageMegabitsPerSecond;
  return rate === undefined ? undefined : Math.floor(deadlineSeconds / packageSeconds(times, rate));
}

/**
 * Sets `packageAfter`: one chain of copies for each that a site may have at once, through all waves.
 * @param inOrder the domain controllers that move, each after those it waits for.
 * @returns name → why its package waits.
 */
export function placePackages(
  estate: Estate,
  inOrder: readonly PlannedDomainController[],
  times: StepTimes,
): Map<string, Reason> {
  const because = new Map<string, Reason>();
  const { deadline } = estate.connection;
  const atOnce = new Map(estate.sites.map((site) => [site.name, copiesAtOnce(site, deadline, times)]));
  const copied = new Map<string, string[]>();
  for (const dc of inOrder) {
    const limit = atOnce.get(dc.site);
    if (limit === undefined || dc.decision.kind !== "move" || dc.decision.generation !== "v2") continue;
    const own = copied.get(dc.site) ?? [];
    copied.set(dc.site, own);
    const before = own.at(-limit);
    own.push(dc.name);
    if (own.length <= limit || before === undefined) continue;
    dc.packageAfter = [before];
    because.set(dc.name, {
      rule: "package-bandwidth",
      text: `its package follows ${before}'s: the link of site ${dc.site} carries ${limit} at once`,
    });
  }
  return because;
}
