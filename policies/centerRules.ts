import {
  type Finding,
  type Graph,
  type GraphResource,
  hostOf,
  namesIn,
  stepOf,
  textAt,
  types,
} from "./graph.ts";
import { finding, removals } from "./hostRules.ts";

/** A Center is removed only after its own lock. */
export function centerAfterLock(graph: Graph): Finding[] {
  return graph.resources
    .filter((one) => stepOf(one) === "Remove-AtaCenter")
    .flatMap(({ name }) => {
      const lock = `${name.replace(/-remove$/, "")}-lock`;
      if (graph.find(lock)?.type === types.lock && graph.waitsFor(name, lock)) return [];
      return finding("center-after-lock", name, `must not begin before ${lock} has opened`);
    });
}

/**
 * A lock takes every outcome of its forest: each sensor, each removal of a standalone gateway, each gate (of a
 * wave, the initial synchronisation, the health issues, the signal) and each row of the checklist, every one directly. What no lock takes is a finding too.
 */
export function lockTakesEverything(graph: Graph): Finding[] {
  const locks = graph.ofType(types.lock);
  const outcomes = outcomesOf(graph);
  return [
    ...locks.flatMap((lock) =>
      outcomes
        .filter((outcome) => concerns(lock, outcome) && !lock.dependsOn.includes(outcome.name))
        .flatMap(({ name }) => finding("lock-takes-everything", lock.name, `must depend on ${name}`)),
    ),
    ...outcomes
      .filter(({ name }) => locks.length > 0 && !locks.some((lock) => lock.dependsOn.includes(name)))
      .flatMap(({ name }) => finding("lock-takes-everything", name, "no Center's lock depends on it")),
  ];
}

interface Outcome {
  name: string;
  /** Host and its domain, where it is about one; an outcome without them is about every forest. */
  host?: string;
  domain?: string;
  center?: string;
}

function outcomesOf(graph: Graph): Outcome[] {
  const sensors = graph.ofType(types.sensor).map(({ name, inputs }) => ({
    name,
    host: textAt(inputs.subject, "name") ?? name,
    domain: textAt(inputs.subject, "domain"),
  }));
  const standalone = removals(graph)
    .filter(({ host }) => graph.find(`${host}-watched`))
    .map(({ name, host }) => ({ name, host, domain: domainWatchedBy(graph, host) }));
  const gates = [types.waveGate, types.initialSync, types.healthGate, types.signal]
    .flatMap((type) => graph.ofType(type))
    .filter(({ name }) => hostOf({ name }, "-watched") === undefined)
    .map(({ name }) => ({ name }));
  const rows = graph.ofType(types.row).map(({ name }) => ({
    name,
    center: centerOfRow(graph, name),
  }));
  const back = graph.ofType(types.restored).map(({ name }) => ({ name }));
  return [...sensors, ...back, ...standalone, ...gates, ...rows];
}

function domainWatchedBy(graph: Graph, gateway: string): string | undefined {
  const watched: unknown = graph.find(`${gateway}-watched`)?.inputs.domainControllers;
  return Array.isArray(watched) ? textAt(watched[0], "domain") : undefined;
}

/** A row of one Center alone ends with that Center's name; the longest that fits, as one name may end another. */
function centerOfRow(graph: Graph, row: string): string | undefined {
  return graph
    .ofType(types.lock)
    .flatMap((lock) => textAt(lock.inputs.center, "name") ?? [])
    .filter((center) => row.endsWith(`-${center}`))
    .sort((one, other) => other.length - one.length)[0];
}

/** Whether a lock must take an outcome: it names the host, the host's domain is below its forest, or it is everybody's. */
function concerns(lock: GraphResource, { host, domain, center }: Outcome): boolean {
  const { inputs } = lock;
  if (center !== undefined) return textAt(inputs.center, "name") === center;
  if (host === undefined) return true;
  const named = [...(namesIn(inputs.domainControllers) ?? []), ...(namesIn(inputs.standaloneGateways) ?? [])];
  const forest = textAt(inputs.center, "forest");
  const below = forest !== undefined && domain !== undefined && `.${domain}`.endsWith(`.${forest}`);
  return named.includes(host) || below;
}
