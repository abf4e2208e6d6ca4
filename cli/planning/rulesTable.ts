import type { KeptRule, Plan } from "../../plan/plan.ts";
import { shortList } from "../../plan/planner/words.ts";
import { columns } from "./columns.ts";

/** Names of one kind told in a line; `--json` has all, `--why` those of one. */
const MOST_NAMES = 5;

/** What holds whatever the engine does: what never happens together, what comes before what. */
export function rulesTable({ rules }: Pick<Plan, "rules">): string[] {
  if (rules.length === 0) return [];
  const rows = rules.flatMap((rule) => {
    const binds = rule.binds > 0 ? String(rule.binds) : "-";
    return linesOf(rule).map((line, index) => (index === 0 ? [rule.name, binds, line] : ["", "", line]));
  });
  return columns([["rule", "reason for", "here"], ...rows]);
}

/** Windows and freezes have a line each, whole; of names as many as one takes in at a glance. */
function linesOf({ name, here, setAside }: KeptRule): string[] {
  if (setAside !== undefined) return [`does not hold: set aside by ${setAside}`];
  if (name === "windows" || name === "freezes") return here.split("; ");
  return [
    here
      .split("; ")
      .map((part) => shortList(part.split(", "), MOST_NAMES))
      .join("; "),
  ];
}
