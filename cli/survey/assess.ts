import { preparationsOf, sensorNeedsOf } from "../../estate/lookups.ts";
import type { DomainControllerEntry, Estate } from "../../estate/schema.ts";
import { judge, type WaiverFinding, waiverFindings } from "../../plan/checks/index.ts";
import { type PreparationPlan, planPreparation } from "../../plan/checks/preparation.ts";
import type { ComponentFacts, HostFacts } from "../../plan/facts.ts";
import type { Decision } from "../../plan/plan.ts";
import { decideIn } from "../../plan/planner/decide.ts";
import type { Problem } from "../../plan/problem.ts";
import { allReady, type Verdict } from "../../plan/verdict.ts";
import type { Measured } from "./measureHosts.ts";

/** What a survey says of one host. */
export interface HostAssessment {
  host: string;
  kind: "domainController" | "standaloneGateway" | "center";
  /** What stands in the way of measuring it; then nothing else is known. */
  problem?: Problem;
  facts?: HostFacts;
  /** What the plan makes of a domain controller, by these facts. */
  decision?: Decision;
  /** Verdicts of the checks; none where the host is no domain controller. */
  verdicts: Verdict[];
  /** What this program could put right, or will, on one that moves. */
  preparation?: PreparationPlan;
  /** True where it can be moved as it is, or nothing of it is to be moved. */
  ready: boolean;
}

export interface Assessment {
  hosts: HostAssessment[];
  waivers: WaiverFinding[];
}

/** Judges what was measured, by the rules the ready gate uses. A host held back or blocked is judged, and not counted. */
export function assess(estate: Estate, measured: readonly Measured[], today: string): Assessment {
  const hosts = measured.map((one) => assessHost(estate, one, today));
  const verdicts = Object.fromEntries(
    hosts.filter(({ facts }) => facts).map((one) => [one.host, one.verdicts]),
  );
  return { hosts, waivers: waiverFindings(estate.policy.waivers, verdicts, today) };
}

function assessHost(estate: Estate, measured: Measured, today: string): HostAssessment {
  const { host } = measured;
  const entry = estate.domainControllers.find((dc) => dc.name === host);
  const kind = entry
    ? "domainController"
    : estate.centers.some((center) => center.name === host)
      ? "center"
      : "standaloneGateway";
  if ("problem" in measured) return { host, kind, problem: measured.problem, verdicts: [], ready: false };
  const { facts } = measured;
  if (!entry) return { host, kind, facts, verdicts: [], ready: true };
  const decision = decideIn(estate, entry, facts);
  const verdicts = judge(facts, contextOf(estate, entry, decision), estate.policy.waivers, today);
  if (decision.kind !== "move") return { host, kind, facts, decision, verdicts, ready: true };
  const preparation = planPreparation(verdicts, preparationsOf(estate, entry));
  return { host, kind, facts, decision, verdicts, preparation, ready: allReady(verdicts) };
}

function contextOf(estate: Estate, entry: DomainControllerEntry, decision: Decision) {
  const { name: host, domain, gateway, sensor } = entry;
  const generation = "generation" in decision ? decision.generation : sensor === "v3" ? "v3" : "v2";
  const { managedAccounts } = sensorNeedsOf(estate, host);
  return { host, domain, gateway, generation, cloud: estate.workspace.cloud, managedAccounts } as const;
}

/** What of a product is on a host, in words. */
export function presence(component: ComponentFacts): string {
  const { service, registry, file, product } = component;
  const places = Object.entries({ service, registry, file, product });
  const unread = places.filter(([, fact]) => "unread" in fact).map(([place]) => place);
  const present = places.filter(([, fact]) => "value" in fact && fact.value !== null).map(([place]) => place);
  const state = "value" in service && service.value ? ` (${service.value.state})` : "";
  const found =
    present.length === 0
      ? "absent"
      : present.length === 4
        ? `present${state}`
        : `in ${present.join(", ")}${state}`;
  if (unread.length === 4) return "unread";
  return unread.length > 0 ? `${found}, unread in ${unread.join(", ")}` : found;
}
