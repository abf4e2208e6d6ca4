import { z } from "zod";
import type { Decision, Plan, PlannedStandaloneGateway } from "../plan.ts";
import { canonicalHash } from "./canonical.ts";
import { oneLine } from "./words.ts";

/** Names in one text, since each line of a stack's outputs is a line on the screen. */
const names = z.string().transform((text) => text.split(" ").filter((name) => name !== ""));

/** Longest text an output carries whole. */
const LONGEST = 200;

/** Output `agreed` of the program: what a stack carries out, in short. States of older versions have less of it. */
export const agreedOutput = z.looseObject({
  /** Hash of the whole plan. */
  hash: z.string(),
  /** Wave → its domain controllers, in the order in which they may start. */
  waves: z.record(z.string(), names),
  /** Decision (v2, v3, hold, blocked) → whom it is about. */
  decisions: z.record(z.string(), names).default({}),
  /** Wave → who waits there for whom: `dc03<dc02,dc04`. */
  after: z.record(z.string(), names).optional(),
  /** Whose copy of the package waits for whose: `dc03<dc02`. */
  packages: names.optional(),
  /** Wave → its soak, and its approval where one is asked for. */
  gates: z.record(z.string(), z.string()).optional(),
  /** Standalone gateway → after whom it goes, or why it stays. */
  gateways: z.record(z.string(), z.string()).optional(),
  /** Center → what is asked for, and how many keep it. */
  centers: z.record(z.string(), z.string()).optional(),
  /** Rule → what it is here. */
  rules: z.record(z.string(), z.string()).optional(),
});
export type Agreed = z.output<typeof agreedOutput>;

/** A plan as the stack's outputs carry it. */
export function agreedOf(plan: Plan): z.input<typeof agreedOutput> {
  const decisions: Record<string, string> = {};
  for (const { name, decision } of plan.domainControllers) {
    const word = decisionWord(decision);
    decisions[word] = decisions[word] ? `${decisions[word]} ${name}` : name;
  }
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const edges = (of: readonly string[], before: "after" | "packageAfter") =>
    of
      .flatMap((name) => {
        const waitsFor = planned.get(name)?.[before] ?? [];
        return waitsFor.length > 0 ? [`${name}<${waitsFor.join(",")}`] : [];
      })
      .join(" ");
  const byWave = <T>(value: (wave: Plan["waves"][number]) => T): Record<string, T> =>
    Object.fromEntries(plan.waves.map((wave) => [wave.name, value(wave)]));
  const byName = <T extends { name: string }>(all: readonly T[], text: (one: T) => string) =>
    Object.fromEntries(all.map((one) => [one.name, brief(text(one))]));
  return {
    hash: plan.hash,
    waves: byWave((wave) => wave.domainControllers.join(" ")),
    decisions,
    after: byWave((wave) => edges(wave.domainControllers, "after")),
    packages: edges(
      plan.waves.flatMap((wave) => wave.domainControllers),
      "packageAfter",
    ),
    gates: byWave((wave) => brief(gateText(wave))),
    gateways: byName(plan.standaloneGateways, gatewayText),
    centers: byName(plan.centers, centerText),
    rules: byName(plan.rules, ruleText),
  };
}

/** v2, v3, hold or blocked. */
export function decisionWord(decision: Decision): string {
  return decision.kind === "move" ? decision.generation : decision.kind;
}

/** Soak of a wave and its approval, where one is asked for. */
export function gateText({ soakSeconds, approval }: Plan["waves"][number]): string {
  const soak = `soak ${soakSeconds} s`;
  if (approval === undefined) return soak;
  return `${soak}, approval ${approval === "needed" ? "needed" : `by ${approval.by}, ${approval.at}`}`;
}

export function gatewayText({ heldBy, after }: PlannedStandaloneGateway): string {
  return heldBy.length > 0 ? `stays: ${heldBy.join("; ")}` : `after ${after.toSorted().join(" ")}`;
}

export function centerText({ request, domainControllers }: Plan["centers"][number]): string {
  return `${request}, ${domainControllers.length} domain controllers`;
}

export function ruleText({ here, setAside }: Plan["rules"][number]): string {
  return setAside === undefined ? here : `set aside by ${setAside}`;
}

/** A text too long for an output, cut; what tells it from others of the same beginning follows. */
function brief(whole: string): string {
  const text = oneLine(whole);
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST - 20)}… ${canonicalHash(text).slice(0, 12)}`;
}
