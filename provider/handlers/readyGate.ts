import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { passingByWaiting } from "../../plan/checks/index.ts";
import { moveState } from "../../plan/checks/moveState.ts";
import { preparations } from "../../plan/checks/preparation.ts";
import { type ReadyGateInputs, type ReadyGateOutputs, readyGateInputs } from "../../plan/declared.ts";
import type { HostFacts } from "../../plan/facts.ts";
import { closedWindow } from "../../plan/moveWindow.ts";
import { fingerprint } from "../../plan/outcomes/fingerprint.ts";
import type { NamedTraits } from "../../plan/planner/breaker.ts";
import { type HostTraits, measuredTraits } from "../../plan/planner/sharedTraits.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { allReady, type Verdict } from "../../plan/verdict.ts";
import { ago } from "../graph/ask.ts";
import type { Call, ResourceHandler } from "../handler.ts";
import { sharedCause } from "../sharedCauses.ts";
import { same } from "../wire.ts";
import { isMoved, measureReadiness, type Readiness } from "./readiness.ts";

/** Pause before a host is measured again for something that passes by itself. */
const AGAIN_SECONDS = 15;

/** Inputs that change what is judged. */
const judged = ["domain", "generation", "gateway", "managedAccounts", "sensorProxy", "waivers"] as const;

/** Passes when every blocking check on the host passes, measured now. Unread never passes. */
export const readyGate: ResourceHandler<ReadyGateInputs, ReadyGateOutputs> = {
  token: "ata2mdi:index:ReadyGate",
  inputs: readyGateInputs,
  // Once the sensor is there a change is only written down: `due` says when it is measured again.
  minds: [],
  notes: [...judged, "site"],
  farewell: "forgotten; a measurement leaves nothing on the host",
  idOf: (inputs) => inputs.target.host,

  async due(state, inputs, call) {
    if (state.readyUntil) call.services.sharedCauses.begun(traitsOf(inputs, state.traits), inputs.target);
    const now = call.services.now();
    const stale = !state.readyUntil || Date.parse(state.readyUntil) <= now.getTime();
    const changed = judged.some((key) => !same(state[key], inputs[key]));
    if (!stale && !changed) return undefined;
    if (await isMoved(inputs, state, call)) return undefined;
    if (changed) return "what it is judged by has changed: it will be measured again";
    const when = state.measuredAt
      ? `was measured ${ago(state.measuredAt, now)}`
      : "was not measured to the end";
    return `${when} and has no sensor yet: it will be measured again`;
  },

  async create(inputs, call) {
    const passed = await proveReady(inputs, call);
    return { ...passed, begunAt: passed.measuredAt };
  },

  // What follows keeps its name: a run that goes on attaches to what was begun.
  async update(state, inputs, call) {
    return { ...(await proveReady(inputs, call)), begunAt: state.begunAt ?? null };
  },
};

type Passed = Omit<ReadyGateOutputs, "begunAt">;

async function proveReady(inputs: ReadyGateInputs, call: Call): Promise<Passed> {
  const started = call.services.now().getTime();
  for (;;) {
    const measuredAt = call.services.now();
    call.status("measuring the host, and asking Microsoft Graph whether it answers");
    const readiness = await measureReadiness(inputs, call);
    const closed = begun(inputs, readiness) ? undefined : closedWindow(inputs, measuredAt);
    if (closed) throw new ProblemError(closed);
    if (allReady(readiness.verdicts)) return passed(inputs, readiness, measuredAt, call);
    const obstacles = readiness.verdicts.filter(standsInTheWay);
    const waited = (call.services.now().getTime() - started) / 1000;
    const passes = obstacles.every((verdict) => passingByWaiting.includes(verdict.check));
    if (!passes || waited + AGAIN_SECONDS > inputs.deadlineSeconds) {
      const known = fingerprint({ step: "ready", exitCode: null, log: [], verdicts: obstacles });
      const traits = traitsOf(inputs, measuredTraits(readiness.facts));
      if (known) call.services.sharedCauses.failed(traits, known.id, measuredAt);
      throw new ProblemError(notReady(inputs.target.host, obstacles));
    }
    call.status(`${obstacles.map((verdict) => verdict.measured).join("; ")} Looking again.`);
    await sleep(AGAIN_SECONDS * 1000, undefined, { signal: call.signal });
  }
}

/** It is ready; whether it may begin depends on those that share something with it. What has begun goes on. */
async function passed(
  inputs: ReadyGateInputs,
  readiness: Readiness,
  measuredAt: Date,
  call: Call,
): Promise<Passed> {
  const outputs = outputsOf(inputs, readiness, measuredAt);
  const { sharedCauses, now } = call.services;
  const traits = traitsOf(inputs, outputs.traits);
  if (!begun(inputs, readiness)) {
    const tripped = await sharedCauses.trippedFor(traits, { now, signal: call.signal, warn: call.warn });
    if (tripped) throw new ProblemError(sharedCause(traits.name, tripped));
  }
  sharedCauses.begun(traits, inputs.target);
  return outputs;
}

function traitsOf({ target, domain, site }: ReadyGateInputs, measured: HostTraits | undefined): NamedTraits {
  return { name: target.host, domain, ...(site === undefined ? {} : { site }), ...measured };
}

function outputsOf(inputs: ReadyGateInputs, readiness: Readiness, measuredAt: Date): Passed {
  return {
    measuredAt: measuredAt.toISOString(),
    readyUntil: new Date(measuredAt.getTime() + inputs.readyForSeconds * 1000).toISOString(),
    sensorListed: readiness.sensorListed,
    verdicts: Object.fromEntries(
      readiness.verdicts.map((verdict) => [verdict.check, verdict.waived ? "waived" : verdict.outcome]),
    ),
    factsHash: hashOf(readiness.facts),
    traits: measuredTraits(readiness.facts),
  };
}

function standsInTheWay(verdict: Verdict): boolean {
  return verdict.blocking && verdict.outcome !== "pass" && verdict.waived === undefined;
}

function notReady(host: string, obstacles: readonly Verdict[]): Problem {
  const unread = obstacles.filter((verdict) => verdict.outcome === "unread").length;
  return {
    id: "NOT-READY",
    host,
    cause: `not ready, so its gateway stays: ${obstacles.length - unread} checks fail, ${unread} could not be read`,
    measured: listed(
      obstacles.map((verdict) => `${verdict.check} (${verdict.outcome}): ${verdict.measured}`),
    ),
    cure: listed(obstacles.map(cureOf)),
    command: "pulumi up",
  };
}

/** What to do about a check, and how to let this program do it where it can. */
function cureOf({ check, cure, outcome }: Verdict): string {
  const itself = outcome === "fail" && preparations.some((one) => one.check === check);
  const instead = itself
    ? ` Or let this program do it: \`prepare: [${check}]\` at it in the estate file.`
    : "";
  return `${check}: ${cure}${instead}`;
}

/** One line, or a list below where there are several. */
function listed(lines: readonly string[]): string {
  return lines.length === 1 ? lines.join() : lines.map((line) => `\n    - ${line}`).join("");
}

function hashOf(facts: HostFacts): string {
  const { measuredAt: _when, ...lasting } = facts;
  return createHash("sha256").update(canonical(lasting)).digest("hex");
}

/** JSON with members in the order of their names, so that the same facts give the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Its gateway is gone already: waiting for the next window would leave it without protection. */
function begun({ gateway }: ReadyGateInputs, { facts }: Readiness): boolean {
  const state = moveState(facts);
  return gateway === "lightweight" && (state === "gatewayRemoved" || state === "moved");
}
