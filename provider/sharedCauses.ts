import type { Target } from "../estate/target.ts";
import { causes } from "../plan/outcomes/causes.ts";
import { fingerprint } from "../plan/outcomes/fingerprint.ts";
import {
  type HostFailure,
  type NamedTraits,
  type Tripped,
  trippedBreakers,
} from "../plan/planner/breaker.ts";
import { sharedTraits } from "../plan/planner/sharedTraits.ts";
import { type Problem, problemOf } from "../plan/problem.ts";
import { failedWorkFacts } from "../remote/contract.ts";
import type { Hosts } from "./hosts.ts";

/** Longest time one look at another host may take. */
const LOOK_SECONDS = 60;
/** Those that failed are tried again in the same run: what of that still fails within this time is cured with the rest. */
const RETRY_SECONDS = 600;
/** The steps after a ready gate, whose failures say something about those that have not begun. */
const STEPS = ["Remove-AtaGateway", "Install-Sensor"];

/** The call for whose sake other hosts are looked at. */
export interface Asker {
  now(): Date;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  /** Leaves a warning in the run's output. */
  warn(text: string): void;
}

/**
 * What a run knows of domain controllers whose move has begun, so that one that shares a cause of failure with them does
 * not begin. Steps on hosts fail outside this process; so the hosts whose gate was passed, now or in an earlier run, are
 * asked live for what failed there. Nothing is kept in a file: hosts and the stack's state know it all.
 */
export class SharedCauses {
  private readonly hosts: Hosts;
  private readonly cured: Readonly<Record<string, string>>;
  private readonly traits = new Map<string, NamedTraits>();
  private readonly begunAt = new Map<string, Target>();
  private readonly doneNames = new Set<string>();
  /** Failures this provider saw itself: checks, sensors that were not verified. */
  private readonly own = new Map<string, HostFailure>();
  /** Failures of steps, as each host told them last. */
  private readonly told = new Map<string, HostFailure[]>();
  private readonly looks = new Map<string, Promise<void>>();

  /** @param cured fingerprint → the moment up to which a person says its failures are cured */
  constructor(hosts: Hosts, cured: Readonly<Record<string, string>> = {}) {
    this.hosts = hosts;
    this.cured = cured;
  }

  /** Its ready gate was passed. */
  begun(traits: NamedTraits, target: Target): void {
    this.know(traits);
    this.begunAt.set(traits.name, target);
  }

  /** Its sensor is verified. */
  done(name: string): void {
    this.doneNames.add(name);
    this.own.delete(name);
  }

  failed(traits: NamedTraits, cause: string, at: Date): void {
    this.know(traits);
    this.own.set(traits.name, { host: traits.name, fingerprint: cause, at: at.toISOString() });
  }

  /** The breaker that keeps a domain controller from beginning; undefined: none. Asks the hosts that share something. */
  async trippedFor(candidate: NamedTraits, asker: Asker): Promise<Tripped | undefined> {
    this.know(candidate);
    const others = [...this.begunAt].filter(
      ([name]) => name !== candidate.name && !this.doneNames.has(name) && this.shares(name, candidate),
    );
    await Promise.all(others.map(([name, target]) => this.look(name, target, asker)));
    const tripped = trippedBreakers({
      hosts: [...this.traits.values()],
      failures: [...this.own.values(), ...[...this.told.values()].flat()],
      done: [...this.doneNames],
      cured: this.cured,
      resetUntil: new Date(asker.now().getTime() + RETRY_SECONDS * 1000).toISOString(),
    });
    return tripped.find((breaker) => breaker.stops.includes(candidate.name));
  }

  private know(traits: NamedTraits): void {
    this.traits.set(traits.name, { ...this.traits.get(traits.name), ...traits });
  }

  private shares(name: string, candidate: NamedTraits): boolean {
    const other = this.traits.get(name);
    return sharedTraits.some(
      (trait) => candidate[trait] !== undefined && candidate[trait] === other?.[trait],
    );
  }

  /** Gates that ask at the same time share one look. A host that cannot be asked now keeps what it told before. */
  private look(name: string, target: Target, asker: Asker): Promise<void> {
    const known = this.looks.get(name);
    if (known) return known;
    const look = this.ask(name, target, asker).finally(() => this.looks.delete(name));
    this.looks.set(name, look);
    return look;
  }

  private async ask(name: string, target: Target, asker: Asker): Promise<void> {
    try {
      const options = { deadlineSeconds: LOOK_SECONDS, signal: asker.signal };
      const answer = await this.hosts.measure(target, "Get-FailedWork", {}, options);
      const { works } = failedWorkFacts.parse(answer.facts);
      if (!("value" in works)) throw new Error(works.unread);
      this.told.set(
        name,
        works.value
          .filter(({ step }) => STEPS.includes(step))
          .flatMap(({ step, exitCode, log, finishedAt }) => {
            const known = fingerprint({ step, exitCode, log });
            const at = new Date(finishedAt).toISOString();
            return known ? [{ host: name, fingerprint: known.id, at }] : [];
          }),
      );
    } catch (error) {
      asker.signal.throwIfAborted();
      asker.warn(`whether a step failed on ${name} could not be read: ${problemOf(error).measured}`);
    }
  }
}

/** Why a domain controller does not begin although it is ready. */
export function sharedCause(host: string, { fingerprint: id, message, stops, reset }: Tripped): Problem {
  const known = causes.find((cause) => cause.id === id);
  return {
    id: "SHARED-CAUSE",
    host,
    cause: `ready, but its move does not begin: others that share something with it failed for one cause${known ? `: ${known.cause}` : ""}`,
    measured: `${message}; held back with it: ${stops.join(", ")}`,
    cure: `${known ? `${known.cure} ` : ""}Those that failed are tried again by every \`pulumi up\`; the others begin when they have succeeded, or after the line below has said that it is cured.`,
    command: reset,
  };
}

/** The moments in `ata2mdi:cured`; what is none is left out, so that its breaker stays. */
export function curedIn(configured: string | undefined): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(configured ?? "{}");
  } catch {
    return {};
  }
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([cause, moment]) => {
      const at = Date.parse(String(moment));
      return Number.isNaN(at) ? [] : [[cause, new Date(at).toISOString()]];
    }),
  );
}
