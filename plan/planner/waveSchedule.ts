import { Heap } from "./heap.ts";
import { BEGUN, type Model, seatsFor } from "./model.ts";
import { Seats } from "./seats.ts";

/** One wave laid out in time, with the edges that hold its limits. Members are numbers of the model. */
export interface WaveSchedule {
  /** In the order in which they start. */
  order: number[];
  /** Member → what must be verified before it, each with the numbers of the groups that ask for it. */
  edges: Map<number, Map<number, number[]>>;
  /** Seconds after the wave's beginning. */
  starts: Map<number, number>;
  /** Seconds from the first start to the last end. */
  seconds: number;
}

/** Edges between two phases of a domain above which one member goes first and alone instead. */
const MOST_PHASE_EDGES = 64;

/**
 * Lays out one wave by list scheduling: whenever a seat is free, the first candidate in order of preference that finds
 * a free seat in each of its groups starts. Stops when `size` have started.
 *
 * Each group has as many seats as its limit. Whoever takes a seat waits for the one who left it: that is an edge. So
 * the members of a group form at most `limit` chains and, whatever the engine does, no more than that are under way.
 * Between the phases of a domain every chain of the later one begins after all chains of the earlier one.
 * @param candidates numbers of the model, the most preferred first.
 */
export function scheduleWave(
  model: Model,
  candidates: readonly number[],
  size = candidates.length,
): WaveSchedule {
  return new WaveRun(model, candidates, size).run();
}

interface DomainState {
  /** Phase → its candidates that have not ended yet. */
  left: number[];
  /** The phase whose members may start; -1 before the first. */
  open: number;
  /** Phase → its candidates in order of preference. */
  members: number[][];
}

class WaveRun {
  private readonly model: Model;
  private readonly candidates: readonly number[];
  private readonly size: number;
  private readonly rank = new Map<number, number>();
  private readonly domains = new Map<number, DomainState>();
  private readonly seats = new Map<number, Seats>();
  private readonly waiting = new Map<number, Heap>();
  private readonly ends = new Map<number, number>();
  private readonly running: Heap;
  private readonly schedule: WaveSchedule = { order: [], edges: new Map(), starts: new Map(), seconds: 0 };

  constructor(model: Model, candidates: readonly number[], size: number) {
    this.model = model;
    this.candidates = candidates;
    this.size = size;
    this.running = new Heap((a, b) => {
      const difference = this.endOf(a) - this.endOf(b);
      return difference < 0 || (difference === 0 && this.rankOf(a) < this.rankOf(b));
    });
  }

  run(): WaveSchedule {
    for (const [index, member] of this.candidates.entries()) {
      this.rank.set(member, index);
      this.enrol(member);
    }
    for (const domain of this.domains.values()) this.openNextPhase(domain);
    this.takeUpBegun();
    for (const member of this.candidates) {
      if (this.isFull()) break;
      if (this.hasBegun(member)) continue;
      if (this.phaseOf(member) === this.domainOf(member).open) this.tryStart(member, 0);
    }
    for (let member = this.running.pop(); member !== undefined; member = this.running.pop()) this.end(member);
    return this.schedule;
  }

  private enrol(member: number): void {
    const number = this.model.domain[member] ?? 0;
    const domain = this.domains.get(number) ?? { left: [], open: -1, members: [] };
    this.domains.set(number, domain);
    const phase = this.phaseOf(member);
    domain.left[phase] = (domain.left[phase] ?? 0) + 1;
    const own = domain.members[phase];
    if (own) own.push(member);
    else domain.members[phase] = [member];
  }

  /** Opens the first phase that has someone left, with new seats; its chains begin after the ends of the one before. */
  private openNextPhase(domain: DomainState): readonly number[] {
    const next = domain.left.findIndex((count, phase) => phase > domain.open && (count ?? 0) > 0);
    const members = domain.members[next];
    const [first] = members ?? [];
    if (members === undefined || first === undefined) return [];
    domain.open = next;
    const group = this.domainGroupOf(first);
    const barrier = this.seats.get(group)?.lastOccupants() ?? [];
    const limit = seatsFor(this.model, group, next);
    const tooMany = Math.min(limit, members.length) * barrier.length > MOST_PHASE_EDGES;
    this.seats.set(group, new Seats(limit, tooMany ? "oneFirst" : "atOnce", barrier));
    return members;
  }

