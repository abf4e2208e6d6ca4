import type * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import type { ChangingStep, StepAnswer, StepInputs } from "./contract.ts";

/** A step's input whose members may be outputs of other resources. */
export type StepInputArgs<S extends ChangingStep> = {
  [K in keyof StepInputs[S]]: pulumi.Input<StepInputs[S][K]>;
};

export interface CopyToolsArgs {
  target: Target;
  /** Longest time of the copy. Default 300. */
  deadlineSeconds?: number;
}

export interface RunStepArgs<S extends ChangingStep> {
  target: Target;
  step: S;
  /** `<host>/<step>/<turn>`: names the piece of work; the same name attaches to it on the host. */
  work: pulumi.Input<string>;
  /** Members that the contract lists as secret are kept encrypted, whether they come marked as secret or not. */
  input: StepInputArgs<S>;
  /** Longest time of the step on the host. */
  deadlineSeconds: number;
  /** It runs again whenever what it is given changes: a step that only sees to it that something is so. Default: once. */
  repeats?: boolean;
}

/** One step as a resource, and its answer: known once it ended as it should. */
export interface StepRun {
  resource: pulumi.Resource;
  /** Read it only where it is used: an output nobody takes up would tell a failure a second time. */
  readonly answer: pulumi.Output<StepAnswer>;
}

/** How a host is changed: by resources, whatever the way to it. A component does not know which one it uses. */
export interface Transport {
  /** The value of a reference to a secret, for the secret members of a step's input. */
  secret(reference: SecretReference): string;
  /** Copies the bundle of scripts to the host. */
  copyTools(name: string, args: CopyToolsArgs, opts?: pulumi.CustomResourceOptions): pulumi.Resource;
  /** Runs one step there, once, unless it `repeats`; it is never undone by the engine. */
  runStep<S extends ChangingStep>(
    name: string,
    args: RunStepArgs<S>,
    opts?: pulumi.CustomResourceOptions,
  ): StepRun;
}
