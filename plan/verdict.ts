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
  /** Set where a waiver lets a blocking check through: who, why, until when. */
  waived?: { by: string; reason: string; expires: string };
}

/** What a check may look at besides the facts. */
export interface CheckContext {
  host: string;
  generation: SensorGeneration;
  /** Whether a lightweight gateway is expected on the host. */
  gateway: "lightweight" | "none";
  cloud: "global" | "usGovL4" | "usGovL5" | "lab";
}

/** One named rule: facts in, verdict out; pure. */
export interface Check {
  id: string;
  title: string;
  /** What goes wrong on a domain controller where this is not seen to. */
  protectsFrom: string;
  /** The limit it holds, in words, with the source it is taken from. */
  threshold: string;
  generations: readonly SensorGeneration[];
  blocking: boolean;
  /** The fact groups it reads. */
  reads: readonly (keyof HostFacts)[];
  judge(facts: HostFacts, context: CheckContext): { outcome: Outcome; measured: string; cure: string };
}

/** True when nothing blocking stands in the way: every blocking verdict passes or is waived, and there is one. */
export function allReady(verdicts: readonly Verdict[]): boolean {
  return (
    verdicts.length > 0 &&
    verdicts.every((v) => !v.blocking || v.outcome === "pass" || v.waived !== undefined)
  );
}
