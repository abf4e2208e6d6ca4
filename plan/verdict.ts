import type { SensorGeneration } from "../estate/schema.ts";
import type { HostFacts } from "./facts.ts";

/** Three answers, never two. Unread never passes. */
export type Outcome = "pass" | "fail" | "unread";

/** What a check found on one host. `measured` and `cure` are sentences for the person who runs the move. */
export interface Verdict {
  check: string;
  outcome: Outcome;
  /** A blocking check keeps the gateway where it is unless it passes; an advisory one is only said. */
  blocking: boolean;
  measured: string;
  cure: string;
  /** Set where a waiver lets a blocking check through: who, why, until when. The outcome stays what it was. */
  waived?: { by: string; reason: string; expires: string };
}

/** What a check may look at besides the facts. */
export interface CheckContext {
  host: string;
  generation: SensorGeneration;
  /** Whether a lightweight gateway is expected on the host. */
  gateway: "lightweight" | "none";
  cloud: "global" | "usGovL4" | "usGovL5" | "lab";
  /** DNS name of the domain the estate puts the host in; without it the domain is not compared. */
  domain?: string;
  /** Group managed service accounts the v2 sensor will use; default: those that were asked for on the host. */
  managedAccounts?: readonly string[];
  /** Build → lowest update revision for a v3 sensor; default: `minimumRevisions` of plan/checks/thresholds.ts. */
  minimumRevisions?: Readonly<Record<string, number>>;
}

/** What a check says of one host, before waivers. */
export interface Finding {
  outcome: Outcome;
  measured: string;
  cure: string;
}

/** One named rule: facts in, verdict out; pure. */
export interface Check {
  id: string;
  title: string;
  /** What goes wrong on a domain controller where this is not seen to. */
  protectsFrom: string;
  /** The limit it holds, in words. */
  threshold: string;
  /** The documents the limit is taken from; says so where nobody confirms it. */
  source: string;
  generations: readonly SensorGeneration[];
  blocking: boolean;
  /** False where no waiver lets it through, whatever the reason given. */
  waivable: boolean;
  /** The fact groups it reads; one of them unread makes its verdict unread. */
  reads: readonly (keyof HostFacts)[];
  /** A command that shows the same by hand on the host. */
  byHand: string;
  judge(facts: HostFacts, context: CheckContext): Finding;
}

/** True when nothing blocking stands in the way: every blocking verdict passes or is waived, and there is one. */
export function allReady(verdicts: readonly Verdict[]): boolean {
  return (
    verdicts.length > 0 &&
    verdicts.every((v) => !v.blocking || v.outcome === "pass" || v.waived !== undefined)
  );
}
