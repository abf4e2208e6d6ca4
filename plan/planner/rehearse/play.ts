import type { Odds } from "./odds.ts";
import { firstStart } from "./openings.ts";
import { durationTable, TABLE_SIZE } from "./quantiles.ts";
import type { Actor, Stage } from "./stage.ts";

/** What one rehearsal of a plan came to. The arrays are used again by the next one. */
export interface Outcome {
  /** Seconds from the beginning until the last gate opens and the last standalone gateway is gone. */
  finish: number;
  /** Domain controller → seconds without protection. */
  gaps: Float64Array;
  /** Wave → seconds until its first turn, and until its gate opens. */
  waveBegins: Float64Array;
  waveEnds: Float64Array;
  personHours: number;
  failures: number;
}

/** Failures of one cause after which the rest of those that share it wait for its cure instead of failing too. */
const BREAKER = 2;

/** Plays a staged plan again and again, each time with other durations and faults. */
export class Rehearsing {
  private readonly stage: Stage;
  private readonly odds: Odds;
  private readonly cure: Float64Array;
  private readonly stuck: Float64Array;
  private readonly approval: Float64Array;
  private readonly ends: Float64Array;
  private readonly packageEnds: Float64Array;
  /** Fault → for each thing it can hit: when it is cured; 0: it is hit, nobody knows; -1: it is not hit. */
  private readonly cured: Float64Array[];
  private readonly failed: Int32Array[];
  private readonly outcome: Outcome;
  private state: number;

  constructor(stage: Stage, odds: Odds, seed: number) {
    this.stage = stage;
    this.odds = odds;
    this.state = seed >>> 0;
    this.cure = durationTable(odds.cure);
    this.stuck = durationTable(odds.stuckRemoval.more);
    this.approval = durationTable(odds.approval);
    this.ends = new Float64Array(stage.actors.length);
    this.packageEnds = new Float64Array(stage.actors.length);
    this.cured = stage.sharedCounts.map((count) => new Float64Array(count));
    this.failed = stage.sharedCounts.map((count) => new Int32Array(count));
    this.outcome = {
      finish: 0,
      gaps: new Float64Array(stage.actors.length),
      waveBegins: new Float64Array(stage.waves.length),
      waveEnds: new Float64Array(stage.waves.length),
      personHours: 0,
      failures: 0,
    };
  }

  play(): Outcome {
    const { stage, odds, outcome } = this;
    const { people } = odds;
    this.hitShared();
    outcome.failures = 0;
    outcome.personHours = 0;
    let gate = 0;
    let gateBefore = 0;
    for (let index = 0; index < stage.waves.length; index++) {
      const wave = stage.waves[index] as Stage["waves"][number];
      if (wave.isOver) {
        outcome.waveBegins[index] = 0;
        outcome.waveEnds[index] = 0;
        continue;
      }
      outcome.personHours += people.hoursPerWave;
      let open = gate;
      if (wave.needsApproval) {
        open += this.draw(this.approval);
        outcome.personHours += people.hoursPerApproval;
      }
      let begin = Number.POSITIVE_INFINITY;
      let last = open;
      let watchedFrom = open;
      let watchedTo = open;
      for (const number of wave.actors) {
        if (stage.actors[number]?.done) continue;
        const end = this.act(number, stage.actors[number] as Actor, open, gateBefore);
        const from = this.watched;
        begin = Math.min(begin, this.turn);
        last = Math.max(last, end);
        if (from > watchedTo) {
          outcome.personHours += (people.watching * (watchedTo - watchedFrom)) / 3600;
          watchedFrom = from;
        }
        watchedTo = Math.max(watchedTo, end);
      }
      outcome.personHours += (people.watching * (watchedTo - watchedFrom)) / 3600;
      gateBefore = gate;
      gate = last + wave.soakSeconds;
      outcome.waveBegins[index] = begin;
      outcome.waveEnds[index] = gate;
    }
    outcome.finish = Math.max(gate, this.lastGateway());
    return outcome;
  }

  /** When the last one acted on had its turn, and since when somebody watched it to the end. */
  private turn = 0;
  private watched = 0;

