import type { Estate } from "../../estate/schema.ts";
import type { Plan } from "../plan.ts";
import type { ChainPart, PlanDurations } from "./timeline.ts";
import { packageSeconds, type StepTimes } from "./times.ts";

/** Typical (median) seconds of everything in a plan, with nothing going wrong. */
export function typicalDurations(
  estate: Estate,
  plan: Pick<Plan, "domainControllers">,
  times: StepTimes,
): PlanDurations {
  const rates = new Map(estate.sites.map((site) => [site.name, site.packageMegabitsPerSecond]));
  const hosts = new Map(estate.domainControllers.map((dc) => [dc.name, dc]));
  const decisions = new Map(plan.domainControllers.map((dc) => [dc.name, dc.decision]));
  const part = (name: string, which: ChainPart): number => {
    const dc = hosts.get(name);
    const decision = decisions.get(name);
    const v2 = decision?.kind === "move" && decision.generation === "v2";
    switch (which) {
      case "tools":
        return times.tools.median;
      case "package":
        return v2 ? packageSeconds(times, rates.get(dc?.site ?? "")) : 0;
      case "ready":
        return times.ready.median;
      case "remove-gateway":
        return dc?.gateway === "lightweight" ? times.removeGateway.median : 0;
      case "change":
        return v2 ? times.installSensor.median : times.activateSensor.median;
      case "sensor":
        return times.verifySensor.median;
    }
  };
  return {
    start: 0,
    part,
    gate: (wave) => wave.soakSeconds,
    standaloneGateway: () => times.standaloneGateway.median,
    center: () => 0,
  };
}
