import type { SensorGeneration } from "../../estate/schema.ts";
import { printable } from "../carryOver/printable.ts";
import type { ComponentFacts, Fact, HostFacts } from "../facts.ts";
import type { Check, CheckContext, Finding } from "../verdict.ts";
import { type MoveState, moveState } from "./moveState.ts";

type ReadValue<F> = Extract<F, { value: unknown }>["value"];

/** A product as found in its four places, all of them read. */
export type ComponentValues = { [P in keyof ComponentFacts]: ReadValue<ComponentFacts[P]> };

/** The fact groups a check can read. */
export type FactGroup = Exclude<keyof HostFacts, "measuredAt">;

/** The values of fact groups, all of them read. */
export type Values<K extends FactGroup> = {
  [P in K]: HostFacts[P] extends ComponentFacts ? ComponentValues : ReadValue<HostFacts[P]>;
};

export interface Definition<K extends FactGroup> {
  id: string;
  title: string;
  protectsFrom: string;
  threshold: string;
  source: string;
  /** Default: both. */
  generations?: readonly SensorGeneration[];
  blocking: "blocking" | "advisory";
  /** `never`: no waiver lets it through. Default: a waiver does. */
  waiver?: "allowed" | "never";
  /**
   * `installation`: it only prepares the setup, so once the sensor is on the host (state `moved`) a failure no longer
   * stands in the way. Default: it always counts.
   */
  prepares?: "installation";
  reads: readonly K[];
  byHand: string;
  /** Called only when every fact in `reads` was read. */
  judge(values: Values<K>, context: CheckContext, state: MoveState): Finding;
}

/**
 * Makes a check of its definition. The rule itself gets values, never facts, so it cannot take an unread fact for an
 * absence: where one fact it reads is unread, the verdict is unread before the rule is asked.
 */
export function defineCheck<K extends FactGroup>(definition: Definition<K>): Check {
  const { generations, blocking, waiver, prepares, judge, ...words } = definition;
  return {
    ...words,
    threshold:
      prepares === "installation"
        ? `${words.threshold} Once the sensor is on the host, it no longer counts.`
        : words.threshold,
    generations: generations ?? ["v2", "v3"],
    blocking: blocking === "blocking",
    waivable: waiver !== "never",
    judge(facts, context) {
      const { values, unread } = readAll(facts, definition.reads);
      if (unread.length > 0) return unreadFinding(unread.join("; "), definition.byHand);
      const state = moveState(facts);
      const finding = shown(judge(values, context, state));
      if (prepares === "installation" && state === "moved" && finding.outcome === "fail") {
        return pass(`${finding.measured} The sensor is already installed, so this no longer matters here.`);
      }
      return finding;
    },
  };
}

/** What a host calls its domain or an adapter stands in a finding: nothing of it may steer a terminal or end a line. */
function shown({ outcome, measured, cure }: Finding): Finding {
  return { outcome, measured: printable(measured), cure: printable(cure) };
}

export function pass(measured: string): Finding {
  return { outcome: "pass", measured, cure: "" };
}

export function fail(measured: string, cure: string): Finding {
  return { outcome: "fail", measured, cure };
}

/** Something was read, but it does not answer the question. */
export function unreadFinding(reason: string, byHand: string): Finding {
  return {
    outcome: "unread",
    measured: `Not read: ${brief(reason)}.`,
    cure: `Look on the host with \`${byHand}\`, remove what keeps it from being read, and measure again.`,
  };
}

/** A count with its noun: 1 adapter, 2 adapters. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Compares versions by their numbers; undefined where one of them is not a version. */
export function compareVersions(left: string, right: string): number | undefined {
  const [a, b] = [left, right].map(versionNumbers);
  if (!a || !b) return undefined;
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function versionNumbers(text: string): number[] | undefined {
  return /^\d{1,9}(\.\d{1,9}){0,5}$/.test(text.trim()) ? text.trim().split(".").map(Number) : undefined;
}

function readAll<K extends FactGroup>(facts: HostFacts, groups: readonly K[]) {
  const values: Record<string, unknown> = {};
  const unread: string[] = [];
  const read = (name: string, fact: Fact<unknown>): unknown => {
    if ("value" in fact) return fact.value;
    unread.push(`${name}: ${fact.unread}`);
    return undefined;
  };
  for (const group of groups) {
    const facet: Fact<unknown> | ComponentFacts = facts[group];
    values[group] =
      "service" in facet
        ? Object.fromEntries(
            Object.entries(facet).map(([place, fact]) => [place, read(`${group} ${place}`, fact)]),
          )
        : read(group, facet);
  }
  return { values: values as Values<K>, unread };
}

function brief(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  return short.replace(/\.$/, "");
}
