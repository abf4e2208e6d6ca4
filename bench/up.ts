import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEstate } from "../estate/load.ts";
import type { Estate } from "../estate/schema.ts";
import { writeGenerated } from "../lab/generate.ts";
import type { Plan } from "../plan/plan.ts";
import { type ChainPart, criticalPath, type PlanDurations } from "../plan/planner/criticalPath.ts";
import { planMove } from "../plan/planner/planner.ts";
import { Sandbox } from "../tests/support/sandbox.ts";
import type { Bench, Figure } from "./bench.ts";

/**
 * Wall time of `up` beside the plan's forecast and beside its critical path, both with the lab's own durations. The
 * forecast counts what the engine needs before the first resource too, which a preview of the same stack tells.
 */
export const bench: Bench = {
  name: "up",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    try {
      const fifty = writeGenerated(folder, { domainControllers: 50 });
      const generated = { scenario: fifty.scenario, estate: () => readFileSync(fifty.estate, "utf8") };
      const dev = await measured("dev", {}, 60);
      const large = await measured("50 domain controllers", generated, 20);
      return { figures: [overCriticalPath(dev), overCriticalPath(large), besideForecast(large)] };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Measured {
  name: string;
  /** Seconds: what `up` took, what the plan forecast, its critical path without the engine's start. */
  wall: number;
  forecast: number;
  critical: number;
  path: readonly string[];
}

async function measured(
  name: string,
  options: { scenario?: string; estate?: (dev: string) => string },
  timeFactor: number,
): Promise<Measured> {
  const sandbox = await Sandbox.start({ ...options, timeFactor });
  try {
    const file = join(sandbox.folder, "estates/dev.yaml");
    const loaded = parseEstate(readFileSync(file, "utf8"), file);
    if (!loaded.ok) throw new Error(`${name}: the estate has problems`);
    const plan = planMove(loaded.estate);
    const durations = labDurations(loaded.estate, plan, timeFactor);
    const start = await secondsOf(name, () => sandbox.pulumi(["preview"]));
    const forecast = criticalPath(plan, { ...durations, start }).seconds;
    const { seconds: critical, path } = criticalPath(plan, durations);
    const wall = await secondsOf(name, () => sandbox.up());
    return { name, wall, forecast, critical, path };
  } finally {
    await sandbox.stop();
  }
}

async function secondsOf(
  name: string,
  run: () => Promise<{ code: number | null; stdout: string }>,
): Promise<number> {
  const begun = performance.now();
  const { code, stdout } = await run();
  if (code !== 0) throw new Error(`${name}: pulumi failed:\n${stdout}`);
  return (performance.now() - begun) / 1000;
}

function overCriticalPath({ name, wall, critical, path }: Measured): Figure {
  const note = `${wall.toFixed(1)} s over ${critical.toFixed(1)} s, ${path.length} resources on the path`;
  return {
    name: `up of ${name}, wall / critical path`,
    value: wall / critical,
    unit: "x",
    limit: 1.25,
    note,
  };
}

/** How far the forecast is off, to either side. */
function besideForecast({ name, wall, forecast }: Measured): Figure {
  const value = Math.max(wall / forecast, forecast / wall);
  const note = `${wall.toFixed(1)} s, forecast ${forecast.toFixed(1)} s`;
  return { name: `up of ${name}, wall and forecast apart`, value, unit: "x", limit: 1.1, note };
}

/** What the lab takes for each part, in lab seconds (lab/scenario.ts) over its time factor; waits by our own polls. */
function labDurations(estate: Estate, plan: Plan, timeFactor: number): PlanDurations {
  const { poll } = estate.policy;
  const lab = (seconds: number) => seconds / timeFactor;
  // A change of state is seen half a poll after it happened, and once more a poll later.
  const seenTwice = 1.5 * poll;
  const hasGateway = new Set(
    estate.domainControllers.filter(({ gateway }) => gateway === "lightweight").map(({ name }) => name),
  );
  const ofV3 = new Set(
    plan.domainControllers
      .filter(({ decision }) => decision.kind === "move" && decision.generation === "v3")
      .map(({ name }) => name),
  );
  const firstV3 = plan.waves.flatMap((wave) => wave.domainControllers).find((name) => ofV3.has(name));
  const part = (name: string, which: ChainPart): number => {
    const v3 = ofV3.has(name);
    switch (which) {
      case "tools":
        return 0;
      case "package":
        return v3 ? 0 : lab(60);
      case "ready":
        return lab(6);
      case "remove-gateway":
        return hasGateway.has(name) ? lab(10 + 5 + 105) : 0;
      case "change":
        return v3 ? 0 : lab(240);
      case "sensor":
        // v2: the service knows it when the setup ends, a quarter before the step does; then listed, onboarded, started.
        return (v3 ? lab(name === firstV3 ? 180 : 60) : lab(60 + 60 + 30 - 240 / 4)) + seenTwice;
    }
  };
  return {
    start: 0,
    part,
    gate: (wave) => wave.soakSeconds + poll / 2,
    standaloneGateway: () => lab(120),
    center: () => lab(2),
  };
}
