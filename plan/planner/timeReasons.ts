import { concerns, freezeText, windowText } from "../../estate/calendar.ts";
import type { Estate } from "../../estate/schema.ts";
import type { PlannedDomainController } from "../plan.ts";
import type { ExpectedTimes } from "./gaps.ts";
import type { Reason } from "./rules.ts";
import { lengthText } from "./words.ts";

/** What windows, freezes and gap budgets say of each domain controller that moves: name and reason, in their order. */
export function timeReasons(
  { policy }: Estate,
  moving: readonly PlannedDomainController[],
  { gaps }: ExpectedTimes,
): [string, Reason][] {
  const { windows, freezes, gapBudget } = policy;
  const budget = gapBudget.domainController;
  return moving.flatMap((dc): [string, Reason][] => {
    const own: Reason[] = [];
    const open = windows.filter((window) => concerns(window, dc)).map(windowText);
    if (open.length > 0) own.push({ rule: "windows", text: `it begins only ${open.join("; ")}` });
    const frozen = freezes.filter((freeze) => concerns(freeze, dc)).map(freezeText);
    if (frozen.length > 0) own.push({ rule: "freezes", text: `it does not begin ${frozen.join("; ")}` });
    const gap = gaps.get(dc.name);
    if (gap && budget !== undefined) {
      const minutes = `${lengthText(Math.round(gap.p95))} without protection in 19 of 20 cases`;
      own.push({ rule: "gap-budget", text: `${minutes} stay within its budget of ${lengthText(budget)}` });
    }
    return own.map((reason) => [dc.name, reason]);
  });
}
