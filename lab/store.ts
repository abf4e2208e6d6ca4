import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CenterState } from "./center/server.ts";
import type { ServiceState } from "./graph/state.ts";
import type { HostState } from "./hosts/state.ts";

/** Everything of a lab that outlives its process. */
export interface LabState {
  schema: 1;
  /** Name of the scenario and of its hosts. */
  scenario: string;
  hosts: Record<string, HostState>;
  service: ServiceState;
  centers: Record<string, CenterState>;
}

const SAVE_DELAY_MILLISECONDS = 200;

/** Keeps the state in `<folder>/state.json`, written whole and put in place at once, shortly after each change. */
export class StateStore {
  readonly #file: string;
  #state: LabState | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.#file = join(folder, "state.json");
  }

  /**
   * The state of an earlier run with the same hosts; undefined: there is none. That of another scenario is put aside
   * as `state.old.json`. A broken file is an error with its cure.
   */
  read(scenario: string): LabState | undefined {
    if (!existsSync(this.#file)) return undefined;
    let found: LabState;
    try {
      found = JSON.parse(readFileSync(this.#file, "utf8")) as LabState;
    } catch {
      throw new Error(
        `${this.#file} cannot be read; remove it to begin anew, or put a good copy in its place`,
      );
    }
    if (found.schema === 1 && found.scenario === scenario) return found;
    renameSync(this.#file, join(dirname(this.#file), "state.old.json"));
    return undefined;
  }

  hold(state: LabState): void {
    this.#state = state;
    this.changed();
  }

  /** Drops what is kept, in memory and on disk. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#state = undefined;
    rmSync(this.#file, { force: true });
  }

  changed(): void {
    this.#timer ??= setTimeout(() => this.save(), SAVE_DELAY_MILLISECONDS);
  }

  save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#state) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#state), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
