import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatEstateProblems, loadEstate } from "../estate/load.ts";
import { planSvg } from "../plan/planner/draw/svg.ts";
import { planMove } from "../plan/planner/planner.ts";
import { timelineOf } from "../plan/planner/timeline.ts";
import { defaultTimes } from "../plan/planner/times.ts";
import { typicalDurations } from "../plan/planner/typical.ts";

/**
 * Writes docs/images/plan-<estate>.svg: the plans of the sample estates, drawn. `node docs/generate-plan.ts`; with
 * `--check` it writes nothing and ends with 1 where a drawing is not that of the plan.
 */
const onlyCheck = process.argv.slice(2).includes("--check");

for (const name of ["dev", "large"]) {
  const path = join(import.meta.dirname, "images", `plan-${name}.svg`);
  const text = drawingOf(join(import.meta.dirname, "..", "estates", `${name}.yaml`));
  if (!onlyCheck) {
    writeFileSync(path, text);
  } else if (textOf(path) !== text) {
    process.stderr.write(
      `docs/images/plan-${name}.svg is not up to date: run \`node docs/generate-plan.ts\`.\n`,
    );
    process.exitCode = 1;
  }
}

function drawingOf(file: string): string {
  const loaded = loadEstate(file);
  if (!loaded.ok) throw new Error(formatEstateProblems(loaded.problems));
  const plan = planMove(loaded.estate);
  return planSvg(plan, timelineOf(plan, typicalDurations(loaded.estate, plan, defaultTimes)));
}

/** Undefined where the drawing is not there yet. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
