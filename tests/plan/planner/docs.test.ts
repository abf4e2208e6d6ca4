import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { loadEstate } from "../../../estate/load.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { seededRandom } from "../../../plan/planner/random.ts";
import { rules } from "../../../plan/planner/rules.ts";
import { limitsOf, mostAtOnce, playSchedule } from "../../support/engineOracle.ts";

const page = readFileSync("docs/planning.md", "utf8");

test("docs/planning.md explains every rule, with an example", () => {
  for (const name of Object.keys(rules))
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\| \\S.{30,} \\|`, "m"));
});

test("docs/planning.md lists every problem the planner can find, and no other", () => {
  const sources = readdirSync("plan/planner").filter((file) => file.endsWith(".ts"));
  const found = new Set(
    sources.flatMap((file) => readFileSync(`plan/planner/${file}`, "utf8").match(/"PLAN-[A-Z-]+"/g) ?? []),
  );
  const told = new Set((page.match(/`PLAN-[A-Z-]+`/g) ?? []).map((id) => id.replaceAll("`", '"')));
  expect(told).toEqual(found);
});

test("the large sample has no problem, binds most rules and keeps every limit", () => {
  const loaded = loadEstate("estates/large.yaml", { today: "2026-11-22" });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { estate } = loaded;
  expect(estate.domainControllers).toHaveLength(60);
  const plan = planMove(estate);
  for (const { rule, limit, members } of limitsOf(estate)) {
    expect({ rule, fits: mostAtOnce(plan, members) <= limit }).toEqual({ rule, fits: true });
  }
  const random = seededRandom(1);
  for (let run = 0; run < 20; run++) {
    expect(playSchedule(estate, plan, (many) => Math.floor(random() * many)).broken).toBeUndefined();
  }
  const reasons = plan.domainControllers.flatMap((dc) => dc.because).join("\n");
  for (const sentence of [
    "site ",
    "domain ",
    "forest ",
    "canary",
    "only domain controller of site",
    "synchronizer",
  ]) {
    expect(reasons).toContain(sentence);
  }
});
