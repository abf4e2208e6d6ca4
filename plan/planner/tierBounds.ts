import { type Model, tierOf } from "./model.ts";
import { tiers } from "./order.ts";

/** In which waves a member may be without coming before an earlier tier of its domain, or after a later one. */
export class TierBounds {
  private readonly model: Model;
  private readonly waveOf = new Map<number, number>();
  private readonly waves: number;
  /** How many of a domain's tier are in a wave. */
  private readonly counts = new Map<string, number>();

  constructor(model: Model, waves: readonly (readonly number[])[]) {
    this.model = model;
    this.waves = waves.length;
    for (const [wave, members] of waves.entries()) {
      for (const member of members) {
        this.waveOf.set(member, wave);
        this.add(member, wave, 1);
      }
    }
  }

  /** Whether the two may change waves. */
  mayExchange(one: number, other: number): boolean {
    const related = this.model.domain[one] === this.model.domain[other];
    if (related) return tierOf(this.model, one) === tierOf(this.model, other);
    return this.allows(one, this.waveOf.get(other) ?? 0) && this.allows(other, this.waveOf.get(one) ?? 0);
  }

  exchange(one: number, other: number): void {
    const [from, to] = [this.waveOf.get(one) ?? 0, this.waveOf.get(other) ?? 0];
    this.move(one, from, to);
    this.move(other, to, from);
  }

  private move(member: number, from: number, to: number): void {
    this.add(member, from, -1);
    this.add(member, to, 1);
    this.waveOf.set(member, to);
  }

  private allows(member: number, wave: number): boolean {
    const tier = tierOf(this.model, member);
    const domain = this.model.domain[member] ?? 0;
    for (let at = 0; at < this.waves; at++) {
      for (let other = 0; other <= tiers.length; other++) {
        const wrong = (other < tier && at > wave) || (other > tier && at < wave);
        if (wrong && (this.counts.get(`${domain}/${other}/${at}`) ?? 0) > 0) return false;
      }
    }
    return true;
  }

  private add(member: number, wave: number, by: number): void {
    const key = `${this.model.domain[member] ?? 0}/${tierOf(this.model, member)}/${wave}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }
}
