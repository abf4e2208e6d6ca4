import type { Begun, PlannedWave } from "../plan.ts";
import { byLoad } from "./composeWaves.ts";
import { BEGUN, type Model, tierOf } from "./model.ts";
import { tiers } from "./order.ts";

/** The part of a plan agreed to that planning again goes on from. */
export interface AgreedPlan {
  waves: readonly Pick<PlannedWave, "domainControllers">[];
  begun?: Begun;
}

export interface Kept {
  previous: AgreedPlan;
  /** How large each wave may be by the policy of today. */
  sizes: readonly number[];
  /** Numbers of the model, the best canary first; empty: none is wanted. */
  canaries: readonly number[];
}

/**
 * The waves of the previous plan with as little changed as the estate asks for: everyone keeps the wave, who no longer
 * moves leaves it, who is new goes to the first wave with room that its domain's order allows; where there is none, one
 * makes room. A wave that was larger than the policy now says may stay so.
 */
export function keepWaves(model: Model, kept: Kept): number[][] {
  return new Keeping(model, kept).run();
}

/** Those that change waves so that one more finds room: one of each tier of its domain at the most. */
const MOST_CHANGES = tiers.length;

class Keeping {
  private readonly model: Model;
  private readonly kept: Kept;
  private readonly waves: number[][];
  private readonly waveOf = new Map<number, number>();
  private readonly domains: Map<number | undefined, number[]>;
  /** No one is added before this wave. */
  private first = 0;

  constructor(model: Model, kept: Kept) {
    this.model = model;
    this.kept = kept;
    const numbers = new Map(model.names.map((name, member) => [name, member]));
    // A saved plan is a file: whoever stands in it twice moves once.
    const seen = new Set<number>();
    this.waves = kept.previous.waves.map((wave) =>
      wave.domainControllers.flatMap((name) => {
        const member = numbers.get(name);
        if (member === undefined || seen.has(member)) return [];
        seen.add(member);
        return member;
      }),
    );
    this.domains = Map.groupBy(model.names.keys(), (member) => model.domain[member]);
  }

  run(): number[][] {
    const lastBegun = this.waves.findLastIndex((wave) => wave.some((member) => this.hasBegun(member)));
    if (lastBegun < 0) this.keepCanary();
    this.first = Math.max(this.kept.canaries.length > 0 ? 1 : 0, lastBegun);
    for (const [index, wave] of this.waves.entries()) {
      for (const member of wave) this.waveOf.set(member, index);
    }
    this.takeOutMisplaced(lastBegun);
    const arriving = this.model.names.flatMap((_name, member) => (this.waveOf.has(member) ? [] : [member]));
    for (const member of byTier(this.model, byLoad(this.model, arriving))) this.place(member);
    this.fillEmpty();
    return this.waves.filter((wave) => wave.length > 0);
  }

  /** One canary alone in the first wave: the one that is there, else the best; who was there besides is placed anew. */
  private keepCanary(): void {
    const { canaries } = this.kept;
    const [wanted] = canaries;
    const [canary] = this.waves[0] ?? [];
    if (wanted === undefined) return;
    if (canary !== undefined && canaries.includes(canary)) {
      this.waves[0] = [canary];
      return;
    }
    const wave = this.waves.find((members) => members.includes(wanted));
    if (wave) wave.splice(wave.indexOf(wanted), 1, ...(canary === undefined ? [] : [canary]));
    this.waves[0] = [wanted];
  }

  /**
   * Placed anew are those of a later tier that now stand before an earlier one of their domain, and who has not begun in
   * a wave before one that has: it would move beside those of that one.
   */
  private takeOutMisplaced(lastBegun: number): void {
    const last = new Map<string, number>();
    const key = (member: number, tier: number) => `${this.model.domain[member] ?? 0}/${tier}`;
    for (const [member, wave] of this.waveOf) {
      const own = key(member, this.tier(member));
      last.set(own, Math.max(wave, last.get(own) ?? 0));
    }
    for (const [member, wave] of [...this.waveOf]) {
      if (this.hasBegun(member)) continue;
      const earlier = Array.from({ length: this.tier(member) }, (_none, tier) => last.get(key(member, tier)));
      if (wave < lastBegun || earlier.some((other = -1) => other > wave)) this.remove(member);
    }
  }

  private place(member: number): void {
    const { from, to } = this.fitOf(member);
    for (let wave = from; wave <= to; wave++) {
      if (wave === this.waves.length) this.waves.push([]);
      if (this.roomIn(wave) > 0) {
        this.put(member, wave);
        return;
      }
    }
    for (let changes = 1; changes <= MOST_CHANGES; changes++) {
      for (let wave = to; wave >= from; wave--) {
        this.put(member, wave);
        if (this.makeRoom(wave, member, changes)) return;
        this.remove(member);
      }
    }
    this.placeLast(member);
  }

