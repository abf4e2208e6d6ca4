import { z } from "zod";
import type { Decision, Plan } from "../plan.ts";

/** Names in one text, since each line of a stack's outputs is a line on the screen. */
const names = z.string().transform((text) => text.split(" ").filter((name) => name !== ""));

/** Output `agreed` of the program: what a stack carries out, in short. */
export const agreedOutput = z.looseObject({
  /** Hash of the whole plan. */
  hash: z.string(),
  /** Wave → its domain controllers, in the order in which they may start. */
  waves: z.record(z.string(), names),
  /** Decision (v2, v3, hold, blocked) → whom it is about. */
  decisions: z.record(z.string(), names).default({}),
});
export type Agreed = z.output<typeof agreedOutput>;

/** A plan as the stack's outputs carry it. */
export function agreedOf(plan: Plan): z.input<typeof agreedOutput> {
  const decisions: Record<string, string> = {};
  for (const { name, decision } of plan.domainControllers) {
    const word = decisionWord(decision);
    decisions[word] = decisions[word] ? `${decisions[word]} ${name}` : name;
  }
  const waves = plan.waves.map((wave) => [wave.name, wave.domainControllers.join(" ")]);
  return { hash: plan.hash, waves: Object.fromEntries(waves), decisions };
}

/** v2, v3, hold or blocked. */
export function decisionWord(decision: Decision): string {
  return decision.kind === "move" ? decision.generation : decision.kind;
}
