import { existsSync } from "node:fs";
import type { Command } from "commander";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import { forestsOf, secretReferencesOf } from "../../estate/lookups.ts";
import { resolveTargets } from "../../estate/reach.ts";
import type { Estate } from "../../estate/schema.ts";
import { restNotes } from "../../plan/centerRest.ts";
import { checks } from "../../plan/checks/index.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { PlanningError } from "../../plan/planner/planningError.ts";
import { formatProblem, type Problem, problemOf } from "../../plan/problem.ts";
import { resolveSecret } from "../../remote/secret.ts";
import { FINE, PROBLEM, runVerb } from "../exit.ts";
import { planFile, readPlan } from "../planning/planFiles.ts";
import { readSurveyFile, surveyPath } from "../survey/surveyFile.ts";
import { waiverNotes } from "../survey/waiverNotes.ts";

export interface CheckOptions {
  json?: true;
}

/** `ata2mdi check <estate>`: everything wrong with an estate file, or one line of what it holds. */
export function registerCheck(program: Command): void {
  program
    .command("check")
    .description("Check an estate file: all of its problems at once, each with its place and its cure")
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .option("--json", "print the result as one JSON document")
    .addHelpText("after", "\nExit codes: 0 no problem, 1 problems (they are printed), 2 used wrongly.")
    .action((file: string, options: CheckOptions) =>
      runVerb(`ata2mdi check ${file}`, () => check(file, options)),
    );
}

function check(file: string, options: CheckOptions): number {
  const loaded = loadEstate(file, { checks });
  const { clashes, centers } = loaded.ok ? planOf(loaded.estate, file) : { clashes: [], centers: [] };
  if (options.json) {
    const result = loaded.ok
      ? {
          ok: clashes.length === 0,
          file,
          holds: holds(loaded.estate),
          problems: [],
          clashes,
          waivers: notesOnWaivers(loaded.estate, file),
          centers,
        }
      : { ok: false, file, problems: loaded.problems };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } else if (clashes.length > 0) {
    process.stderr.write(`${file}: each part is right, but its rules cannot all be kept together\n\n`);
    process.stderr.write(`${clashes.map(formatProblem).join("\n\n")}\n`);
  } else if (loaded.ok) {
    process.stdout.write(`${file}: no problem. ${sentence(loaded.estate)}\n`);
    for (const note of [...notesOnWaivers(loaded.estate, file), ...centers])
      process.stdout.write(`${note}\n`);
    process.stdout.write(hint(loaded.estate, file));
  } else {
    process.stderr.write(`${formatEstateProblems(loaded.problems)}\n`);
  }
  return loaded.ok && clashes.length === 0 ? FINE : PROBLEM;
}

interface Planned {
  /** Why no plan keeps the rules of a good file. */
  clashes: readonly Problem[];
  /** Centers that run on although the file would have them stopped: no fault of the file either. */
  centers: string[];
}

/** What the file comes to as a plan; the search for a short one is left out. */
function planOf(estate: Estate, file: string): Planned {
  const saved = planFile(file);
  try {
    const plan = planMove(estate, readSurveyFile(surveyPath(file)), {
      previous: existsSync(saved) ? readPlan(saved, `npx ata2mdi plan ${file} --fresh --save`) : undefined,
      effort: 0,
    });
    return { clashes: [], centers: restNotes(estate, plan) };
  } catch (error) {
    if (!(error instanceof PlanningError)) throw error;
    const command = `npx ata2mdi check ${file}`;
    return { clashes: error.problems.map((problem) => ({ ...problem, command })), centers: [] };
  }
}

/** Waivers that do nothing are no fault of the file, so they are told and not failed. */
function notesOnWaivers(estate: Estate, file: string): string[] {
  const today = new Date().toISOString().slice(0, 10);
  return waiverNotes(estate, readSurveyFile(surveyPath(file)), today);
}

/** What an estate holds, in numbers. */
function holds(estate: Estate) {
  return {
    estate: estate.name,
    forests: forestsOf(estate).length,
    domains: estate.domains.length,
    sites: estate.sites.length,
    domainControllers: estate.domainControllers.length,
    held: estate.domainControllers.filter(({ hold }) => hold !== undefined).length,
    standaloneGateways: estate.standaloneGateways.length,
    centers: estate.centers.length,
  };
}

function sentence(estate: Estate): string {
  const of = holds(estate);
  const held = of.held > 0 ? ` (${of.held} held)` : "";
  return `${[
    count(of.domainControllers, "domain controller") + held,
    count(of.standaloneGateways, "standalone gateway"),
    count(of.centers, "Center"),
    count(of.domains, "domain"),
    count(of.forests, "forest"),
    count(of.sites, "site"),
  ].join(", ")}.`;
}

/** Keys of hosts and secrets are no matter of the file alone: they may come later, so they are told and not failed. */
function hint(estate: Estate, file: string): string {
  const { problems } = resolveTargets(estate, process.cwd(), file);
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const keys = first ? [before(first.path, first.message + more, first.fix)] : [];
  return [...keys, ...missingSecrets(estate)].join("");
}

/** Secrets that are not where the file says. Those of the stack's config are known to the engine alone. */
function missingSecrets(estate: Estate): string[] {
  return [...secretReferencesOf(estate)].flatMap(([path, reference]) => {
    if ("config" in reference) return [];
    try {
      resolveSecret(reference, () => undefined);
      return [];
    } catch (error) {
      const { measured, cure, command } = problemOf(error);
      return [before(path, measured, `${cure} ${command}`)];
    }
  });
}

function before(path: string, message: string, fix: string): string {
  return `Before \`pulumi preview\`: ${path}: ${message}\n  fix: ${fix}\n`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