  /**
   * Lets one of a wave that is too full change to another that its domain's order allows; where that is full too, one of
   * the domain of the new one makes room there in turn, so many changes in all.
   */
  private makeRoom(wave: number, arrived: number, changes: number): boolean {
    for (const member of this.firstOfEachKind(wave, arrived)) {
      const isRelated = this.model.domain[member] === this.model.domain[arrived];
      if (changes > 1 && !isRelated) continue;
      const { from, to } = this.fitOf(member);
      for (let other = from; other <= to; other++) {
        if (other === wave) continue;
        if (other === this.waves.length) this.waves.push([]);
        if (this.roomIn(other) > 0) return this.move(member, other);
        if (changes === 1) continue;
        this.move(member, other);
        if (this.makeRoom(other, arrived, changes - 1)) return true;
        this.move(member, wave);
      }
    }
    return false;
  }

  /** One for all of a wave that the same waves are open to: those of a domain's tier. */
  private firstOfEachKind(wave: number, arrived: number): number[] {
    const kinds = new Map<string, number>();
    for (const member of this.waves[wave] ?? []) {
      if (!this.hasBegun(member) && member !== arrived)
        kinds.set(`${this.model.domain[member]}/${this.tier(member)}`, member);
    }
    return [...kinds.values()];
  }

  /** Nobody could make room: it goes last, and those of its domain that must come later go with it or after it. */
  private placeLast(member: number): void {
    const last = this.waves.length - 1;
    const home = last >= this.first && this.roomIn(last) > 0 ? last : this.waves.push([]) - 1;
    const late = this.relatives(member).filter(
      (other) => this.tier(other) > this.tier(member) && (this.waveOf.get(other) ?? 0) < home,
    );
    for (const other of late) this.remove(other);
    this.put(member, home);
    for (const other of byTier(this.model, late)) this.place(other);
  }

  /** A wave that has lost all its members gets one of a later one, so that the waves between keep their names. */
  private fillEmpty(): void {
    for (let wave = this.first; wave < this.waves.length; wave++) {
      if (this.waves[wave]?.length !== 0) continue;
      const donor = this.donorsFor(wave).find((member) => {
        const { from, to } = this.fitOf(member);
        return from <= wave && wave <= to;
      });
      if (donor !== undefined) this.move(donor, wave);
    }
  }

  /** Those of later waves: first where others stay behind, then of the last, then who leaves an empty wave in turn. */
  private donorsFor(wave: number): number[] {
    const last = this.waves.findLastIndex((members) => members.length > 0);
    const later = this.waves.slice(wave + 1).reverse();
    const others = later.filter((members) => members.length > 1);
    return [...others, this.waves[last] ?? [], ...later]
      .flat()
      .filter((member) => !this.hasBegun(member) && (this.waveOf.get(member) ?? 0) > wave);
  }

  /** The waves that a member may be in as the others of its domain stand; one more than there are is a new last one. */
  private fitOf(member: number): { from: number; to: number } {
    let from = this.first;
    let to = this.waves.length;
    for (const other of this.relatives(member)) {
      const wave = this.waveOf.get(other) ?? 0;
      if (this.tier(other) < this.tier(member)) from = Math.max(from, wave);
      if (this.tier(other) > this.tier(member)) to = Math.min(to, wave);
    }
    return { from, to };
  }

  /** The others of its domain that have a wave and have not begun. */
  private relatives(member: number): number[] {
    const all = this.domains.get(this.model.domain[member]) ?? [];
    return all.filter((other) => other !== member && this.waveOf.has(other) && !this.hasBegun(other));
  }

  private roomIn(wave: number): number {
    const { previous, sizes } = this.kept;
    const before = previous.waves[wave]?.domainControllers.length ?? 0;
    return Math.max(before, sizes[wave] ?? sizes.at(-1) ?? 1) - (this.waves[wave]?.length ?? 0);
  }

  private put(member: number, wave: number): void {
    this.waves[wave]?.push(member);
    this.waveOf.set(member, wave);
  }

  private remove(member: number): void {
    const wave = this.waves[this.waveOf.get(member) ?? -1];
    wave?.splice(wave.indexOf(member), 1);
    this.waveOf.delete(member);
  }

  private move(member: number, wave: number): true {
    this.remove(member);
    this.put(member, wave);
    return true;
  }

  private hasBegun(member: number): boolean {
    return this.model.phase[member] === BEGUN;
  }

  private tier(member: number): number {
    return tierOf(this.model, member);
  }
}

/** The earliest tier first; inside a tier in the order given. */
function byTier(model: Model, members: readonly number[]): number[] {
  return members.toSorted((a, b) => tierOf(model, a) - tierOf(model, b));
}
