import { existsSync, readFileSync } from "node:fs";
import { loadInventory } from "../estate/ata/carryOverFile.ts";
import { InputError } from "../estate/ata/inputProblem.ts";
import type { Inventory } from "../estate/ata/inventory.ts";
import { formatEstateProblems, loadEstate } from "../estate/load.ts";
import { resolveTargets } from "../estate/reach.ts";
import type { Estate } from "../estate/schema.ts";
import type { Target } from "../estate/target.ts";
import type { CarryOver } from "../plan/carryOver/carryOver.ts";
import { compileCarryOver } from "../plan/carryOver/compile.ts";
import { checks } from "../plan/checks/index.ts";
import { type Plan, plan as planSchema } from "../plan/plan.ts";
import { scopeChanged } from "../plan/planner/agreedScope.ts";
import { planMove } from "../plan/planner/planner.ts";
import { ProblemError } from "../plan/problem.ts";
import { parseSurvey } from "../plan/survey.ts";

/** What the program is run with: the estate, how its hosts are reached, and the plan that follows. */
export interface MoveInputs {
  estate: Estate;
  targets: Record<string, Target>;
  plan: Plan;
  /** What was imported of ATA's settings, compiled; undefined where nothing was. */
  carryOver: CarryOver | undefined;
}

/**
 * Reads an estate file and what lies beside it: the last survey (`<estate>.facts.json`), the plan that was agreed to
 * (`<estate>.plan.json`, written by `ata2mdi plan --save`), whose waves are kept, and what was imported of ATA
 * (`<estate>.carry-over.json`). None of them has to be there.
 *
 * @throws ProblemError with every problem of what is wrong first: estate, keys of hosts, plan
 */
export function readMoveInputs(file: string, folder: string): MoveInputs {
  const estate = readEstate(file);
  const { targets, problems } = resolveTargets(estate, folder, file);
  if (problems.length > 0) throw invalid(file, formatEstateProblems(problems));
  const survey = readBeside(file, "facts", "survey", parseSurvey);
  const previous = readBeside(file, "plan", "plan", (text) => planSchema.parse(JSON.parse(text)));
  const inventory = readInventory(file);
  const plan = planMove(estate, survey, { previous });
  const changed = scopeChanged(estate, plan, previous, file);
  if (changed) throw new ProblemError(changed);
  return {
    estate,
    targets,
    plan,
    carryOver: inventory ? compileCarryOver(inventory) : undefined,
  };
}

function readInventory(file: string): Inventory | null {
  try {
    return loadInventory(file);
  } catch (error) {
    throw error instanceof InputError ? unreadable(`what was imported for ${file}`, error, "import") : error;
  }
}

function readEstate(file: string): Estate {
  const loaded = loadEstate(file, { checks });
  if (!loaded.ok) throw invalid(file, formatEstateProblems(loaded.problems));
  return loaded.estate;
}

function invalid(file: string, measured: string): ProblemError {
  return new ProblemError({
    id: "ESTATE-INVALID",
    cause: "the estate file has problems",
    measured,
    cure: "Correct the places named above.",
    command: `npx ata2mdi check ${file}`,
  });
}

function readBeside<T>(file: string, what: string, verb: string, read: (text: string) => T): T | undefined {
  const path = file.replace(/\.ya?ml$/i, `.${what}.json`);
  if (!existsSync(path)) return undefined;
  try {
    return read(readFileSync(path, "utf8"));
  } catch (error) {
    throw unreadable(path, error, verb);
  }
}

function unreadable(what: string, error: unknown, verb: string): ProblemError {
  return new ProblemError({
    id: "FILE-UNREADABLE",
    cause: `${what} is not what \`ata2mdi ${verb}\` writes`,
    measured: error instanceof Error ? error.message : String(error),
    cure: "Write it anew, or remove it.",
    command: `npx ata2mdi ${verb} --help`,
  });
}
