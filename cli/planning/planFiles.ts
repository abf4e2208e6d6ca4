import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { formatEstateProblems, loadEstate } from "../../estate/load.ts";
import type { Estate } from "../../estate/schema.ts";
import { checks } from "../../plan/checks/index.ts";
import { type Plan, parsePlan } from "../../plan/plan.ts";
import { ProblemError } from "../../plan/problem.ts";
import { parseSurvey, type Survey } from "../../plan/survey.ts";

/** `estates/prod.yaml` → `estates/prod.<what>.json`. */
function beside(estateFile: string, what: string): string {
  return `${estateFile.replace(/\.ya?ml$/i, "")}.${what}.json`;
}

/** Where the facts of an estate, the plan agreed to and its measured times are kept. */
export const surveyFile = (estateFile: string) => beside(estateFile, "facts");
export const planFile = (estateFile: string) => beside(estateFile, "plan");
export const timesFile = (estateFile: string) => beside(estateFile, "times");

export function readEstate(file: string): Estate {
  const loaded = loadEstate(file, { checks });
  if (loaded.ok) return loaded.estate;
  throw new ProblemError({
    id: "ESTATE-INVALID",
    cause: "the estate file has problems",
    measured: formatEstateProblems(loaded.problems),
    cure: "Correct the places named above.",
    command: `npx ata2mdi check ${file}`,
  });
}

/** The survey in a file that was named, or beside the estate when there is one. */
export function readSurvey(estateFile: string, named?: string): Survey | undefined {
  const file = named ?? surveyFile(estateFile);
  if (named === undefined && !existsSync(file)) return undefined;
  const retry = `npx ata2mdi survey ${estateFile}`;
  return readJson(file, "a survey", retry, (text) => parseSurvey(text));
}

/** A plan that `ata2mdi plan --json` printed or `--save` wrote, or the stack output `plan`. */
export function readPlan(file: string, retry: string): Plan {
  return readJson(file, "a plan", retry, parsePlan);
}

/** Written beside its place and renamed: a reader sees the old one or the new one. */
export function writePlan(file: string, plan: Plan): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(plan, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

const seconds = z.array(z.number().positive());
const samples = z
  .strictObject({
    tools: seconds,
    ready: seconds,
    removeGateway: seconds,
    installSensor: seconds,
    activateSensor: seconds,
    firstActivation: seconds,
    verifySensor: seconds,
    standaloneGateway: seconds,
  })
  .partial();

/** Seconds measured here by part of the move: of a file that was named, or beside the estate when there is one. */
export function readSamples(estateFile: string, named?: string): z.output<typeof samples> {
  const file = named ?? timesFile(estateFile);
  if (named === undefined && !existsSync(file)) return {};
  return readJson(file, "measured times", `npx ata2mdi rehearse ${estateFile}`, (text) =>
    samples.parse(JSON.parse(text)),
  );
}

function readJson<T>(file: string, what: string, retry: string, parse: (text: string) => T): T {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ProblemError({
      id: "FILE-UNREADABLE",
      cause: `${file} cannot be read as ${what}`,
      measured: error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error),
      cure: `Name another file, or make it again.`,
      command: retry,
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
