import { join } from "node:path";
import { z } from "zod";
import { formatEstateProblems, loadEstate } from "../estate/load.ts";
import { plan as planSchema } from "../plan/plan.ts";
import { planSvg } from "../plan/planner/draw/svg.ts";
import { planMove } from "../plan/planner/planner.ts";
import { rehearsal } from "../plan/planner/rehearse/rehearsal.ts";
import { timelineOf } from "../plan/planner/timeline.ts";
import { defaultTimes } from "../plan/planner/times.ts";
import { typicalDurations } from "../plan/planner/typical.ts";
import { keepGenerated } from "../tools/generated.ts";

/**
 * Makes docs/images/plan-<estate>.svg, the plans of the sample estates drawn, and docs/schemas/*.schema.json, what
 * `--json` of plan and rehearse promises. `node docs/generate-plan.ts [--check]`
 */
const drawn = ["dev", "large"].map((name) => [
  join(import.meta.dirname, "images", `plan-${name}.svg`),
  drawingOf(join(import.meta.dirname, "..", "estates", `${name}.yaml`)),
]);
const schemas = Object.entries({ plan: planSchema, rehearsal }).map(([name, schema]) => [
  join(import.meta.dirname, "schemas", `${name}.schema.json`),
  `${JSON.stringify({ title: `What ata2mdi prints: ${name}`, ...openSchema(schema) }, undefined, 2)}\n`,
]);
keepGenerated("docs/generate-plan.ts", Object.fromEntries([...drawn, ...schemas]));

/** Draft 7. Fields may be added, so a reader must not refuse those it does not know. */
function openSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, {
    target: "draft-7",
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
}

function drawingOf(file: string): string {
  const loaded = loadEstate(file);
  if (!loaded.ok) throw new Error(formatEstateProblems(loaded.problems));
  const plan = planMove(loaded.estate);
  return planSvg(plan, timelineOf(plan, typicalDurations(loaded.estate, plan, defaultTimes)));
}
