import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { comparePlans } from "./comparePlans.ts";
import { shortList } from "./words.ts";

/** What a frozen scope says of a plan that is not the one agreed to; undefined: it may be carried out. */
export function scopeChanged(
  { policy }: Estate,
  plan: Plan,
  saved: Plan | undefined,
  file: string,
): Problem | undefined {
  if (!policy.freezeScope) return undefined;
  const save = `npx ata2mdi plan ${file} --save`;
  if (!saved) {
    return {
      id: "PLAN-NOT-AGREED",
      cause: "policy.freezeScope allows only the plan that was agreed to, and none is saved",
      measured: "no saved plan beside the estate",
      cure: "Let the plan be agreed to, then save it.",
      command: save,
    };
  }
  const changes = comparePlans(withoutApprovals(saved), withoutApprovals(plan));
  if (changes.length === 0) return undefined;
  return {
    id: "PLAN-NOT-AGREED",
    cause: "policy.freezeScope allows only the plan that was agreed to, and this is another",
    measured: shortList(
      changes.map(({ name, what, before, after }) => `${name}: ${what} ${before} → ${after}`),
      3,
    ),
    cure: "Take the change back; or look at all of it by `--diff`, have it agreed to and save it by `--save`.",
    command: `npx ata2mdi plan ${file} --diff`,
  };
}

/** An approval that is given while the move goes on is what was agreed to. */
function withoutApprovals(plan: Plan): Plan {
  return { ...plan, waves: plan.waves.map(({ approval: _any, ...wave }) => wave) };
}
