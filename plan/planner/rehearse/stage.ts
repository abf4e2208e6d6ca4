import type { Estate } from "../../../estate/schema.ts";
import type { Plan, PlannedDomainController } from "../../plan.ts";
import { expectedTimes } from "../gaps.ts";
import { packageSeconds, type Spread, type StepTimes } from "../times.ts";
import type { Odds, Shared } from "./odds.ts";
import { Openings, type Starts } from "./openings.ts";
import { durationTable } from "./quantiles.ts";

/** One domain controller as a rehearsal plays it. Numbers are places in `Stage.actors`. */
export interface Actor {
  name: string;
  site: number;
  domain: number;
  after: Int32Array;
  packageAfter: number;
  toolsSeconds: number;
  packageSeconds: number;
  /** Tables of equally likely durations. */
  ready: Float64Array;
  /** Undefined where there is no gateway to remove. */
  remove?: Float64Array;
  change: Float64Array;
  verify: Float64Array;
  starts: Starts;
  /** It has moved already: it takes no time and loses no protection any more. */
  done: boolean;
  /** Fault → the number of what it shares; -1 where it shares nothing. */
  shares: Int32Array;
}

export interface StagedWave {
  name: string;
  actors: Int32Array;
  soakSeconds: number;
  needsApproval: boolean;
  /** All of it has moved; it is taken to have soaked as well. */
  isOver: boolean;
}

/** A plan made ready to be played many times: names as numbers, durations as tables, windows as intervals. */
export interface Stage {
  actors: Actor[];
  waves: StagedWave[];
  sites: string[];
  domains: string[];
  /** Fault → how many different things it can hit. */
  sharedCounts: number[];
  /** Table of a standalone gateway's removal, and for each that goes the numbers it waits for. */
  gateways: Int32Array[];
  gatewayTable: Float64Array;
}

export interface StageInput {
  estate: Estate;
  plan: Plan;
  times: StepTimes;
  odds: Odds;
  /** Milliseconds since 1970, UTC. */
  from: number;
  horizonSeconds: number;
}

export function setStage({ estate, plan, times, odds, from, horizonSeconds }: StageInput): Stage {
  const planned = new Map(plan.domainControllers.map((dc) => [dc.name, dc]));
  const inOrder = plan.waves.flatMap((wave) =>
    wave.domainControllers.flatMap((name) => planned.get(name) ?? []),
  );
  const numbers = new Map(inOrder.map((dc, index) => [dc.name, index]));
  const numbersOf = (names: readonly string[]) =>
    Int32Array.from(names.flatMap((name) => numbers.get(name) ?? []));
  const hosts = new Map(estate.domainControllers.map((dc) => [dc.name, dc]));
  const rates = new Map(estate.sites.map((site) => [site.name, site.packageMegabitsPerSecond]));
  const sites = distinct(inOrder.map((dc) => dc.site));
  const domains = distinct(inOrder.map((dc) => dc.domain));
  const traits: Record<Shared, (dc: PlannedDomainController) => string> = {
    site: (dc) => dc.site,
    domain: (dc) => dc.domain,
    image: (dc) => hosts.get(dc.name)?.os ?? "",
  };
  const values = odds.faults.map(({ shared }) => (shared ? distinct(inOrder.map(traits[shared])) : []));
  const { firstActivated, lanes } = expectedTimes(estate, planned, plan.waves, times);
  const openings = new Openings(estate, { from, to: from + horizonSeconds * 1000 });
  const table = tables();
  const done = new Set(plan.begun?.done);

  const actors = inOrder.map((dc): Actor => {
    const host = hosts.get(dc.name);
    const v2 = dc.decision.kind === "move" && dc.decision.generation === "v2";
    const activation = dc.name === firstActivated ? times.firstActivation : times.activateSensor;
    const change = v2 ? times.installSensor : activation;
    const removal = host?.gateway === "lightweight" ? times.removeGateway : undefined;
    return {
      name: dc.name,
      site: sites.indexOf(dc.site),
      domain: domains.indexOf(dc.domain),
      after: numbersOf(dc.after),
      packageAfter: numbers.get(dc.packageAfter?.[0] ?? "") ?? -1,
      toolsSeconds: times.tools.median,
      packageSeconds: v2 ? packageSeconds(times, rates.get(dc.site)) : 0,
      ready: table(times.ready),
      remove: removal && table(removal),
      change: table(change),
      verify: table(times.verifySensor),
      done: done.has(dc.name),
      starts: openings.startsFor(dc, lanes.get(dc.name)?.p95 ?? 0),
      shares: Int32Array.from(odds.faults, ({ shared }, fault) =>
        shared ? (values[fault] ?? []).indexOf(traits[shared](dc)) : -1,
      ),
    };
  });
  return {
    actors,
    waves: plan.waves.map((wave) => ({
      name: wave.name,
      actors: numbersOf(wave.domainControllers),
      soakSeconds: wave.soakSeconds,
      needsApproval: wave.approval === "needed",
      isOver: wave.domainControllers.every((name) => done.has(name)),
    })),
    sites,
    domains,
    sharedCounts: values.map((own) => own.length),
    gateways: plan.standaloneGateways
      .filter((gateway) => gateway.heldBy.length === 0)
      .map((gateway) => numbersOf(gateway.after)),
    gatewayTable: table(times.standaloneGateway),
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** One table for each spread, however many ask for it. */
function tables(): (spread: Spread) => Float64Array {
  const known = new Map<Spread, Float64Array>();
  return (spread) => {
    const found = known.get(spread) ?? durationTable(spread);
    known.set(spread, found);
    return found;
  };
}
