import { type Finding, type Graph, type GraphResource, hostOf, stepOf, types } from "./graph.ts";
import { finding } from "./hostRules.ts";

/**
 * Nothing is written on a host that moves, nor changed in the service, before the service was seen to answer and to
 * allow what is needed: what fails there fails while nothing was touched.
 */
export function workspaceFirst(graph: Graph): Finding[] {
  const workspaces = graph.ofType(types.workspace).map(({ name }) => name);
  const first = asking.flatMap((type) => graph.ofType(type));
  const scripts = graph.ofType(types.copy).filter(({ name }) => isOfMove(graph, name));
  return [...first, ...scripts].flatMap(({ name }) => missing(graph, "workspace-first", name, workspaces));
}

/** What changes the service, or takes something of it, once. */
const asking = [
  types.package,
  types.activationSetting,
  types.auditing,
  types.suppression,
  types.deactivation,
];

/** Scripts of a host that moves or is prepared, or of a standalone gateway: going back, and Centers, need no service. */
function isOfMove(graph: Graph, copy: string): boolean {
  if (hostOf({ name: copy }, "-prepare-tools")) return true;
  const host = hostOf({ name: copy }, "-tools");
  return [`${host}-ready`, `${host}-watched`].some((gate) => graph.find(gate));
}

/**
 * Whatever can fail without harm is over before a host is measured: its scripts are there and so is the package of a v2
 * sensor, which is installed as it was fetched. What interrupts a host that is prepared waits for its window.
 */
export function stagedBeforeMeasured(graph: Graph): Finding[] {
  const packages = graph.ofType(types.package).map(({ name }) => name);
  return graph.resources.flatMap((one) => {
    const { name } = one;
    if (one.type === types.window) return afterWindow(graph, one);
    const ready = hostOf(one, "-ready");
    if (one.type === types.ready && ready) return beforeReady(graph, name, ready);
    const step = stepOf(one);
    if (step === undefined) return [];
    const fetched = step === "Get-SensorPackage" || step === "Install-Sensor" ? packages : [];
    return [...missing(graph, RULE, name, fetched), ...scriptsFirst(graph, name)];
  });
}

const RULE = "staged-before-measured";

function beforeReady(graph: Graph, ready: string, host: string): Finding[] {
  const staged = ["tools", "package", "clear-sensor-remnants"]
    .map((part) => `${host}-${part}`)
    .filter((name) => graph.find(name));
  return staged
    .filter((name) => !(name.endsWith("-package") ? graph.takes(ready, name) : graph.waitsFor(ready, name)))
    .flatMap((name) => finding(RULE, ready, `must not begin before ${name} is done`));
}

function afterWindow(graph: Graph, { name, inputs }: GraphResource): Finding[] {
  const host = hostOf({ name }, "-prepare-window");
  const checks: unknown[] = Array.isArray(inputs.checks) ? inputs.checks : [];
  return checks
    .map((check) => `${host}-prepare-${check}`)
    .filter((step) => !graph.waitsFor(step, name))
    .flatMap((step) => finding(RULE, step, `must not begin before ${name} is open`));
}

/** A step runs scripts that were copied to its host before. */
function scriptsFirst(graph: Graph, step: string): Finding[] {
  const own = graph
    .ofType(types.copy)
    .filter(({ name }) => step.startsWith(name.replace(/(?:-prepare|-back)?-tools$/, "-")));
  if (own.some(({ name }) => graph.waitsFor(step, name))) return [];
  return finding(RULE, step, "must not begin before its scripts are on its host");
}

function missing(graph: Graph, rule: string, name: string, needed: readonly string[]): Finding[] {
  return needed
    .filter((one) => !graph.takes(name, one))
    .flatMap((one) => finding(rule, name, `must depend on ${one}`));
}
