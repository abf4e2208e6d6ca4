import { z } from "zod";
import { ProblemError } from "../../plan/problem.ts";

/** The part of `pulumi stack export` this program reads. */
const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  initErrors: z.array(z.string()).nullish(),
  dependencies: z.array(z.string()).nullish(),
  created: z.string().optional(),
  modified: z.string().optional(),
});

const exported = z.looseObject({
  version: z.number(),
  deployment: z
    .looseObject({
      resources: z.array(resource).nullish(),
      pending_operations: z.array(z.looseObject({ type: z.string(), resource })).nullish(),
    })
    .nullish(),
});

export type StateResource = z.output<typeof resource> & {
  name: string;
  /** Names of the resources it depends on. */
  dependsOn: readonly string[];
};

/** A stack that was never run. */
export const emptyDeployment: Deployment = { resources: new Map(), pending: [], outputs: {} };

export interface Deployment {
  /** Resource name → resource; components and providers are left out. */
  resources: ReadonlyMap<string, StateResource>;
  /**
   * Names of resources whose operation was cut off and that no later run has ended. The engine itself keeps a creation
   * that was cut off on its list for ever, also when it was made good.
   */
  pending: readonly string[];
  /** Outputs of the stack. */
  outputs: Record<string, unknown>;
}

/** Reads the text of `pulumi stack export`. Throws STACK-STATE, with what is wrong with it. */
export function readDeployment(text: string): Deployment {
  const parsed = exported.safeParse(parsedJson(text));
  if (!parsed.success) throw notAState(z.prettifyError(parsed.error));
  const all = parsed.data.deployment?.resources ?? [];
  const stack = all.find((entry) => entry.type === "pulumi:pulumi:Stack");
  const whole = new Set(all.filter((entry) => !entry.initErrors?.length).map((entry) => entry.urn));
  return {
    resources: new Map(all.filter((entry) => entry.custom).map((entry) => [nameOf(entry.urn), named(entry)])),
    pending: (parsed.data.deployment?.pending_operations ?? [])
      .filter(({ type, resource }) => type !== "creating" || !whole.has(resource.urn))
      .map(({ resource }) => nameOf(resource.urn)),
    outputs: stack?.outputs ?? {},
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAState(error instanceof Error ? error.message : String(error));
  }
}

function notAState(measured: string): ProblemError {
  return new ProblemError({
    id: "STACK-STATE",
    cause: "the stack's state has no form that this program knows, so nothing is said of the move",
    measured,
    cure: "It may be of another version of the engine, or was edited by hand: bring back what the backend kept.",
    command: "pulumi stack export",
  });
}

function named(entry: z.output<typeof resource>): StateResource {
  return { ...entry, name: nameOf(entry.urn), dependsOn: (entry.dependencies ?? []).map(nameOf) };
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
