import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../../estate/duration.ts";
import type { Estate } from "../../estate/schema.ts";
import type { Survey } from "../../plan/survey.ts";
import { FINE, PROBLEM, runVerb } from "../exit.ts";
import { readEstate, readSurvey } from "../planning/planFiles.ts";
import { writeWhole } from "../report/write.ts";
import { assess } from "../survey/assess.ts";
import { describeAssessment } from "../survey/describe.ts";
import { renderJunit } from "../survey/junit.ts";
import type { Measured } from "../survey/measureHosts.ts";

interface VerdictsOptions {
  survey?: string;
  maxAge: number;
  junit?: string;
  json?: true;
}

/** `ata2mdi verdicts <estate>`: the checks over the facts of the last survey, for a pipeline; no host is asked. */
export function registerVerdicts(program: Command): void {
  program
    .command("verdicts")
    .description("judge the facts of the last survey again, as a gate for pipelines; asks no host")
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .option("--survey <file>", "the facts; default: <estate>.facts.json")
    .addOption(
      new Option("--max-age <time>", "facts older than this are no facts")
        .argParser(seconds)
        .default(7 * 86_400, "7d"),
    )
    .option("--junit <file>", "write the verdicts as JUnit XML")
    .option("--json", "print the result as one JSON document")
    .addHelpText(
      "after",
      "\nExit codes: 0 all that move are ready, 1 not so (it is printed), 2 used wrongly.",
    )
    .action((file: string, options: VerdictsOptions) =>
      runVerb(`ata2mdi verdicts ${file}`, () => verdicts(file, options)),
    );
}

function verdicts(file: string, options: VerdictsOptions): number {
  const estate = readEstate(file);
  const survey = readSurvey(file, options.survey);
  const now = new Date();
  const measured = measuredIn(estate, survey, { file, maxAge: options.maxAge, now });
  const assessment = assess(estate, measured, now.toISOString().slice(0, 10));
  if (options.junit)
    writeWhole(options.junit, renderJunit(assessment), "npx ata2mdi verdicts <estate> --junit <file>");
  const document = {
    schema: 1,
    estate: file,
    hosts: assessment.hosts.map(({ facts: _facts, ...host }) => host),
    waivers: assessment.waivers,
  };
  process.stdout.write(
    options.json ? `${JSON.stringify(document, null, 2)}\n` : describeAssessment(assessment),
  );
  return assessment.hosts.every(({ ready }) => ready) ? FINE : PROBLEM;
}

/** The facts of each domain controller; a host whose facts are missing or too old is told as a problem. */
function measuredIn(
  estate: Estate,
  survey: Survey | undefined,
  { file, maxAge, now }: { file: string; maxAge: number; now: Date },
): Measured[] {
  return estate.domainControllers.map(({ name: host }) => {
    const facts = survey?.hosts[host];
    const age = facts ? (now.getTime() - Date.parse(facts.measuredAt)) / 1000 : Number.POSITIVE_INFINITY;
    if (facts && age <= maxAge) return { host, facts };
    return {
      host,
      problem: {
        id: "FACTS-MISSING",
        host,
        cause: "nothing that counts is known of the host",
        measured: facts
          ? `it was measured ${facts.measuredAt}, longer ago than allowed`
          : "no survey has measured it",
        cure: "Measure it again.",
        command: `npx ata2mdi survey ${file} --host ${host}`,
      },
    };
  });
}

function seconds(text: string): number {
  const parsed = parseDuration(text);
  if (parsed !== undefined) return parsed;
  throw new InvalidArgumentError("It takes a length of time such as 12h or 7d.");
}
