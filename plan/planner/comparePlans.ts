import type { Decision, Plan } from "../plan.ts";
import {
  type Agreed,
  agreedOf,
  agreedOutput,
  centerText,
  gateText,
  gatewayText,
  ruleText,
} from "./agreed.ts";

/** One thing in which two plans differ. */
export interface PlanChange {
  /** The domain controller, gateway, Center, wave or rule it is about. */
  name: string;
  what:
    | "added"
    | "removed"
    | "decision"
    | "wave"
    | "after"
    | "package"
    | "gate"
    | "gateway"
    | "center"
    | "rule";
  before: string;
  after: string;
}

/** What has changed between two plans, in the order of the second; empty when they do the same. */
export function comparePlans(before: Plan, after: Plan): PlanChange[] {
  return [
    ...changesOf(before.domainControllers, after.domainControllers, (dc) => [
      ["decision", decisionText(dc.decision)],
      ["wave", dc.wave === undefined ? "-" : `wave-${dc.wave}`],
      ["after", listText(dc.after)],
      ["package", listText(dc.packageAfter ?? [])],
    ]),
    ...changesOf(before.waves, after.waves, (wave) => [["gate", gateText(wave)]]),
    ...changesOf(before.standaloneGateways, after.standaloneGateways, (one) => [
      ["gateway", gatewayText(one)],
    ]),
    ...changesOf(before.centers, after.centers, (center) => [["center", centerText(center)]]),
    // Plans saved before rules were listed are not held against it.
    ...(before.rules.length > 0
      ? changesOf(before.rules, after.rules, (rule) => [["rule", ruleText(rule)]])
      : []),
  ];
}

/**
 * The same against what a stack's outputs keep of its plan; what an older state does not carry is not compared. Nor is
 * in which order those went that have moved: nobody waits for them any more.
 */
export function compareAgreed(before: Agreed, after: Plan): PlanChange[] {
  const now = agreedOutput.parse(agreedOf(after));
  const texts = (what: "gates" | "gateways" | "centers" | "rules", name: PlanChange["what"]) =>
    changesOf(listedTexts(before[what] ?? now[what]), listedTexts(now[what]), ({ text }) => [[name, text]]);
  const edges = (of: Agreed) => Object.values(of.after ?? {}).flat();
  const moved = new Set(after.begun?.done);
  return [
    ...placesOf(before.decisions, now.decisions, "decision"),
    ...placesOf(before.waves, now.waves, "wave"),
    ...edgesOf(before.after ? edges(before) : edges(now), edges(now), "after", moved),
    ...edgesOf(before.packages ?? now.packages, now.packages, "package", moved),
    ...texts("gates", "gate"),
    ...texts("gateways", "gateway"),
    ...texts("centers", "center"),
    ...texts("rules", "rule"),
  ];
}

function listedTexts(texts: Readonly<Record<string, string>> = {}): { name: string; text: string }[] {
  return Object.entries(texts).map(([name, text]) => ({ name, text }));
}

/** Changes of `dc03<dc02,dc04`, without those that have moved; who has no such entry waits for nobody. */
function edgesOf(
  before: readonly string[] = [],
  after: readonly string[] = [],
  what: "after" | "package",
  moved: ReadonlySet<string>,
): PlanChange[] {
  const waiting = (edges: readonly string[]) =>
    new Map(
      edges.flatMap((edge) => {
        const [name = "", waitsFor = ""] = edge.split("<");
        const awaited = waitsFor.split(",").filter((other) => !moved.has(other));
        return moved.has(name) ? [] : [[name, listText(awaited)] as const];
      }),
    );
  const [old, now] = [waiting(before), waiting(after)];
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name): PlanChange[] => {
    const [then, text] = [old.get(name) ?? "-", now.get(name) ?? "-"];
    return then === text ? [] : [{ name, what, before: then, after: text }];
  });
}

type Places = Readonly<Record<string, readonly string[]>>;

function placesOf(before: Places, after: Places, what: "decision" | "wave"): PlanChange[] {
  const listed = (places: Places) =>
    Object.entries(places).flatMap(([place, names]) => names.map((name) => ({ name, place })));
  return changesOf(listed(before), listed(after), ({ place }) => [[what, place]]);
}

function changesOf<T extends { name: string }>(
  before: readonly T[],
  after: readonly T[],
  aspects: (of: T) => [PlanChange["what"], string][],
): PlanChange[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const names = new Set(after.map((one) => one.name));
  const changed = after.flatMap((one): PlanChange[] => {
    const known = old.get(one.name);
    if (!known) {
      return [
        {
          name: one.name,
          what: "added",
          before: "-",
          after: aspects(one)
            .map(([, text]) => text)
            .join(", "),
        },
      ];
    }
    const then = new Map(aspects(known));
    return aspects(one)
      .filter(([what, text]) => then.get(what) !== text)
      .map(([what, text]) => ({ name: one.name, what, before: then.get(what) ?? "-", after: text }));
  });
  const gone = before
    .filter((one) => !names.has(one.name))
    .map((one): PlanChange => ({ name: one.name, what: "removed", before: "planned", after: "-" }));
  return [...changed, ...gone];
}

function decisionText(decision: Decision): string {
  return decision.kind === "move" ? decision.generation : `${decision.kind}: ${decision.reason}`;
}

function listText(names: readonly string[]): string {
  return names.length === 0 ? "-" : names.toSorted().join(" ");
}
