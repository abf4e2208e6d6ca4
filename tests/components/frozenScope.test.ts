import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { writePlan } from "../../cli/planning/planFiles.ts";
import { readMoveInputs } from "../../components/moveInputs.ts";
import { preparedEstate } from "../support/goldenEstate.ts";

const dev = join(__dirname, "..", "..", "estates", "dev.yaml");

test("with its scope frozen the program carries out the saved plan, and no other", () => {
  const frozen = (text: string) => text.replace(/^policy:$/m, "policy:\n  freezeScope: true");
  const file = preparedEstate(dev, frozen);
  expect(() => readMoveInputs(file, process.cwd())).toThrow(/PLAN-NOT-AGREED.*none is saved/);
  const open = preparedEstate(dev);
  const { plan } = readMoveInputs(open, process.cwd());
  writePlan(file.replace(/yaml$/, "plan.json"), plan);
  expect(readMoveInputs(file, process.cwd()).plan.hash).toBe(plan.hash);
  writePlan(file.replace(/yaml$/, "plan.json"), { ...plan, waves: plan.waves.slice(0, 1) });
  expect(() => readMoveInputs(file, process.cwd())).toThrow(/PLAN-NOT-AGREED/);
});
