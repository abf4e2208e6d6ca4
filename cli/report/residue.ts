import { residueItems } from "../../plan/residue/catalogue.ts";
import type { ResidueItem, ResidueState } from "../../plan/residue/item.ts";
import { residueCounts, residueOf } from "../../plan/residue/residue.ts";
import type { StackView } from "../stack.ts";

/** What `ata2mdi residue` lists. A trace that is on hundreds of hosts is described once, and named by its id there. */
export interface ResidueRecord {
  /** What lists it again, with each text in full. */
  command: string;
  counts: Record<ResidueState, number>;
  traces: Omit<ResidueItem, "on" | "tell">[];
  hosts: HostResidueRecord[];
}

export interface HostResidueRecord {
  /** Name of the host, or of the forest. */
  host: string;
  /** When its facts were measured, ISO 8601; null: no survey has it. */
  measuredAt: string | null;
  /** By the id of the trace; `measured` is empty where no fact can tell. */
  rows: { trace: string; state: ResidueState; measured: string }[];
}

/** What ATA leaves behind, as the estate and its last survey tell. */
export function residueRecord({
  estate,
  estateFile,
  survey,
}: Pick<StackView, "estate" | "estateFile" | "survey">): ResidueRecord {
  const all = residueOf(estate, survey);
  const found = new Set(all.flatMap(({ rows }) => rows.map(({ id }) => id)));
  return {
    command: `ata2mdi residue ${estateFile}`,
    counts: residueCounts(all),
    traces: residueItems
      .filter(({ id }) => found.has(id))
      .map(({ on: _on, tell: _tell, ...trace }) => ({
        ...trace,
        where: trace.where.replaceAll("{host}", "the host"),
      })),
    hosts: all.map(({ host, measuredAt, rows }) => ({
      host,
      measuredAt,
      rows: rows.map(({ id, state, measured }) => ({ trace: id, state, measured })),
    })),
  };
}

/** The traces of a host that are in a state, each with what was measured. */
function tracesIn({ rows }: HostResidueRecord, state: ResidueState): string {
  return rows
    .filter((row) => row.state === state)
    .map(({ trace, measured }) => (measured ? `${trace} (${measured})` : trace))
    .join(", ");
}

/** Hosts that a survey tells the same of, in one line: hundreds of them mostly are alike. */
export interface MeasuredGroup {
  hosts: string;
  /** First and last moment of measurement; null: no survey has them. */
  from: string | null;
  to: string | null;
  there: string;
  unread: string;
  gone: string;
}

/** What a survey tells of those it can tell something of. */
export function measured(hosts: readonly HostResidueRecord[]): MeasuredGroup[] {
  const told = hosts
    .filter(({ rows }) => rows.some(({ state }) => state !== "look"))
    .map((one) => ({
      ...one,
      there: tracesIn(one, "there"),
      unread: tracesIn(one, "unread"),
      gone: tracesIn(one, "gone"),
    }));
  const alike = Map.groupBy(told, ({ there, unread, gone }) => JSON.stringify([there, unread, gone]));
  return [...alike.values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const moments = of.flatMap(({ measuredAt }) => measuredAt ?? []).toSorted();
    return {
      hosts: of.map(({ host }) => host).join(", "),
      from: moments[0] ?? null,
      to: moments.at(-1) ?? null,
      there: first.there,
      unread: first.unread,
      gone: first.gone,
    };
  });
}

/** Where a person looks for what: hosts with the same traces together, as hundreds of them share a few lists. */
export function toLookAt(hosts: readonly HostResidueRecord[]): { hosts: string; traces: string }[] {
  const groups = Map.groupBy(hosts, (one) => tracesIn(one, "look"));
  return [...groups]
    .filter(([traces]) => traces !== "")
    .map(([traces, members]) => ({ traces, hosts: members.map(({ host }) => host).join(", ") }));
}
