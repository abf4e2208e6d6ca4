import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Estate, type SwitchableRule, switchableRules } from "../../estate/schema.ts";
import type { Plan } from "../../plan/plan.ts";
import { compareAgreed, comparePlans, type PlanChange } from "../../plan/planner/comparePlans.ts";
import { planMermaid } from "../../plan/planner/draw/mermaid.ts";
import { planSvg } from "../../plan/planner/draw/svg.ts";
import { explainOne } from "../../plan/planner/explainOne.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { PlanningError } from "../../plan/planner/planningError.ts";
import { rehearse } from "../../plan/planner/rehearse/rehearse.ts";
import { timelineOf } from "../../plan/planner/timeline.ts";
import { defaultTimes } from "../../plan/planner/times.ts";
import { typicalDurations } from "../../plan/planner/typical.ts";
import { FINE, PROBLEM, printProblem, runVerb, USAGE } from "../exit.ts";
import { engineEnvironment } from "../place.ts";
import { columns } from "../planning/columns.ts";
import { dateText, zoneOf } from "../planning/dates.ts";
import { planFile, readEstate, readPlan, readSurvey, writePlan } from "../planning/planFiles.ts";
import { planTable, type WhenOver } from "../planning/planTable.ts";
import { agreedPlan, readSoFar } from "../planning/soFar.ts";

export interface PlanVerbOptions {
  json?: true;
  mermaid?: true;
  svg?: true;
  why?: string;
  /** True: against the stack's plan, else the saved one. */
  diff?: string | true;
  previous?: string;
  fresh?: true;
  save?: true;
  survey?: string;
  stack?: string;
  without?: SwitchableRule[];
  seed?: number;
}

/** Rehearsals that tell when it is over: enough for a date, and no wait. */
const RUNS = 1000;

/** `ata2mdi plan <estate>`: who moves when and why, as a table, data or drawing. Changes nothing. */
export function registerPlan(program: Command): void {
  program
    .command("plan")
    .description("Show who moves when, why there and what never happens together; changes nothing")
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .addOption(
      new Option("--json", "print the plan as one JSON document").conflicts([
        "mermaid",
        "svg",
        "why",
        "diff",
      ]),
    )
    .addOption(new Option("--mermaid", "print it as a Mermaid flowchart").conflicts(["svg", "why", "diff"]))
    .addOption(new Option("--svg", "print it as a drawing, time to scale").conflicts(["why", "diff"]))
    .addOption(
      new Option("--why <name>", "what put this domain controller, gateway or Center there").conflicts(
        "diff",
      ),
    )
    .option(
      "--diff [plan]",
      "what differs from this plan (default: the stack's with --stack, else the saved one); exit code 1 when it does",
    )
    .addOption(
      new Option("--previous <plan>", "keep the waves of this plan; default: the saved one").conflicts(
        "fresh",
      ),
    )
    .option("--fresh", "plan from nothing, whatever was saved")
    .option("--save", "save it beside the estate as <estate>.plan.json, the plan agreed to")
    .option("--survey <file>", "facts to decide on; default: <estate>.facts.json")
    .option("--stack <name>", "go on from what this stack has moved, and from its plan where none is saved")
    .addOption(
      new Option("--without <rule...>", "set these rules aside, to see what they cost").choices(
        switchableRules,
      ),
    )
    .option("--seed <number>", "seed of the search", wholeNumber)
    .addHelpText(
      "after",
      "\nExit codes: 0 planned, 1 no plan keeps the rules, or it differs (--diff), 2 used wrongly.",
    )
    .action((file: string, options: PlanVerbOptions) =>
      runVerb(`npx ata2mdi plan ${file}`, () => planVerb(file, options)),
    );
}

async function planVerb(file: string, options: PlanVerbOptions): Promise<number> {
  const estate = readEstate(file);
  const stack =
    options.stack === undefined ? undefined : await readSoFar(options.stack, engineEnvironment(estate));
  let plan: Plan;
  try {
    plan = planMove(estate, readSurvey(file, options.survey), {
      previous: options.fresh ? undefined : (previousPlan(file, options) ?? (stack && agreedPlan(stack))),
      progress: stack?.begun,
      without: options.without,
      seed: options.seed,
    });
  } catch (error) {
    if (!(error instanceof PlanningError)) throw error;
    for (const problem of error.problems) printProblem({ ...problem, command: `npx ata2mdi plan ${file}` });
    return PROBLEM;
  }
  // Read before it may be written anew.
  const other = options.diff === true ? planFile(file) : options.diff;
  const againstStack = options.diff === true && stack?.agreed !== undefined;
  const compared =
    other === undefined || againstStack ? undefined : readPlan(other, `npx ata2mdi plan ${file} --save`);
  if (options.save) {
    if (options.without) return usage("--save keeps every rule: leave out --without");
    writePlan(planFile(file), plan);
  }
  if (againstStack && stack?.agreed) {
    return tellChanges(
      `what stack ${options.stack} carries out`,
      compareAgreed(stack.agreed, plan),
      // Who has moved is part of the hash: from the first move on it is another, which is no news.
      plan.begun ? plan.hash : stack.agreed.hash,
      plan,
    );
  }
  if (other !== undefined && compared) {
    return tellChanges(other, comparePlans(compared, plan), compared.hash, plan);
  }
  if (options.why !== undefined) {
    const lines = explainOne(plan, options.why);
    if (!lines) return usage(`${file} has nothing called ${options.why}`);
    process.stdout.write(`${lines.join("\n")}\n`);
    return FINE;
  }
  const timeline = () => timelineOf(plan, typicalDurations(estate, plan, defaultTimes));
  if (options.json) process.stdout.write(`${JSON.stringify(plan, null, 2)}\n`);
  else if (options.mermaid) process.stdout.write(planMermaid(plan));
  else if (options.svg) process.stdout.write(planSvg(plan, timeline()));
  else process.stdout.write(`${planTable(plan, timeline(), whenOver(estate, plan))}\n`);
  return FINE;
}

/** When it would be over if it went on from now: only for people, since every day it is another. */
function whenOver(estate: Estate, plan: Plan): WhenOver {
  const from = new Date().toISOString();
  const { finish, runs } = rehearse(estate, plan, { from, runs: RUNS });
  const told = (moment: string) => dateText(moment, zoneOf(estate));
  return { from: told(from), runs, p50: told(finish.p50), p95: told(finish.p95) };
}

/** The plan that was named, else the saved one, else none. */
function previousPlan(file: string, options: PlanVerbOptions): Plan | undefined {
  const saved = planFile(file);
  const retry = `npx ata2mdi plan ${file} --fresh`;
  if (options.previous !== undefined) return readPlan(options.previous, retry);
  return existsSync(saved) ? readPlan(saved, retry) : undefined;
}

function tellChanges(other: string, changes: readonly PlanChange[], hash: string, plan: Plan): number {
  if (changes.length === 0) {
    const same =
      hash === plan.hash
        ? ""
        : " in what is done, when and after whom; only reasons or gaps to expect are others";
    process.stdout.write(`No difference to ${other}${same}.\n`);
    return FINE;
  }
  const rows = changes.map(({ name, what, before, after }) => [name, what, before, "→", after]);
  process.stdout.write(`${columns(rows).join("\n")}\n`);
  return PROBLEM;
}

function usage(message: string): number {
  process.stderr.write(`${message}\n`);
  return USAGE;
}

/** Commander's check of a whole number. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("must be a whole number");
  return Number(text);
}
