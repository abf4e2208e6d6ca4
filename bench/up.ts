import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEstate } from "../estate/load.ts";
import { writeGenerated } from "../lab/generate.ts";
import { type ChainPart, criticalPath, type PlanDurations } from "../plan/planner/criticalPath.ts";
import { planMove } from "../plan/planner/planner.ts";
import { Sandbox } from "../tests/support/sandbox.ts";
import type { Bench, Figure } from "./bench.ts";

/** Wall time of `up` beside the critical path of the plan with the lab's own step durations. */
export const bench: Bench = {
  name: "up",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    try {
      const fifty = writeGenerated(folder, { domainControllers: 50 });
      return {
        figures: [
          await overCriticalPath("dev", {}, 60, 1.25),
          await overCriticalPath(
            "50 domain controllers",
            { scenario: fifty.scenario, estate: () => readFileSync(fifty.estate, "utf8") },
            30,
            1.35,
          ),
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function overCriticalPath(
  name: string,
  options: { scenario?: string; estate?: (dev: string) => string },
  timeFactor: number,
  limit: number,
): Promise<Figure> {
  const sandbox = await Sandbox.start({ ...options, timeFactor });
  try {
    const file = join(sandbox.folder, "estates/dev.yaml");
    const loaded = parseEstate(readFileSync(file, "utf8"), file);
    if (!loaded.ok) throw new Error(`${name}: the estate has problems`);
    const { seconds, path } = criticalPath(
      planMove(loaded.estate),
      labDurations(loaded.estate.policy, timeFactor),
    );
    const start = performance.now();
    const { code, stdout } = await sandbox.up();
    const wall = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`${name}: up failed:\n${stdout}`);
    const note = `${wall.toFixed(1)} s over ${seconds.toFixed(1)} s, ${path.length} resources on the path`;
    return { name: `up of ${name}, wall / critical path`, value: wall / seconds, unit: "x", limit, note };
  } finally {
    await sandbox.stop();
  }
}

/** What the lab takes for each part, in lab seconds (lab/scenario.ts) over its time factor; waits by our own polls. */
function labDurations(policy: { poll: number; soak: number }, timeFactor: number): PlanDurations {
  const lab = (seconds: number) => seconds / timeFactor;
  const parts: Record<ChainPart, number> = {
    tools: 0,
    package: lab(60),
    ready: lab(6),
    "remove-gateway": lab(10 + 5 + 105),
    change: lab(240),
    // Listed, onboarding, starting: then seen well twice in a row, one poll apart.
    sensor: lab(60 + 60 + 30) + policy.poll,
  };
  return {
    start: 0,
    part: (_, part) => parts[part],
    gate: () => policy.soak,
    standaloneGateway: () => lab(120),
    center: () => lab(2),
  };
}
