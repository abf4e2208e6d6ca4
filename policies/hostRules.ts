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

/** No gateway is removed before its gate: the host's ready gate, or a standalone gateway's `-watched`. */
export function removalAfterGate(graph: Graph): Finding[] {
  return removals(graph).flatMap(({ name, host }) => {
    const gate = [graph.find(`${host}-ready`), graph.find(`${host}-watched`)].find(
      (one) => one?.type === types.ready || one?.type === types.waveGate,
    );
    if (!gate) return finding("removal-after-gate", name, `nothing measures ${host} before its gateway goes`);
    if (graph.takes(name, gate.name)) return [];
    return finding("removal-after-gate", name, `must depend on ${gate.name}`);
  });
}

const preparing =
  /^(Import-RootCertificate|Set-TlsDefault|Set-PowerPlan|Set-SecurityLogRetention|Disable-LargeSendOffload|Install-DotNetFramework|Undo-Preparation)$/;

/** What is prepared on a host, or put back, is over before the host is measured: a restart must not meet its move. */
export function preparedBeforeMeasured(graph: Graph): Finding[] {
  return graph.resources
    .filter((one) => preparing.test(stepOf(one) ?? ""))
    .flatMap(({ name }) => {
      const ready = `${name.split(prepared)[0]}-ready`;
      if (!graph.find(ready) || graph.waitsFor(ready, name)) return [];
      return finding("prepared-before-measured", ready, `must not begin before ${name} is done`);
    });
}

const prepared = /-(?:prepare|put-back)-[a-z-]+$/;

/** What is left of a gateway may still protect its host: it goes no earlier than a gateway would. */
export function clearedAfterGate(graph: Graph): Finding[] {
  return graph.resources
    .filter((one) => stepOf(one) === "Clear-Remnants" && one.name.endsWith(GATEWAY_REMNANTS))
    .flatMap(({ name }) => {
      const host = name.slice(0, -GATEWAY_REMNANTS.length);
      const gate = measuredFor(graph, host) ?? graph.find(`${host}-watched`);
      const removal = `${host}-remove-gateway`;
      return [
        ...(gate && graph.takes(name, gate.name)
          ? []
          : finding("removal-after-gate", name, "must depend on the measurement of its host")),
        // One host does one work at a time.
        ...(graph.find(removal) && !graph.takes(removal, name)
          ? finding("removal-after-gate", removal, `must depend on ${name}`)
          : []),
      ];
    });
}

const GATEWAY_REMNANTS = "-clear-gateway-remnants";

/** A sensor goes on only after the gateway is gone; where none ran, after the host was found ready. */
export function sensorAfterRemoval(graph: Graph): Finding[] {
  return installs(graph).flatMap(({ name, host }) => {
    const ready = graph.find(`${host}-ready`);
    if (ready?.type !== types.ready) {
      return finding("sensor-after-removal", name, `nothing measures ${host} before its sensor is put on`);
    }
    const before = ready.inputs.gateway === "none" ? ready.name : `${host}-remove-gateway`;
    if (graph.find(before) && graph.takes(name, before)) return [];
    return finding("sensor-after-removal", name, `must depend on ${before}`);
  });
}

/** A sensor is verified after it was put on, and what it reports is looked for after that. */
export function verifiedAfterInstall(graph: Graph): Finding[] {
  return [...sensorsVerified(graph), ...signalsAfterSensors(graph)];
}

function signalsAfterSensors(graph: Graph): Finding[] {
  return graph
    .ofType(types.dnsSignal)
    .map(({ name }) => ({ name, sensor: `${hostOf({ name }, "-dns-signal") ?? name}-sensor` }))
    .filter(({ name, sensor }) => !graph.takes(name, sensor))
    .flatMap(({ name, sensor }) => finding("verified-after-install", name, `must depend on ${sensor}`));
}

function sensorsVerified(graph: Graph): Finding[] {
  return graph.ofType(types.sensor).flatMap((sensor) => {
    const host = hostOf(sensor, "-sensor") ?? sensor.name;
    const install = [`${host}-install-sensor`, `${host}-activate-sensor`].find((name) => graph.find(name));
    if (install && graph.takes(sensor.name, install)) return [];
    return finding(
      "verified-after-install",
      sensor.name,
      `must not begin before a sensor was put on ${host}`,
    );
  });
}

