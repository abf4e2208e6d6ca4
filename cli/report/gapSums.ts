import type { Estate } from "../../estate/schema.ts";
import type { DomainControllerRecord, GapSum } from "./model.ts";

/** Protection gaps measured, beside the budgets of the policy: the longest of one host, and the sum of each site and domain. */
export function gapSums(estate: Estate, domainControllers: readonly DomainControllerRecord[]): GapSum[] {
  const { gapBudget } = estate.policy;
  const measured = domainControllers.filter((dc) => dc.gapSeconds !== null);
  const longest = measured.toSorted((a, b) => (b.gapSeconds ?? 0) - (a.gapSeconds ?? 0))[0];
  const sums = (of: "site" | "domain"): GapSum[] =>
    [...Map.groupBy(measured, (dc) => dc[of])].map(([name, members]) => ({
      of,
      name,
      seconds: members.reduce((sum, dc) => sum + (dc.gapSeconds ?? 0), 0),
      expectedSeconds: expected(members),
      budget: gapBudget[of] ?? null,
    }));
  return [
    ...(longest
      ? [
          {
            of: "domain controller" as const,
            name: longest.name,
            seconds: longest.gapSeconds ?? 0,
            expectedSeconds: expected([longest]),
            budget: gapBudget.domainController ?? null,
          },
        ]
      : []),
    ...sums("site"),
    ...sums("domain"),
  ];
}

/** What the plan expected of those that were measured; null where it expected nothing of one of them. */
function expected(members: readonly DomainControllerRecord[]): number | null {
  const medians = members.flatMap((dc) => dc.expectedGap?.median ?? []);
  return medians.length < members.length ? null : medians.reduce((sum, one) => sum + one, 0);
}