  /** One domain controller's move. @returns when its sensor is verified. */
  private act(number: number, actor: Actor, open: number, staged: number): number {
    let copied = staged + actor.toolsSeconds;
    if (actor.packageAfter >= 0) copied = Math.max(copied, this.packageEnds[actor.packageAfter] as number);
    copied += actor.packageSeconds;
    this.packageEnds[number] = copied;
    let at = Math.max(open, copied);
    for (const before of actor.after) at = Math.max(at, this.ends[before] as number);

    at = firstStart(actor.starts, at);
    this.turn = at;
    this.watched = this.measure(actor, at);
    at = this.watched + this.draw(actor.ready);
    let gap = 0;
    if (actor.remove) {
      gap = this.draw(actor.remove);
      if (this.chance() < this.odds.stuckRemoval.percent / 100) gap += this.draw(this.stuck);
    }
    gap += this.draw(actor.change) + this.draw(actor.verify);
    gap += this.faultsAfterRemoval(actor, at + gap);
    const end = at + gap;
    this.outcome.gaps[number] = actor.remove ? gap : 0;
    this.ends[number] = end;
    return end;
  }

  /** Measures until nothing stands in its way. @returns when it is measured last; a fault here costs no protection. */
  private measure(actor: Actor, begin: number): number {
    const { faults } = this.odds;
    let at = begin;
    for (let fault = 0; fault < faults.length; fault++) {
      if (faults[fault]?.found !== "before removal" || !this.isHit(actor, fault, at)) continue;
      const cured = this.cureOf(actor, fault, at + this.draw(actor.ready));
      at = firstStart(actor.starts, Math.max(at, cured));
    }
    return at;
  }

  /** What faults that show only after the removal add to the gap. */
  private faultsAfterRemoval(actor: Actor, at: number): number {
    const { faults } = this.odds;
    let cured = at;
    for (let fault = 0; fault < faults.length; fault++) {
      if (faults[fault]?.found !== "after removal" || !this.isHit(actor, fault, cured)) continue;
      cured = Math.max(cured, this.cureOf(actor, fault, cured));
    }
    return cured - at;
  }

  private isHit(actor: Actor, fault: number, at: number): boolean {
    const shared = actor.shares[fault] ?? -1;
    if (shared < 0) return this.chance() < (this.odds.faults[fault]?.percent ?? 0) / 100;
    const cured = this.cured[fault]?.[shared] ?? -1;
    return (cured === 0 || cured > at) && this.chance() < this.odds.hitShare;
  }

  /** When the fault that shows at a moment is cured. Of a shared one only the first few fail; the rest are held back. */
  private cureOf(actor: Actor, fault: number, at: number): number {
    const shared = actor.shares[fault] ?? -1;
    const cured = this.cured[fault];
    const failed = this.failed[fault];
    if (shared < 0 || !cured || !failed) return at + this.fail();
    if ((failed[shared] as number) >= BREAKER) return cured[shared] as number;
    failed[shared] = (failed[shared] as number) + 1;
    if (cured[shared] === 0) cured[shared] = at + this.fail();
    else this.outcome.failures++;
    return cured[shared] as number;
  }

  private fail(): number {
    const seconds = this.draw(this.cure);
    this.outcome.failures++;
    this.outcome.personHours += (this.odds.people.curing * seconds) / 3600;
    return seconds;
  }

  /** Draws which sites, domains and images are hit this time. */
  private hitShared(): void {
    const { faults, hitShare } = this.odds;
    for (let fault = 0; fault < faults.length; fault++) {
      const cured = this.cured[fault];
      if (!cured) continue;
      const share = (faults[fault]?.percent ?? 0) / 100 / hitShare;
      for (let value = 0; value < cured.length; value++) cured[value] = this.chance() < share ? 0 : -1;
      this.failed[fault]?.fill(0);
    }
  }

  private lastGateway(): number {
    let last = 0;
    for (const watched of this.stage.gateways) {
      let at = 0;
      for (const number of watched) at = Math.max(at, this.ends[number] as number);
      last = Math.max(last, at + this.draw(this.stage.gatewayTable));
    }
    return last;
  }

  private draw(table: Float64Array): number {
    return table[(this.next() >>> 8) & (TABLE_SIZE - 1)] as number;
  }

  private chance(): number {
    return this.next() / 4_294_967_296;
  }

  /** 32 random bits (mulberry32). */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