/** A wave's hosts are measured after the gate of the wave before; its own gate waits for each one's sensor. */
export function wavesInOrder(graph: Graph): Finding[] {
  const gates = graph.ofType(types.waveGate).map((gate) => ({ gate, index: waveIndex(gate) }));
  const waves = gates.flatMap(({ gate, index }) => (index === undefined ? [] : [{ gate, index }]));
  waves.sort((one, other) => one.index - other.index);
  return [
    ...waves.flatMap(({ gate }, at) => afterWave(graph, gate, waves[at - 1]?.gate)),
    ...gates.flatMap(({ gate }) => afterItsSensors(graph, gate)),
    ...graph.ofType(types.ready).flatMap((ready) =>
      inOneWave(
        ready,
        waves.map((wave) => wave.gate),
      ),
    ),
  ];
}

function afterWave(graph: Graph, gate: GraphResource, previous: GraphResource | undefined): Finding[] {
  if (!previous) return [];
  return (namesIn(gate.inputs.domainControllers) ?? [])
    .filter((dc) => graph.find(`${dc}-ready`) && !graph.takes(`${dc}-ready`, previous.name))
    .flatMap((dc) => finding("waves-in-order", `${dc}-ready`, `must depend on ${previous.name}`));
}

function afterItsSensors(graph: Graph, gate: GraphResource): Finding[] {
  const members = namesIn(gate.inputs.domainControllers);
  if (!members) return finding("waves-in-order", gate.name, "whom it waits for cannot be seen");
  // A standalone gateway's `-watched` asks for sensors alone.
  const signals = waveIndex(gate) === undefined ? [] : members.map((dc) => `${dc}-dns-signal`);
  return [...members.map((dc) => `${dc}-sensor`), ...signals.filter((signal) => graph.find(signal))]
    .filter((proof) => !graph.takes(gate.name, proof))
    .flatMap((proof) => finding("waves-in-order", gate.name, `must depend on ${proof}`));
}

function inOneWave(ready: GraphResource, waves: readonly GraphResource[]): Finding[] {
  const host = hostOf(ready, "-ready") ?? ready.name;
  const of = waves.filter((gate) => namesIn(gate.inputs.domainControllers)?.includes(host));
  if (of.length === 1) return [];
  return finding("waves-in-order", ready.name, `${host} stands in ${of.length} waves; it must stand in one`);
}

/** What acts on a host reaches the very address that was measured: a mix-up would remove one host on another's word. */
export function actsWhereMeasured(graph: Graph): Finding[] {
  return graph.resources.flatMap((one) => {
    const step = stepOf(one);
    const target =
      step === "Remove-AtaCenter" || step === "Set-AtaCenterRest"
        ? memberOf(graph.find(one.name.replace(centerSuffix, "-lock"))?.inputs.center, "target")
        : step && measuredFor(graph, one.name.split(suffixes)[0] ?? "")?.inputs.target;
    const { connection } = one.inputs;
    const [measured, acted] = [textAt(target, "address"), textAt(connection, "host")];
    if (measured === undefined || acted === undefined) return [];
    if (measured === acted && memberOf(target, "port") === memberOf(connection, "port")) return [];
    return finding("acts-where-measured", one.name, "reaches another address than the one that was measured");
  });
}

const centerSuffix = /-(?:remove|wake|rest)$/;
const suffixes =
  /-(?:package|remove-gateway|install-sensor|remove-sensor|restore-gateway|clear-[a-z]+-remnants|(?:prepare|put-back)-[a-z-]+)$/;

function measuredFor(graph: Graph, host: string): GraphResource | undefined {
  return graph.find(`${host}-ready`) ?? graph.find(`${host}-way-back`);
}

function memberOf(value: unknown, key: string): unknown {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined;
}

function waveIndex(gate: GraphResource): number | undefined {
  const index = /^wave-(\d+)-gate$/.exec(gate.name)?.[1];
  return index === undefined ? undefined : Number(index);
}

interface Work {
  name: string;
  host: string;
}

/** Found by what they run, not by what they are called. */
export function removals(graph: Graph): Work[] {
  return working(graph, "Remove-AtaGateway", "-remove-gateway");
}

export function installs(graph: Graph): Work[] {
  const activations = graph
    .ofType(types.activation)
    .map(({ name, inputs }) => ({ name, host: textAt(inputs.subject, "name") ?? name }));
  return [...working(graph, "Install-Sensor", "-install-sensor"), ...activations];
}

function working(graph: Graph, step: string, suffix: string): Work[] {
  return graph.resources
    .filter((one) => stepOf(one) === step)
    .map((one) => ({ name: one.name, host: hostOf(one, suffix) ?? one.name }));
}

export function finding(rule: string, resource: string, message: string): Finding[] {
  return [{ rule, resource, message }];
}
