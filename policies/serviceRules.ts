import { type Finding, type Graph, type GraphResource, hostOf, types } from "./graph.ts";
import { finding, installs, removals } from "./hostRules.ts";

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
      const early = graph.waitsFor(key.name, ready)
        ? []
        : finding("key-before-removal", key.name, `must not begin before ${ready} has passed`);
      const first = gone.get(host) ?? name;
      return graph.waitsFor(first, key.name)
        ? early
        : [...early, ...finding("key-before-removal", first, `must not begin before ${key.name} is done`)];
    });
}

const late = [types.initialSync, types.healthGate, types.signal, types.keyRotation, types.orphans];

/**
 * What is asked or done once at the end waits for every sensor: a remnant removed too early may be a sensor that is
 * just being put on, a key made anew too early leaves installations without one. A key may be made anew between waves,
 * where each host of those to come is given the new one.
 */
export function lastThingsLast(graph: Graph): Finding[] {
  return late
    .flatMap((type) => graph.ofType(type))
    .flatMap((last) =>
      graph
        .ofType(types.sensor)
        .filter((sensor) => !graph.waitsFor(last.name, sensor.name) && !takesTheNewKey(graph, last, sensor))
        .flatMap((sensor) =>
          finding("last-things-last", last.name, `must not begin before ${sensor.name} is verified`),
        ),
    );
}

/** Whether a key that is made anew finds a sensor's installation still to come with the new one, or in no need of it. */
function takesTheNewKey(graph: Graph, rotation: GraphResource, sensor: GraphResource): boolean {
  if (rotation.type !== types.keyRotation) return false;
  const host = hostOf(sensor, "-sensor") ?? sensor.name;
  if (graph.find(`${host}-activate-sensor`)) return true;
  return graph.waitsFor(`${host}-access-key`, rotation.name);
}
