import { type Finding, type Graph, hostOf, stepInputOf, stepOf, textAt, types } from "./graph.ts";
import { finding } from "./hostRules.ts";

const RULE = "rest-in-order";
/** What needs a Center, or its database, that runs. */
const needing = /-(?:backup-\d+|lock|remove)$/;

/**
 * A Center is stopped after its lock alone, which takes every outcome, every gate and its backup; never one that is to
 * go, and never one somebody goes back to. What asks a Center waits until it was seen to run.
 */
export function restInOrder(graph: Graph): Finding[] {
  return graph.resources
    .filter((one) => stepOf(one) === "Set-AtaCenterRest")
    .flatMap((one) => {
      const center = /^(.+)-(?:wake|rest)$/.exec(one.name)?.[1];
      const rest = stepInputOf(one, "rest");
      if (center === undefined)
        return finding(RULE, one.name, "does not tell by its name whose Center it is about");
      if (rest === "stopped") return stopped(graph, one.name, center);
      if (rest === "running") return running(graph, one.name, center);
      return finding(RULE, one.name, "whether it stops or starts a Center cannot be seen");
    });
}

function stopped(graph: Graph, stop: string, center: string): Finding[] {
  const lock = `${center}-lock`;
  const back = waysBackTo(graph, center);
  return [
    ...(graph.find(lock)?.type === types.lock && graph.waitsFor(stop, lock)
      ? []
      : finding(RULE, stop, `must not begin before ${lock} was evaluated`)),
    ...(graph.find(`${center}-remove`)
      ? finding(RULE, stop, `${center} is to go and must not be stopped`)
      : []),
    ...back.flatMap((name) => finding(RULE, stop, `${center} must run: ${name} needs it`)),
  ];
}

function running(graph: Graph, start: string, center: string): Finding[] {
  const own = graph.resources
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${center}-`) && needing.test(name.slice(center.length)));
  // The removal has its lock before it, which takes the start itself.
  return [...own, ...waysBackTo(graph, center)]
    .filter((name) => !(name === `${center}-remove` ? graph.waitsFor(name, start) : graph.takes(name, start)))
    .flatMap((name) =>
      finding(RULE, name, `must not begin before ${start}: the Center may have been stopped`),
    );
}

/** Those who go back to a Center. */
function waysBackTo(graph: Graph, center: string): string[] {
  return graph
    .ofType(types.wayBack)
    .filter(
      ({ name, inputs }) =>
        (textAt(inputs.center, "name") ?? center) === center && hostOf({ name }, "-way-back"),
    )
    .map(({ name }) => name);
}
