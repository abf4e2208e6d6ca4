import type { Estate } from "../../../estate/schema.ts";
import type { Plan } from "../../plan.ts";
import { defaultTimes, type StepTimes } from "../times.ts";
import { Histograms } from "./histogram.ts";
import { odds as knownOdds, type Odds } from "./odds.ts";
import { type Outcome, Rehearsing } from "./play.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { type Stage, setStage } from "./stage.ts";

export interface RehearseOptions {
  /** When the move begins, ISO 8601 with offset. */
  from: string;
  /** Default 10,000. */
  runs?: number;
  seed?: number;
  times?: StepTimes;
  odds?: Odds;
}

const DAY = 86_400;
/** How far ahead windows are worked out at first; as often doubled as needed, up to the last. */
const HORIZON = 120 * DAY;
const LAST_HORIZON = 3 * 366 * DAY;
/** Above this many waves their dates are not kept. */
const MOST_WAVES = 60;

/**
 * Rehearses a plan many times with other durations and faults each time, through the estate's windows and freezes.
 * Deterministic for the same input and seed. It assumes that `pulumi up` runs whenever a window is open.
 */
export function rehearse(estate: Estate, plan: Plan, options: RehearseOptions): Omit<Rehearsal, "shorten"> {
  const { runs = 10_000, seed = 1, times = defaultTimes, odds = knownOdds.prepared } = options;
  const from = Date.parse(options.from);
  for (let horizonSeconds = HORIZON; ; horizonSeconds *= 3) {
    const stage = setStage({ estate, plan, times, odds, from, horizonSeconds });
    const tally = new Tally(stage, runs);
    const rehearsing = new Rehearsing(stage, odds, seed);
    let ended = true;
    for (let run = 0; run < runs && ended; run++) {
      const outcome = rehearsing.play();
      tally.add(run, outcome);
      ended = outcome.finish <= horizonSeconds || horizonSeconds >= LAST_HORIZON;
    }
    if (ended) {
      const head = {
        schema: 1 as const,
        estate: estate.name,
        plan: plan.hash,
        from: options.from,
        runs,
        seed,
      };
      return { ...head, ...tally.summary(from) };
    }
  }
}

/** Counts outcomes as they come. */
class Tally {
  private readonly stage: Stage;
  private readonly finish: Float64Array;
  private readonly hours: Float64Array;
  private readonly failures: Float64Array;
  private readonly waveBegins: Float64Array[];
  private readonly waveEnds: Float64Array[];
  private readonly gaps: Histograms;
  private readonly siteGaps: Histograms;
  private readonly domainGaps: Histograms;
  private readonly siteSums: Float64Array;
  private readonly domainSums: Float64Array;

  constructor(stage: Stage, runs: number) {
    const waves = stage.waves.length > MOST_WAVES ? [] : stage.waves;
    this.stage = stage;
    this.finish = new Float64Array(runs);
    this.hours = new Float64Array(runs);
    this.failures = new Float64Array(runs);
    this.waveBegins = waves.map(() => new Float64Array(runs));
    this.waveEnds = waves.map(() => new Float64Array(runs));
    this.gaps = new Histograms(stage.actors.length);
    this.siteGaps = new Histograms(stage.sites.length);
    this.domainGaps = new Histograms(stage.domains.length);
    this.siteSums = new Float64Array(stage.sites.length);
    this.domainSums = new Float64Array(stage.domains.length);
  }

  add(run: number, outcome: Outcome): void {
    const { siteSums, domainSums } = this;
    this.finish[run] = outcome.finish;
    this.hours[run] = outcome.personHours;
    this.failures[run] = outcome.failures;
    for (let wave = 0; wave < this.waveBegins.length; wave++) {
      (this.waveBegins[wave] as Float64Array)[run] = outcome.waveBegins[wave] ?? 0;
      (this.waveEnds[wave] as Float64Array)[run] = outcome.waveEnds[wave] ?? 0;
    }
    siteSums.fill(0);
    domainSums.fill(0);
    for (let number = 0; number < this.stage.actors.length; number++) {
      const actor = this.stage.actors[number];
      const gap = outcome.gaps[number] ?? 0;
      if (!actor) continue;
      this.gaps.add(number, gap);
      siteSums[actor.site] = (siteSums[actor.site] ?? 0) + gap;
      domainSums[actor.domain] = (domainSums[actor.domain] ?? 0) + gap;
    }
    for (let site = 0; site < siteSums.length; site++) this.siteGaps.add(site, siteSums[site] ?? 0);
    for (let domain = 0; domain < domainSums.length; domain++)
      this.domainGaps.add(domain, domainSums[domain] ?? 0);
  }

  summary(
    from: number,
  ): Omit<Rehearsal, "schema" | "estate" | "plan" | "from" | "runs" | "seed" | "shorten"> {
    const { stage } = this;
    const gapsOf = (names: readonly string[], gaps: Histograms) =>
      names.map((name, at) => ({
        name,
        p50: Math.round(gaps.quantile(at, 0.5)),
        p95: Math.round(gaps.quantile(at, 0.95)),
      }));
    const length = quantilesOf(this.finish);
    return {
      finish: datesOf(from, length),
      length: { p50: whole(length.p50), p95: whole(length.p95) },
      waves: this.waveBegins.map((begins, at) => ({
        name: stage.waves[at]?.name ?? "",
        begins: datesOf(from, quantilesOf(begins)),
        gateOpens: datesOf(from, quantilesOf(this.waveEnds[at] ?? begins)),
      })),
      gaps: {
        domainControllers: gapsOf(
          stage.actors.map((actor) => actor.name),
          this.gaps,
        ),
        sites: gapsOf(stage.sites, this.siteGaps),
        domains: gapsOf(stage.domains, this.domainGaps),
      },
      personHours: tenths(quantilesOf(this.hours)),
      failures: quantilesOf(this.failures),
    };
  }
}

interface Quantiles {
  p50: number;
  p95: number;
}

function quantilesOf(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Whole seconds; -1 for what never ends, for JSON has no infinity. */
function whole(seconds: number): number {
  return Number.isFinite(seconds) ? Math.round(seconds) : -1;
}

function tenths({ p50, p95 }: Quantiles): Quantiles {
  return { p50: Math.round(p50 * 10) / 10, p95: Math.round(p95 * 10) / 10 };
}

function datesOf(from: number, { p50, p95 }: Quantiles): { p50: string; p95: string } {
  const date = (seconds: number) =>
    Number.isFinite(seconds) ? new Date(from + Math.round(seconds) * 1000).toISOString() : "never";
  return { p50: date(p50), p95: date(p95) };
}
