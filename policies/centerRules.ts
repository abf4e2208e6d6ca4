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
      if (graph.find(lock)?.type === types.lock && graph.takes(name, lock)) return [];
      return finding("center-after-lock", name, `must depend on ${lock}`);
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
        .filter((outcome) => concerns(lock, outcome, locks) && !lock.dependsOn.includes(outcome.name))
        .flatMap(({ name }) => finding("lock-takes-everything", lock.name, `must depend on ${name}`)),
    ),
    ...outcomes
      .filter(({ name }) => locks.length > 0 && !locks.some((lock) => lock.dependsOn.includes(name)))
      .filter((outcome) => !isWithoutCenter(graph, outcome, locks))
      .flatMap(({ name }) => finding("lock-takes-everything", name, "no Center's lock depends on it")),
  ];
}

/** A backup's steps, in their order. */
const backupSteps = ["backup", "read-back", "archive"];
const backupStep = /^(.+)-(backup|read-back|archive)-(\d+)$/;

/**
 * A Center is backed up when all that reports to it has moved: what its lock takes of hosts and gates, the backup takes
 * too. It is read back, then archived, and the lock waits for the last of them.
 */
export function lockAfterBackup(graph: Graph): Finding[] {
  const steps = ["Backup-AtaCenter", "Test-AtaCenterBackup", "Copy-AtaCenterBackup"];
  return graph.resources
    .filter((one) => steps.includes(stepOf(one) ?? ""))
    .flatMap(({ name }) => {
      const [, center, step = "", take] = backupStep.exec(name) ?? [];
      const lock = graph.find(`${center}-lock`);
      if (!lock) return finding("lock-after-backup", name, "does not tell by its name whose Center it is of");
      const before = backupSteps[backupSteps.indexOf(step) - 1];
      const needed = before === undefined ? movedBefore(graph, lock) : [`${center}-${before}-${take}`];
      return [
        ...needed
          .filter((one) => !graph.takes(name, one))
          .flatMap((one) => finding("lock-after-backup", name, `must depend on ${one}`)),
        ...(graph.waitsFor(lock.name, name)
          ? []
          : finding("lock-after-backup", lock.name, `must wait for ${name}`)),
      ];
    });
}

/** Outcomes of a lock's hosts and gates; rows of the checklist are a person's and may come after the backup. */
function movedBefore(graph: Graph, lock: GraphResource): string[] {
  const locks = graph.ofType(types.lock);
  return outcomesOf(graph)
    .filter((outcome) => graph.find(outcome.name)?.type !== types.row && concerns(lock, outcome, locks))
    .map(({ name }) => name);
}

/** About hosts that never had a gateway alone, of a forest that no lock is about: it has no Center to keep. */
function isWithoutCenter(graph: Graph, { host, hosts }: Outcome, locks: readonly GraphResource[]): boolean {
  const about = hosts ?? (host === undefined ? [] : [host]);
  return (
    about.length > 0 &&
    about.every((name) => {
      const domain = textAt(graph.find(`${name}-sensor`)?.inputs.subject, "domain");
      const hadNone = graph.find(`${name}-ready`)?.inputs.gateway === "none";
      return hadNone && domain !== undefined && !locks.some((lock) => isOfForest(lock, domain, locks));
    })
  );
}

interface Outcome {
  name: string;
  /** Host and its domain, where it is about one; an outcome without them is about every forest. */
  host?: string;
  domain?: string;
  /** Hosts of a gate; undefined where they cannot be seen: then it is everybody's. */
  hosts?: string[] | undefined;
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
    .map((gate) => ({ name: gate.name, hosts: hostsOfGate(graph, gate) }));
  const rows = graph.ofType(types.row).map(({ name }) => ({
    name,
    center: centerOfRow(graph, name),
  }));
  const back = graph.ofType(types.restored).map(({ name }) => ({ name }));
  return [...sensors, ...back, ...standalone, ...gates, ...rows];
}

/** Whom a gate is about: those it names, or the sensors it waits for. */
function hostsOfGate(graph: Graph, { inputs, dependsOn }: GraphResource): string[] | undefined {
  const named = namesIn(inputs.domainControllers);
  if (named) return named;
  const sensors = dependsOn.flatMap((name) => {
    const found = graph.find(name);
    return found?.type === types.sensor ? [textAt(found.inputs.subject, "name")] : [];
  });
  if (sensors.length === 0 || sensors.includes(undefined)) return undefined;
  return sensors.filter((name) => name !== undefined);
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
function concerns(
  lock: GraphResource,
  { host, domain, hosts, center }: Outcome,
  locks: readonly GraphResource[],
): boolean {
  const { inputs } = lock;
  if (center !== undefined) return textAt(inputs.center, "name") === center;
  if (hosts !== undefined) {
    const own = namesIn(inputs.domainControllers);
    return own === undefined || hosts.some((name) => own.includes(name));
  }
  if (host === undefined) return true;
  const named = [...(namesIn(inputs.domainControllers) ?? []), ...(namesIn(inputs.standaloneGateways) ?? [])];
  return named.includes(host) || isOfForest(lock, domain, locks);
}

/** Whether a domain is of a lock's forest, by its name: of several that fit, the one with the longest name has it. */
function isOfForest(
  lock: GraphResource,
  domain: string | undefined,
  locks: readonly GraphResource[],
): boolean {
  const [owner] = locks
    .flatMap(({ inputs }) => textAt(inputs.center, "forest") ?? [])
    .filter((forest) => `.${domain ?? ""}`.endsWith(`.${forest}`))
    .sort((one, other) => other.length - one.length);
  return owner !== undefined && owner === textAt(lock.inputs.center, "forest");
}
