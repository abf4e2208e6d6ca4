import { preparationsOf } from "../../estate/lookups.ts";
import type { DomainControllerEntry, Estate, PreparableCheck } from "../../estate/schema.ts";
import { checks } from "../checks/index.ts";
import { type Preparation, preparations } from "../checks/preparation.ts";
import type { Plan } from "../plan.ts";

/** What is prepared on one domain controller, in the order to do it. */
export interface HostPreparation {
  dc: DomainControllerEntry;
  /** Done at any time. */
  quiet: Preparation[];
  /** Interrupts the host: only in a window, and not while another of its site or domain is interrupted. */
  interrupting: Preparation[];
  putBack: PreparableCheck[];
}

/**
 * Who is prepared, and how. Only what moves is prepared; what a generation of sensors does not need is left out. Putting
 * back is done on every one that is asked for.
 */
export function hostPreparations(estate: Estate, plan: Plan): HostPreparation[] {
  const decisions = new Map(plan.domainControllers.map((dc) => [dc.name, dc.decision]));
  return estate.domainControllers.flatMap((dc) => {
    const decision = decisions.get(dc.name);
    const asked = decision?.kind === "move" ? preparationsOf(estate, dc) : [];
    const generation = decision?.kind === "move" ? decision.generation : "v2";
    const due = preparations.filter(
      ({ check }) =>
        asked.some((one) => one === check) &&
        checks.some(({ id, generations }) => id === check && generations.includes(generation)),
    );
    if (due.length + dc.putBack.length === 0) return [];
    return [
      {
        dc,
        quiet: due.filter(({ when }) => when === "any time"),
        interrupting: due.filter(({ when }) => when !== "any time"),
        putBack: dc.putBack,
      },
    ];
  });
}

/** The domain controllers whose interruption another one's work must not meet: those of its site or domain. */
export function neighbours<T extends { dc: Pick<DomainControllerEntry, "name" | "site" | "domain"> }>(
  all: readonly T[],
  of: { name: string; site: string; domain: string },
): T[] {
  return all.filter(({ dc }) => dc.name !== of.name && (dc.site === of.site || dc.domain === of.domain));
}
