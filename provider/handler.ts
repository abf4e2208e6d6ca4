import type { z } from "zod";
import type { Services } from "./services.ts";

/** What a handler has at hand while it answers one call of the engine. */
export interface Call {
  /** Name of the resource, `dc01-ready`. */
  readonly name: string;
  readonly services: Services;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Shows on the resource's own line what is waited for; replaced by the next one, gone at the end. */
  status(text: string): void;
  /** Leaves a line in the run's output. */
  say(text: string): void;
  /** Leaves a warning in the run's output. */
  warn(text: string): void;
}

/** A call that does work: what it has reached so far is not lost when it fails or is cancelled. */
export interface WorkCall<Outputs> extends Call {
  /** Outputs as far as they are known. Once called, a failure records the resource as partly created. */
  keep(outputs: Partial<Outputs>): void;
}

export interface CheckFailure {
  property: string;
  reason: string;
}

/**
 * One kind of resource. Decisions live in `plan`; a handler measures, asks, waits and records. It throws a
 * ProblemError for whatever a person has to know.
 */
export interface ResourceHandler<Inputs extends object, Outputs extends object> {
  /** `ata2mdi:index:Sensor` */
  readonly token: string;
  readonly inputs: z.ZodType<Inputs>;
  readonly secretOutputs?: readonly (keyof Outputs & string)[];
  /** Inputs whose change is work to do. */
  readonly minds: readonly (keyof Inputs & string)[];
  /** Inputs whose change is only written down: an update that does nothing else. All others are ignored. */
  readonly notes?: readonly (keyof Inputs & string)[];
  /** What delete says. The program forgets, it does not undo. */
  readonly farewell: string;
  /** What delete does, where it makes protection stronger; default, and nearly always: nothing. */
  forget?(state: Inputs & Partial<Outputs>, call: Call): Promise<void>;
  /** The resource's id: stable, known beforehand. */
  idOf(inputs: Inputs): string;
  /** Rules beyond the schema. Members may still be unknown in a preview, then their rule is left for later. */
  failures?(inputs: Inputs): CheckFailure[];
  /** Why there is work to do although no input changed; undefined: there is none. Where it throws there is. */
  due?(state: Inputs & Partial<Outputs>, inputs: Inputs, call: Call): Promise<string | undefined>;
  create(inputs: Inputs, call: WorkCall<Outputs>): Promise<Outputs>;
  /** Default: what create does. */
  update?(state: Inputs & Partial<Outputs>, inputs: Inputs, call: WorkCall<Outputs>): Promise<Outputs>;
  /** What is now, of inputs and outputs alike, where it is different; default: nothing is. */
  read?(state: Inputs & Partial<Outputs>, call: Call): Promise<Partial<Inputs & Outputs>>;
}

/** A handler whose types were left behind, as the dispatcher keeps it. */
export type AnyHandler = ResourceHandler<Record<string, unknown>, Record<string, unknown>>;

/** Leaves the types of a handler behind. Its inputs are checked against its schema before it sees them. */
export function registered<I extends object, O extends object>(handler: ResourceHandler<I, O>): AnyHandler {
  return handler as unknown as AnyHandler;
}
