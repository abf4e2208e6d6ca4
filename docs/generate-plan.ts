import { join } from "node:path";
import { formatEstateProblems, loadEstate } from "../estate/load.ts";
import { planSvg } from "../plan/planner/draw/svg.ts";
import { planMove } from "../plan/planner/planner.ts";
import { timelineOf } from "../plan/planner/timeline.ts";
import { defaultTimes } from "../plan/planner/times.ts";
import { typicalDurations } from "../plan/planner/typical.ts";
import { keepGenerated } from "../tools/generated.ts";

/** Makes docs/images/plan-<estate>.svg: the plans of the sample estates, drawn. `node docs/generate-plan.ts [--check]` */
const drawn = ["dev", "large"].map((name) => [
  join(import.meta.dirname, "images", `plan-${name}.svg`),
  drawingOf(join(import.meta.dirname, "..", "estates", `${name}.yaml`)),
]);
keepGenerated("docs/generate-plan.ts", Object.fromEntries(drawn));

function drawingOf(file: string): string {
  const loaded = loadEstate(file);
  if (!loaded.ok) throw new Error(formatEstateProblems(loaded.problems));
  const plan = planMove(loaded.estate);
  return planSvg(plan, timelineOf(plan, typicalDurations(loaded.estate, plan, defaultTimes)));
}
