import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { DateTime } from "luxon";
import { planMove } from "../../plan/planner/planner.ts";
import { PlanningError } from "../../plan/planner/planningError.ts";
import { odds as knownOdds, type OddsName } from "../../plan/planner/rehearse/odds.ts";
import { rehearse } from "../../plan/planner/rehearse/rehearse.ts";
import { waysToShorten } from "../../plan/planner/rehearse/shorten.ts";
import { measuredTimes } from "../../plan/planner/times.ts";
import { FINE, PROBLEM, printProblem, runVerb } from "../exit.ts";
import { engineEnvironment } from "../place.ts";
import { zoneOf } from "../planning/dates.ts";
import { planFile, readEstate, readPlan, readSamples, readSurvey } from "../planning/planFiles.ts";
import { rehearsalText } from "../planning/rehearsalText.ts";
import { agreedPlan, readSoFar } from "../planning/soFar.ts";
import { wholeNumber } from "./plan.ts";

export interface RehearseVerbOptions {
  from?: string;
  runs: number;
  seed: number;
  odds: OddsName;
  times?: string;
  survey?: string;
  plan?: string;
  stack?: string;
  quick?: true;
  json?: true;
}

/** `ata2mdi rehearse <estate>`: when it will be over and how long who is blind, by simulation. Touches nothing. */
export function registerRehearse(program: Command): void {
  program
    .command("rehearse")
    .description(
      "Play the move thousands of times: finish date, protection gaps, people's hours; touches nothing",
    )
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .option("--from <moment>", "when it begins, such as 2026-12-01T20:00+01:00; default: now", moment)
    .option("--runs <number>", "how often it is played", countOfRuns, 10_000)
    .option("--seed <number>", "seed of chance: the same seed gives the same answer", wholeNumber, 1)
    .addOption(
      new Option("--odds <name>", "what goes wrong how often")
        .choices(Object.keys(knownOdds))
        .default("prepared"),
    )
    .option("--times <file>", "durations measured here, in seconds; default: <estate>.times.json")
    .option("--survey <file>", "facts to decide on; default: <estate>.facts.json")
    .option("--plan <file>", "the plan to rehearse; default: the saved one, else one made now")
    .option("--stack <name>", "also the times this stack measured, and what it has moved already")
    .option("--quick", "without looking for what would shorten it")
    .option("--json", "print the result as one JSON document")
    .addHelpText(
      "after",
      "\nExit codes: 0 rehearsed, 1 no plan keeps the rules, or it never ends, 2 used wrongly.",
    )
    .action((file: string, options: RehearseVerbOptions) =>
      runVerb(`npx ata2mdi rehearse ${file}`, () => rehearseVerb(file, options)),
    );
}

async function rehearseVerb(file: string, options: RehearseVerbOptions): Promise<number> {
  const estate = readEstate(file);
  const survey = readSurvey(file, options.survey);
  const stack =
    options.stack === undefined ? undefined : await readSoFar(options.stack, engineEnvironment(estate));
  const times = measuredTimes({ ...stack?.samples, ...readSamples(file, options.times) });
  const saved = options.plan ?? (existsSync(planFile(file)) ? planFile(file) : undefined);
  const previous =
    saved === undefined ? stack && agreedPlan(stack) : readPlan(saved, `npx ata2mdi plan ${file} --save`);
  const planOptions = { times, previous, progress: stack?.begun };
  try {
    const plan = planMove(estate, survey, planOptions);
    const from = options.from ?? new Date().toISOString();
    const chances = {
      from,
      runs: options.runs,
      seed: options.seed,
      times,
      odds: knownOdds[options.odds],
    };
    const shorten = options.quick
      ? []
      : waysToShorten({ estate, survey, plan, planOptions, options: chances });
    const result = { ...rehearse(estate, plan, chances), shorten };
    process.stdout.write(
      options.json ? `${JSON.stringify(result, null, 2)}\n` : rehearsalText(result, zoneOf(estate)),
    );
    return result.length.p95 < 0 ? PROBLEM : FINE;
  } catch (error) {
    if (!(error instanceof PlanningError)) throw error;
    for (const problem of error.problems) printProblem({ ...problem, command: `npx ata2mdi plan ${file}` });
    return PROBLEM;
  }
}

/** All outcomes are kept for their quantiles: more than this is memory and no better answer. */
const MOST_RUNS = 100_000;

function countOfRuns(text: string): number {
  const runs = wholeNumber(text);
  if (runs < 1 || runs > MOST_RUNS) throw new InvalidArgumentError(`must be from 1 to ${MOST_RUNS}`);
  return runs;
}

function moment(text: string): string {
  const at = DateTime.fromISO(text, { setZone: true });
  if (!at.isValid || !/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) {
    throw new InvalidArgumentError("must be a moment with its offset: 2026-12-01T20:00+01:00");
  }
  return at.toISO();
}
