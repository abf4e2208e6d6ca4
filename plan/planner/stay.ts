import type { Estate } from "../../estate/schema.ts";
import type { Plan, PlannedDomainController, PlannedStandaloneGateway } from "../plan.ts";

/** A standalone gateway goes after the sensors of all it watched; one of them that stays keeps it. */
export function planGateway(
  gateway: Estate["standaloneGateways"][number],
  planned: ReadonlyMap<string, PlannedDomainController>,
): PlannedStandaloneGateway {
  const watched = gateway.watches.flatMap((name) => planned.get(name) ?? []);
  return {
    name: gateway.name,
    after: watched.filter((dc) => dc.decision.kind === "move").map((dc) => dc.name),
    heldBy: [
      ...(gateway.hold ? [`held back: ${gateway.hold}`] : []),
      ...watched
        .filter((dc) => dc.decision.kind !== "move")
        .map((dc) => `it watches ${dc.name}, which does not move: ${dc.decision.reason}`),
    ],
  };
}

/** Each Center with the domain controllers of its forest and the standalone gateways that stand there or watch there. */
export function planCenters(estate: Estate): Plan["centers"] {
  const forestOf = new Map(estate.domains.map((domain) => [domain.name, domain.forest]));
  const forestOfDc = new Map(estate.domainControllers.map((dc) => [dc.name, forestOf.get(dc.domain)]));
  return estate.centers.map((center) => ({
    name: center.name,
    forest: center.forest,
    request: center.then,
    domainControllers: estate.domainControllers
      .filter((dc) => forestOfDc.get(dc.name) === center.forest)
      .map((dc) => dc.name),
    standaloneGateways: estate.standaloneGateways
      .filter(
        (gateway) =>
          forestOf.get(gateway.domain ?? "") === center.forest ||
          gateway.watches.some((name) => forestOfDc.get(name) === center.forest),
      )
      .map((gateway) => gateway.name),
  }));
}
