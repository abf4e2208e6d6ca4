import { compareAgreed } from "../../plan/planner/comparePlans.ts";
import { shortList } from "../../plan/planner/words.ts";
import type { StackView } from "../stack.ts";
import { soFar } from "./soFar.ts";

/** Changes by which somebody could begin sooner than the stack's edges let them. */
const SOONER: ReadonlySet<string> = new Set(["added", "wave", "after"]);
const TOLD = 3;

/**
 * What to say where somebody is half moved and the plan, which does not know of it, is another than the one the stack
 * carries out: others could begin beside them. Undefined where there is nothing to say.
 */
export function besideUnderWay({
  stack,
  estateFile,
  plan,
  deployment,
}: Pick<StackView, "stack" | "estateFile" | "plan" | "deployment">): string | undefined {
  const { begun, agreed } = soFar(deployment);
  const known = new Set([...(plan.begun?.underWay ?? []), ...(plan.begun?.done ?? [])]);
  const moving = new Set(plan.waves.flatMap((wave) => wave.domainControllers));
  const half = begun.underWay.filter((name) => moving.has(name) && !known.has(name));
  if (!agreed || half.length === 0) return undefined;
  const changes = compareAgreed(agreed, { ...plan, begun }).filter(({ what }) => SOONER.has(what));
  if (changes.length === 0) return undefined;
  const told = shortList(
    changes.map(({ name, what, before, after }) => `${name} ${what} ${before} → ${after}`),
    TOLD,
  );
  return `warning: ${shortList(half)} ${half.length === 1 ? "is" : "are"} half moved, and this plan is another than the one the stack carries out (${told}): others could begin beside ${half.length === 1 ? "it" : "them"}. Plan on from what has happened first: npx ata2mdi plan ${estateFile} --stack ${stack} --save`;
}
