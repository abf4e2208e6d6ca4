import { type Finding, type Graph, type GraphResource, hostOf, namesIn, types } from "./graph.ts";
import { finding, installs, removals } from "./hostRules.ts";

const RULE = "last-things-last";

/**
 * A v2 sensor's access key is on its host before the gateway goes, and only after the host was found ready: whatever
 * can fail on the way fails while the host is still protected.
 */
export function keyBeforeRemoval(graph: Graph): Finding[] {
  const gone = new Map(removals(graph).map(({ host, name }) => [host, name]));
  return installs(graph)
    .filter(({ name }) => graph.find(name)?.type === types.command)
    .flatMap(({ name, host }) => {
      const key = graph.find(`${host}-access-key`);
      if (key?.type !== types.accessKey) {
        return finding("key-before-removal", name, `nothing hands ${host} its access key`);
      }
      const ready = `${host}-ready`;
      const early = graph.takes(key.name, ready)
        ? []
        : finding("key-before-removal", key.name, `must depend on ${ready}`);
      const first = gone.get(host) ?? name;
      return graph.waitsFor(first, key.name)
        ? early
        : [...early, ...finding("key-before-removal", first, `must not begin before ${key.name} is done`)];
    });
}

const late = [types.keyRotation, types.orphans, types.migration];

/**
 * What is asked or done once at the end waits for every sensor: a remnant removed too early may be a sensor that is
 * just being put on, a key made anew too early leaves installations without one. A key may be made anew between waves,
 * where each host of those to come is given the new one. What confirms a forest waits for the sensors of that forest.
 */
export function lastThingsLast(graph: Graph): Finding[] {
  const sensors = graph.ofType(types.sensor).map(({ name }) => name);
  return [
    ...late
      .flatMap((type) => graph.ofType(type))
      .flatMap((last) =>
        sensors
          .filter((sensor) => !graph.waitsFor(last.name, sensor) && !takesTheNewKey(graph, last, sensor))
          .flatMap((sensor) => tooEarly(last.name, sensor)),
      ),
    ...confirmedInOrder(graph, sensors),
  ];
}

/** A forest's initial synchronisation takes its sensors; its health and its signal are judged after that. */
function confirmedInOrder(graph: Graph, sensors: readonly string[]): Finding[] {
  const syncs = graph.ofType(types.initialSync).map(({ name }) => name);
  const reopenings = graph.ofType(types.reopening).map(({ name }) => name);
  const suppressions = graph.ofType(types.suppression).map(({ name }) => name);
  const confirmed = syncs.flatMap((sync) => graph.find(sync)?.dependsOn ?? []);
  const before: [string, readonly string[]][] = [
    ...syncs.map((sync): [string, string[]] => [sync, beforeSync(graph, sync, sensors)]),
    ...reopenings.map((one): [string, string[]] => [one, [...syncs, ...suppressions]]),
    ...[types.healthGate, types.signal]
      .flatMap((type) => graph.ofType(type))
      .map(({ name, type }): [string, string[]] => [
        name,
        [syncOf(name), ...(type === types.healthGate ? reopenings : [])],
      ]),
  ];
  return [
    ...before.flatMap(([last, needed]) =>
      needed.filter((one) => !graph.takes(last, one)).flatMap((one) => tooEarly(last, one)),
    ),
    ...sensors
      .filter((sensor) => syncs.length > 0 && !confirmed.includes(sensor))
      .flatMap((sensor) => finding(RULE, sensor, "no initial synchronisation waits for it")),
  ];
}

/** `initial-sync-a.test` of `final-health-a.test` and `final-signal-a.test`. */
function syncOf(name: string): string {
  return name.replace(/^final-(?:health|signal)/, "initial-sync");
}

/** The sensors of the forest that the health gate of the same name is about, and their waves' gates; all, where that cannot be seen. */
function beforeSync(graph: Graph, sync: string, sensors: readonly string[]): string[] {
  const health = graph.find(sync.replace(/^initial-sync/, "final-health"));
  const hosts = namesIn(health?.inputs.domainControllers);
  const isOurs = (host: string) => hosts?.includes(host) ?? true;
  const gates = graph
    .ofType(types.waveGate)
    .filter((gate) => hostOf(gate, "-gate") && namesIn(gate.inputs.domainControllers)?.some(isOurs));
  return [
    ...sensors.filter((sensor) => isOurs(hostOf({ name: sensor }, "-sensor") ?? "")),
    ...gates.map(({ name }) => name),
  ];
}

function tooEarly(name: string, before: string): Finding[] {
  return finding(RULE, name, `must not begin before ${before} is done`);
}

/** Whether a key that is made anew finds a sensor's installation still to come with the new one, or in no need of it. */
function takesTheNewKey(graph: Graph, rotation: GraphResource, sensor: string): boolean {
  if (rotation.type !== types.keyRotation) return false;
  const host = hostOf({ name: sensor }, "-sensor") ?? sensor;
  if (graph.find(`${host}-activate-sensor`)) return true;
  return graph.waitsFor(`${host}-access-key`, rotation.name);
}