  /**
   * Who is done has left every seat before anybody else sits down; who is under way has a seat from the beginning,
   * whatever the limits of today say. Only then may others begin.
   */
  private takeUpBegun(): void {
    const begun = this.candidates.filter((member) => this.hasBegun(member));
    const force = (member: number) => this.sitDown(member, 0, (seats) => seats.force());
    for (const member of begun) {
      if (!this.model.done[member]) continue;
      force(member);
      this.leaveSeats(member);
    }
    for (const member of begun) if (!this.model.done[member]) force(member);
    for (const domain of this.domains.values()) {
      if (domain.open === BEGUN && domain.left[BEGUN] === 0) this.openNextPhase(domain);
    }
  }

  /** Starts the member, or lets it wait for the first of its groups that has no free seat. */
  private tryStart(member: number, now: number): void {
    if (this.isFull()) return;
    const full = this.groupsOf(member).find((group) => this.seatsOf(group).free <= 0);
    if (full === undefined) this.sitDown(member, now, (seats, edges) => seats.take(edges));
    else this.waitingFor(full).push(member);
  }

  /** Puts the member at this moment into the schedule, with an edge to everyone who had its seats before. */
  private sitDown(
    member: number,
    now: number,
    sit: (seats: Seats, edges: ReadonlyMap<number, number[]>) => readonly number[],
  ): void {
    const edges = new Map<number, number[]>();
    for (const group of this.groupsOf(member)) {
      for (const before of sit(this.seatsOf(group), edges)) {
        const asking = edges.get(before);
        if (asking) asking.push(group);
        else edges.set(before, [group]);
      }
    }
    const { order, starts, edges: all } = this.schedule;
    order.push(member);
    starts.set(member, now);
    all.set(member, edges);
    if (this.model.done[member]) return;
    const end = now + (this.model.seconds[member] ?? 0);
    this.ends.set(member, end);
    this.schedule.seconds = Math.max(this.schedule.seconds, end);
    this.running.push(member);
  }

  private end(member: number): void {
    if (this.isFull()) return;
    const now = this.endOf(member);
    const domain = this.leaveSeats(member);
    if (domain.left[domain.open] === 0)
      for (const next of this.openNextPhase(domain)) this.tryStart(next, now);
    for (const group of this.groupsOf(member)) this.wake(group, now);
  }

  private leaveSeats(member: number): DomainState {
    for (const group of this.groupsOf(member)) this.seatsOf(group).leave(member);
    const domain = this.domainOf(member);
    const phase = this.phaseOf(member);
    domain.left[phase] = (domain.left[phase] ?? 1) - 1;
    return domain;
  }

  /** Lets those who wait for a group try again while it has a free seat. */
  private wake(group: number, now: number): void {
    const queue = this.waiting.get(group);
    while (queue && queue.size > 0 && this.seatsOf(group).free > 0 && !this.isFull()) {
      this.tryStart(queue.pop() as number, now);
    }
  }

  private isFull(): boolean {
    return this.schedule.order.length >= this.size;
  }
  private endOf(member: number): number {
    return this.ends.get(member) ?? 0;
  }
  private rankOf(member: number): number {
    return this.rank.get(member) ?? 0;
  }
  private phaseOf(member: number): number {
    return this.model.phase[member] ?? 0;
  }
  private groupsOf(member: number): readonly number[] {
    return this.model.groups[member] ?? [];
  }
  private hasBegun(member: number): boolean {
    return this.phaseOf(member) === BEGUN;
  }
  private domainGroupOf(member: number): number {
    return this.model.domainGroup[this.model.domain[member] ?? 0] ?? -1;
  }
  private domainOf(member: number): DomainState {
    return this.domains.get(this.model.domain[member] ?? 0) as DomainState;
  }
  private seatsOf(group: number): Seats {
    const known = this.seats.get(group);
    if (known) return known;
    const seats = new Seats(this.model.allGroups[group]?.limit ?? 1, "atOnce");
    this.seats.set(group, seats);
    return seats;
  }
  private waitingFor(group: number): Heap {
    const known = this.waiting.get(group);
    if (known) return known;
    const queue = new Heap((a, b) => this.rankOf(a) < this.rankOf(b));
    this.waiting.set(group, queue);
    return queue;
  }
}
