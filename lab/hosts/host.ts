import { EventEmitter } from "node:events";
import type { LabClock } from "../clock.ts";
import { now } from "../clock.ts";
import type { Durations } from "../scenario.ts";
import type { StepName } from "../steps/contract.ts";
import type { BlobStore } from "./blobs.ts";
import { HostFiles } from "./files.ts";
import type { HostState, Service } from "./state.ts";

interface HostEvents {
  /** Something of the state is other than before. */
  changed: [];
  /** The host goes away (restart, cable pulled). */
  gone: [];
  /** It is there again. */
  back: [];
  /** Every connection is cut, the host stays. */
  cut: [];
}

/** A host of the estate: its state and what happens to it. How it is reached is the endpoint's business. */
export class Host extends EventEmitter<HostEvents> {
  readonly state: HostState;
  readonly files: HostFiles;
  readonly clock: LabClock;
  readonly durations: Durations;

  constructor(state: HostState, blobs: BlobStore, user: string, clock: LabClock, durations: Durations) {
    super();
    this.setMaxListeners(0);
    this.state = state;
    this.clock = clock;
    this.durations = durations;
    const home = `C:/Users/${user.split("\\").pop() ?? user}`;
    this.files = new HostFiles(state.files, blobs, home, () => this.changed());
  }

  get name(): string {
    return this.state.name;
  }

  get dnsName(): string {
    return `${this.state.name}.${this.state.domain}`;
  }

  get away(): boolean {
    return this.state.awayUntil !== null;
  }

  changed(): void {
    this.emit("changed");
  }

  service(name: string): Service | undefined {
    return this.state.services[name.toLowerCase()];
  }

  setService(name: string, state: Service["state"], path: string, version: string | null): void {
    this.state.services[name.toLowerCase()] = { name, state, startMode: "Auto", path, version, since: now() };
    this.changed();
  }

  /** Starts or stops a service. False where it does not exist. */
  switchService(name: string, state: Service["state"]): boolean {
    const service = this.service(name);
    if (!service) return false;
    if (service.state !== state) {
      service.state = state;
      service.since = now();
      this.changed();
    }
    return true;
  }

  /** Stops a service and keeps it from starting again. */
  disableService(name: string): void {
    this.setStartMode(name, "Disabled");
    this.switchService(name, "Stopped");
  }

  setStartMode(name: string, mode: Service["startMode"]): void {
    const service = this.service(name);
    if (!service || service.startMode === mode) return;
    service.startMode = mode;
    this.changed();
  }

  removeService(name: string): void {
    delete this.state.services[name.toLowerCase()];
    this.changed();
  }

  countStep(step: StepName): void {
    this.state.counters.stepStarts[step] = (this.state.counters.stepStarts[step] ?? 0) + 1;
    this.changed();
  }

  countWrite(): void {
    this.state.counters.writes += 1;
    this.changed();
  }

  /** True when a fault is on, with this argument or without any. */
  has(fault: string, argument?: string): boolean {
    return this.state.faults.some(
      (one) => one === fault || (argument !== undefined && one === `${fault}:${argument}`),
    );
  }

  /**
   * For faults that happen once in the course of a step: switches it off and answers at what part of the step (0 to 1)
   * it happens; undefined where it is not on for that step. Written `name`, `name:step` or `name:step@percent`.
   */
  consume(fault: string, step: string): number | undefined {
    const found = this.state.faults.find((one) => one === fault || one.split("@")[0] === `${fault}:${step}`);
    if (found === undefined) return undefined;
    this.state.faults = this.state.faults.filter((one) => one !== found);
    this.changed();
    return Number(found.split("@")[1] ?? 50) / 100;
  }

  /** Switches faults off, whichever of them are on. */
  dropFaults(names: readonly string[]): void {
    this.state.faults = this.state.faults.filter((one) => !names.includes(one));
    this.changed();
  }

  /** The argument of a fault that takes one, such as the bytes of `drop-after:900`; switches it off. */
  consumeArgument(fault: string): string | undefined {
    const found = this.state.faults.find((one) => one.startsWith(`${fault}:`));
    if (found === undefined) return undefined;
    this.state.faults = this.state.faults.filter((one) => one !== found);
    this.changed();
    return found.slice(fault.length + 1);
  }

  /** Restarts: gone at once, back after so many lab seconds. Resolves when it is back. */
  async restart(labSeconds: number): Promise<void> {
    this.state.awayUntil = new Date(Date.now() + this.clock.milliseconds(labSeconds)).toISOString();
    this.state.measured.pendingReboot = {
      componentServicing: false,
      windowsUpdate: false,
      fileRenames: false,
      computerRename: false,
    };
    if (this.state.afterRestart) {
      Object.assign(this.state.measured, this.state.afterRestart);
      this.state.afterRestart = null;
      this.dropFaults(["dotnet-old"]);
    }
    this.changed();
    this.emit("gone");
    await this.comeBack();
  }

  /** Waits out a restart that is under way, also one from before the lab itself was restarted. */
  async comeBack(): Promise<void> {
    const until = this.state.awayUntil;
    if (until === null) return;
    const rest = Math.max(0, Date.parse(until) - Date.now());
    await new Promise((resolve) => setTimeout(resolve, rest));
    if (this.state.awayUntil !== until) return;
    this.state.awayUntil = null;
    this.changed();
    this.emit("back");
  }
}
