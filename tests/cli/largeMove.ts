import type { StackView } from "../../cli/stack.ts";
import { readDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { readyFacts } from "../support/facts.ts";
import { generatedEstate } from "../support/generatedEstate.ts";
import { stateAfter } from "./recordings.ts";

interface Exported {
  version: number;
  deployment: { resources: { urn: string; dependencies?: string[] }[] };
}

/** The recorded domain controllers that the others are copies of. */
const MODELS = { v2: "dc04", v3: "dc02" } as const;

/**
 * A stack of a generated estate, every domain controller of which has moved: the recorded resources of one of its
 * generation, under its name and each wave at its time.
 */
export function largeMove(domainControllers: number): StackView {
  const estate = generatedEstate({ name: "large", seed: 7, domainControllers, domains: 4, sites: 40 });
  const plan = planMove(estate, undefined, { effort: 1000 });
  const recorded = JSON.parse(stateAfter("moved")) as Exported;
  const common = recorded.deployment.resources.filter(({ urn }) => !/::dc\d\d/.test(urn));
  const copies = plan.domainControllers.flatMap((dc) => {
    if (dc.decision.kind !== "move") return [];
    const model = MODELS[dc.decision.generation];
    const own = recorded.deployment.resources.filter(({ urn }) => urn.includes(`::${model}`));
    const text = JSON.stringify(own)
      .replaceAll(model, dc.name)
      .replace(/\\"log\\":\[[^\]]*\]/g, longLog);
    return JSON.parse(later(text, (dc.wave ?? 0) * 90)) as Exported["deployment"]["resources"];
  });
  const text = JSON.stringify({ ...recorded, deployment: { resources: [...common, ...copies] } });
  const deployment = readDeployment(text);
  const hosts = Object.fromEntries(estate.domainControllers.map(({ name }) => [name, readyFacts()]));
  return {
    stack: "large",
    estateFile: "estates/large.yaml",
    estate,
    survey: { takenAt: "2026-11-20T00:00:00.000Z", hosts },
    plan,
    deployment,
    state: moveState(estate, plan, deployment),
  };
}

/** As much of a log as an answer may hold. */
const longLog = `\\"log\\":[${Array.from({ length: 40 }, () => `\\"${"line of a log ".repeat(8)}\\"`).join()}]`;

/** Every moment in a text, so many minutes later. */
function later(text: string, minutes: number): string {
  return text.replace(/2026-11-22T\d\d:\d\d:\d\d(\.\d+)?Z/g, (moment) =>
    new Date(Date.parse(moment) + minutes * 60_000).toISOString(),
  );
}
