import type { StepAnswer, StepInputs, StepName } from "../../../remote/contract.ts";

/** What a host has at first: a lightweight gateway, nothing, a Center, both on one, or a sensor. */
export type Kind = "gateway" | "bare" | "center" | "gatewayAndCenter" | "sensor";
export type Product = "gateway" | "center" | "sensor";
export type Answer = StepAnswer & { code: number | null };

export interface CallOptions {
  /** Default `<host>/<step>/1`. */
  work?: string;
  deadlineSeconds?: number;
}

/** A host that keeps the contract of steps, whatever plays it: the lab, or the real scripts over a sandbox. */
export interface HostUnderTest {
  name: string;
  /** A folder in which a Center's backup can be archived. */
  archive: string;
  /** Real seconds for one second of the tests: how fast this host can be asked to be. */
  pace: number;
  call<S extends StepName>(step: S, input: StepInputs[S], options?: CallOptions): Promise<Answer>;
  /** Sends any text as the request; gives the exit code. */
  send(step: StepName, text: string): Promise<number | null>;
  /** Begins a step and loses the connection once its work runs. */
  callAndLose<S extends StepName>(step: S, input: StepInputs[S]): Promise<void>;
  /** Begins a step; the host restarts in its middle, or the setup restarts it; then calls again. */
  callThroughRestart<S extends StepName>(
    step: S,
    input: StepInputs[S],
    by: "itself" | "setup",
  ): Promise<Answer>;
  /** Switches a fault by the lab's name for it. */
  fault(name: string, to: "on" | "off"): Promise<void>;
  /** Real seconds a setup takes from now on. */
  slow(seconds: number): void;
  /** Puts a product there, running. */
  put(product: Product): void;
  /** Changes one byte of a file of the Center's backup `name`; its path is below the backup. */
  flipByte(name: string, path: string): Promise<void>;
  /** State of a service; undefined: there is none. */
  service(name: string): string | undefined;
  /** What the service offers: a package for this host, and the key that registers a sensor. */
  packageInput(): StepInputs["Get-SensorPackage"];
  accessKey: string;
  /** How often work on this step was begun. */
  begun(step: StepName): number;
  /** Everything the host keeps, as text: no secret may be in it. */
  everything(): string;
  close(): Promise<void>;
}
