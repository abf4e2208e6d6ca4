import { z } from "zod";
import type { Begun } from "../../plan/plan.ts";
import { type Agreed, agreedOutput } from "../../plan/planner/agreed.ts";
import type { AgreedPlan } from "../../plan/planner/replan.ts";
import type { TimedPart } from "../../plan/planner/times.ts";
import { ProblemError } from "../../plan/problem.ts";
import { stepAnswer } from "../../remote/contract.ts";
import { type Deployment, readDeployment, type StateResource } from "../state/deployment.ts";
import { exportState } from "../state/export.ts";

/** What a stack's state tells of a move that has begun. Names may also be those of standalone gateways. */
export interface SoFar {
  begun: Begun;
  /** The plan that was carried out last, as the stack's outputs keep it; undefined before the first `up`. */
  agreed?: Agreed;
  /** Part of the move → seconds measured here. */
  samples: Partial<Record<TimedPart, number[]>>;
}

/** Reads a stack's state by `pulumi stack export`, with the engine's environment for it. */
export async function readSoFar(stack: string, env: NodeJS.ProcessEnv): Promise<SoFar> {
  const exported = await exportState(stack, { cwd: process.cwd(), env });
  if (exported.code === 0) return soFar(readDeployment(exported.stdout));
  throw new ProblemError({
    id: "STACK-UNREADABLE",
    cause: `the state of stack ${stack} cannot be read`,
    measured: exported.stderr.trim() || `pulumi ended with ${exported.code}`,
    cure: "Log in to the stack's backend and select the stack, or begin it.",
    command: `pulumi stack select ${stack}`,
  });
}

/** What has begun, what was planned and what was measured, from a stack's state alone. */
export function soFar(deployment: Deployment): SoFar {
  const { resources, pending, outputs } = deployment;
  const agreed = agreedOutput.safeParse(outputs.agreed).data;
  const names = [...resources.keys(), ...pending];
  const moved = new Set(
    [...resources.values()]
      .filter((one) => one.name.endsWith("-sensor") && one.outputs?.sensorId && !one.initErrors?.length)
      .map((one) => one.name.slice(0, -"-sensor".length)),
  );
  const touched = new Set(
    names.flatMap((name) => /^(.+)-(remove-gateway|install-sensor|activate-sensor)$/.exec(name)?.[1] ?? []),
  );
  const underWay = [...touched].filter((name) => !moved.has(name));
  // The state is in the order in which things ended; a plan is to be the same whatever that was.
  return {
    begun: { done: [...moved].sort(), underWay: underWay.toSorted() },
    agreed,
    samples: samplesOf(resources, moved),
  };
}

/** The waves a stack carries out, for planning to go on from; undefined before the first `up`. */
export function agreedPlan({ agreed }: SoFar): AgreedPlan | undefined {
  return agreed && { waves: Object.values(agreed.waves).map((domainControllers) => ({ domainControllers })) };
}

function samplesOf(
  resources: ReadonlyMap<string, StateResource>,
  moved: ReadonlySet<string>,
): SoFar["samples"] {
  const samples = { removeGateway: [], installSensor: [], verifySensor: [] } as Record<string, number[]>;
  const activations: { at: number; seconds: number }[] = [];
  for (const name of moved) {
    const removed = answerOf(resources.get(`${name}-remove-gateway`));
    const installed = answerOf(resources.get(`${name}-install-sensor`));
    const activatedAt = momentOf(resources.get(`${name}-activate-sensor`)?.outputs?.activatedAt);
    const verifiedAt = momentOf(resources.get(`${name}-sensor`)?.outputs?.verifiedAt);
    if (removed) samples.removeGateway?.push((removed.finished - removed.started) / 1000);
    if (installed) samples.installSensor?.push((installed.finished - installed.started) / 1000);
    if (installed && verifiedAt) samples.verifySensor?.push((verifiedAt - installed.finished) / 1000);
    if (activatedAt && verifiedAt)
      activations.push({ at: activatedAt, seconds: (verifiedAt - activatedAt) / 1000 });
  }
  // The first activation of a workspace takes far longer than all others.
  const [first, ...later] = activations.toSorted((a, b) => a.at - b.at);
  return {
    ...samples,
    firstActivation: first ? [first.seconds] : [],
    activateSensor: later.map(({ seconds }) => seconds),
  };
}

const commandOutputs = z.looseObject({ stdout: z.string() });

/** When a step began and ended on its host; undefined where it did nothing now, or its answer is not in clear. */
function answerOf(resource: StateResource | undefined): { started: number; finished: number } | undefined {
  const outputs = commandOutputs.safeParse(resource?.outputs);
  if (!outputs.success) return undefined;
  try {
    const answer = stepAnswer.parse(JSON.parse(outputs.data.stdout.trimEnd().split("\n").at(-1) ?? ""));
    const [started, finished] = [momentOf(answer.startedAt), momentOf(answer.finishedAt)];
    return answer.outcome === "done" && started && finished ? { started, finished } : undefined;
  } catch {
    return undefined;
  }
}

function momentOf(text: unknown): number | undefined {
  const at = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
