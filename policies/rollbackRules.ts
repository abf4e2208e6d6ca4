import { type Finding, type Graph, hostOf, stepOf, types } from "./graph.ts";
import { finding } from "./hostRules.ts";

const RULE = "rollback-in-order";

/**
 * Going back, in its order: the way back is measured, then the sensor goes, then the gateway comes, then host and
 * Center say that it runs. Who goes back does not move forward in the same program, and nobody moves before they are
 * back.
 */
export function rollbackInOrder(graph: Graph): Finding[] {
  return [
    ...steps(graph, "Remove-Sensor", "-remove-sensor").flatMap(({ name, host }) =>
      graph.find(`${host}-way-back`)?.type === types.wayBack && graph.takes(name, `${host}-way-back`)
        ? []
        : finding(RULE, name, `must not begin before ${host}-way-back has passed`),
    ),
    ...steps(graph, "Restore-AtaGateway", "-restore-gateway").flatMap(({ name, host }) =>
      [`${host}-way-back`, `${host}-remove-sensor`, `${host}-deactivate-sensor`]
        .filter((before) => before !== `${host}-deactivate-sensor` || graph.find(before))
        .filter((before) => !graph.find(before) || !graph.takes(name, before))
        .flatMap((before) => finding(RULE, name, `must not begin before ${before} is done`)),
    ),
    ...graph.ofType(types.deactivation).flatMap(({ name }) => {
      const removal = `${hostOf({ name }, "-deactivate-sensor") ?? name}-remove-sensor`;
      return graph.takes(name, removal) ? [] : finding(RULE, name, `must depend on ${removal}`);
    }),
    ...verified(graph),
    ...graph.ofType(types.wayBack).flatMap(({ name }) => {
      const host = hostOf({ name }, "-way-back") ?? name;
      const forward = [`${host}-ready`, `${host}-remove-gateway`, `${host}-sensor`].find((one) =>
        graph.find(one),
      );
      return forward ? finding(RULE, name, `${host} must not go back and move at once: ${forward}`) : [];
    }),
  ];
}

function verified(graph: Graph): Finding[] {
  return graph.ofType(types.restored).flatMap((gateway) => {
    const host = hostOf(gateway, "-gateway") ?? gateway.name;
    const restore = `${host}-restore-gateway`;
    const late = graph
      .ofType(types.ready)
      .filter((ready) => !graph.takes(ready.name, gateway.name))
      .flatMap((ready) => finding(RULE, ready.name, `must not begin before ${gateway.name} is back`));
    if (graph.find(restore) && graph.takes(gateway.name, restore)) return late;
    return [...finding(RULE, gateway.name, `must not begin before ${restore} is done`), ...late];
  });
}

function steps(graph: Graph, step: string, suffix: string): { name: string; host: string }[] {
  return graph.resources
    .filter((one) => stepOf(one) === step)
    .map((one) => ({ name: one.name, host: hostOf(one, suffix) ?? one.name }));
}
