import type { Begun, PlannedWave } from "../plan.ts";
import { byLoad } from "./composeWaves.ts";
import { type Model, tierOf } from "./model.ts";

/** The part of a plan agreed to that planning again goes on from. */
export interface AgreedPlan {
  waves: readonly Pick<PlannedWave, "domainControllers">[];
  begun?: Begun;
}

export interface Kept {
  previous: AgreedPlan;
  progress: Begun;
  /** How large each wave may be by the policy of today. */
  sizes: readonly number[];
  /** Numbers of the model, the best canary first; empty: none is wanted. */
  canaries: readonly number[];
}

/**
 * The waves of the previous plan with as little changed as the estate asks for: everyone keeps the wave, who no longer
 * moves leaves it, who is new goes to the first wave with room that its domain's order allows, else to the last. A wave
 * that was larger than the policy now says may stay so.
 */
export function keepWaves(model: Model, kept: Kept): number[][] {
  return new Keeping(model, kept).run();
}

class Keeping {
  private readonly model: Model;
  private readonly kept: Kept;
  private readonly waves: number[][];
  private readonly begun: ReadonlySet<number>;
  /** No one is added before this wave. */
  private first = 0;

  constructor(model: Model, kept: Kept) {
    this.model = model;
    this.kept = kept;
    const numbers = new Map(model.names.map((name, member) => [name, member]));
    const numbersOf = (names: readonly string[]) => names.flatMap((name) => numbers.get(name) ?? []);
    this.waves = kept.previous.waves.map((wave) => numbersOf(wave.domainControllers));
    this.begun = new Set(numbersOf([...kept.progress.done, ...kept.progress.underWay]));
  }

  run(): number[][] {
    const { canaries } = this.kept;
    if (this.begun.size === 0) this.keepCanary();
    const lastBegun = this.waves.findLastIndex((wave) => wave.some((member) => this.begun.has(member)));
    this.first = Math.max(canaries.length > 0 ? 1 : 0, lastBegun);
    this.takeOutMisplaced();
    const placed = new Set(this.waves.flat());
    const arriving = this.model.names.flatMap((_name, member) => (placed.has(member) ? [] : [member]));
    const inOrder = byLoad(this.model, arriving).sort((a, b) => this.tier(a) - this.tier(b));
    for (const member of inOrder) this.place(member, this.first);
    return this.waves.filter((wave) => wave.length > 0);
  }

  /** A first wave without its canary, or another canary asked for: the two change places. */
  private keepCanary(): void {
    const [wanted] = this.kept.canaries;
    const [canary] = this.waves[0] ?? [];
    if (wanted === undefined) return;
    if (canary !== undefined && this.kept.canaries.includes(canary)) return;
    const wave = this.waves.find((members) => members.includes(wanted));
    const rest = canary === undefined ? [] : [canary];
    if (wave) wave.splice(wave.indexOf(wanted), 1, ...rest);
    else if (canary !== undefined) this.waves.splice(1, 0, rest);
    this.waves[0] = [wanted];
  }

  /** Those of a later tier that now stand before an earlier one of their domain are placed anew. */
  private takeOutMisplaced(): void {
    const last = new Map<string, number>();
    const key = (member: number, tier: number) => `${this.model.domain[member] ?? 0}/${tier}`;
    for (const [index, wave] of this.waves.entries()) {
      for (const member of wave) last.set(key(member, this.tier(member)), index);
    }
    const isMisplaced = (member: number, wave: number) => {
      for (let tier = 0; tier < this.tier(member); tier++) {
        if ((last.get(key(member, tier)) ?? -1) > wave) return !this.begun.has(member);
      }
      return false;
    };
    for (const [index, wave] of this.waves.entries()) {
      this.waves[index] = wave.filter((member) => !isMisplaced(member, index));
    }
  }

  private place(member: number, first: number): void {
    const tier = this.tier(member);
    let from = first;
    let to = this.waves.length - 1;
    for (const [index, wave] of this.waves.entries()) {
      const related = this.relatives(wave, member);
      if (related.some((other) => this.tier(other) < tier)) from = Math.max(from, index);
      if (related.some((other) => this.tier(other) > tier)) to = Math.min(to, index);
    }
    for (let wave = from; wave <= to; wave++) {
      if (this.roomIn(wave) > 0) {
        this.waves[wave]?.push(member);
        return;
      }
    }
    this.placeLast(member, first);
  }

  /** No room before those of its domain that must come later: it goes last, and they with it or after it. */
  private placeLast(member: number, first: number): void {
    const last = this.waves.length - 1;
    const home = last >= first && this.roomIn(last) > 0 ? last : this.waves.push([]) - 1;
    this.waves[home]?.push(member);
    for (const wave of this.waves.slice(0, home)) {
      const late = this.relatives(wave, member).filter((other) => this.tier(other) > this.tier(member));
      for (const other of late) {
        wave.splice(wave.indexOf(other), 1);
        this.place(other, home);
      }
    }
  }

  private roomIn(wave: number): number {
    const { previous, sizes } = this.kept;
    const before = previous.waves[wave]?.domainControllers.length ?? 0;
    return Math.max(before, sizes[wave] ?? sizes.at(-1) ?? 1) - (this.waves[wave]?.length ?? 0);
  }

  private relatives(wave: readonly number[], member: number): number[] {
    return wave.filter(
      (other) => this.model.domain[other] === this.model.domain[member] && !this.begun.has(other),
    );
  }

  private tier(member: number): number {
    return tierOf(this.model, member);
  }
}
