import type { Decision, Plan } from "../plan.ts";
import { type Agreed, agreedOf, agreedOutput } from "./agreed.ts";

/** One thing in which two plans differ. */
export interface PlanChange {
  /** The domain controller, gateway, Center or wave it is about. */
  name: string;
  what: "added" | "removed" | "decision" | "wave" | "after" | "package" | "gateway" | "center" | "approval";
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
    ...changesOf(before.waves, after.waves, (wave) => [["approval", approvalText(wave.approval)]]),
    ...changesOf(before.standaloneGateways, after.standaloneGateways, (gateway) => [
      [
        "gateway",
        gateway.heldBy.length > 0 ? `stays: ${gateway.heldBy.join("; ")}` : listText(gateway.after),
      ],
    ]),
    ...changesOf(before.centers, after.centers, (center) => [
      ["center", `${center.request}, ${center.domainControllers.length} domain controllers`],
    ]),
  ];
}

/** Waves and decisions, which is what a stack's outputs keep of its plan. */
export function compareAgreed(before: Agreed, after: Plan): PlanChange[] {
  const now = agreedOutput.parse(agreedOf(after));
  return [
    ...placesOf(before.decisions, now.decisions, "decision"),
    ...placesOf(before.waves, now.waves, "wave"),
  ];
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

function approvalText(approval: Plan["waves"][number]["approval"]): string {
  if (approval === undefined) return "no approval asked for";
  return approval === "needed" ? "needed" : `${approval.by}, ${approval.at}`;
}
