import { type Command, InvalidArgumentError } from "commander";
import { sensorNeedsOf } from "../../estate/lookups.ts";
import { resolveTargets, workspaceRef } from "../../estate/reach.ts";
import type { Estate } from "../../estate/schema.ts";
import type { Target } from "../../estate/target.ts";
import { FINE, PROBLEM, runVerb, USAGE } from "../exit.ts";
import { readEstate } from "../planning/planFiles.ts";
import { type Assessment, assess } from "../survey/assess.ts";
import { describeAssessment } from "../survey/describe.ts";
import { hostNames, type Measured, measureHosts } from "../survey/measureHosts.ts";
import { hostSecrets } from "../survey/secrets.ts";
import { nextAfterSurvey } from "../survey/summary.ts";
import { mergeSurvey, readSurveyFile, surveyPath, writeSurveyFile } from "../survey/surveyFile.ts";

export interface SurveyOptions {
  out?: string;
  host?: string[];
  json?: true;
  deadline: number;
}

/** `ata2mdi survey <estate>`: measures every host, changes none, and says what stands in the way of its move. */
export function registerSurvey(program: Command): void {
  program
    .command("survey")
    .description("Measure every host of an estate and say what stands in the way of its move; changes none")
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .option("--host <name...>", "only these hosts; what is known of the others is kept")
    .option("--out <file>", "where the facts go; default: <estate>.facts.json")
    .option("--deadline <seconds>", "longest time for one host", seconds, 120)
    .option("--json", "print the result as one JSON document")
    .addHelpText(
      "after",
      "\nExit codes: 0 every host is measured and what moves is ready, 1 not so (it is printed), 2 used wrongly.",
    )
    .action((file: string, options: SurveyOptions) =>
      runVerb(`ata2mdi survey ${file}`, () => survey(file, options)),
    );
}

async function survey(file: string, options: SurveyOptions): Promise<number> {
  const estate = readEstate(file);
  const unknown = (options.host ?? []).filter((name) => !hostNames(estate).includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no such host in ${file}: ${unknown.join(", ")}\n`);
    return USAGE;
  }
  const measured = await measureAll(estate, file, options);
  const now = new Date().toISOString();
  const assessment = assess(estate, measured, now.slice(0, 10));
  const out = options.out ?? surveyPath(file);
  writeSurveyFile(out, mergeSurvey(readSurveyFile(out), measured, now));
  process.stdout.write(options.json ? `${asJson(file, out, assessment)}\n` : describeAssessment(assessment));
  if (!options.json) {
    process.stdout.write(`Facts: ${out}. Next: ${nextAfterSurvey(assessment.hosts, file)}\n`);
  }
  return assessment.hosts.every(({ ready }) => ready) ? FINE : PROBLEM;
}

/** Measures what can be reached; a host without a pinned key is told as a problem of its own. */
async function measureAll(estate: Estate, file: string, options: SurveyOptions): Promise<Measured[]> {
  const { targets } = resolveTargets(estate, process.cwd(), file);
  const names = hostNames(estate).filter((name) => options.host?.includes(name) ?? true);
  const pinned = names
    .map((name) => targets[name])
    .filter((target): target is Target => target !== undefined);
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error("interrupted; nothing was written"));
  process.once("SIGINT", interrupt);
  let done = 0;
  try {
    const measured = await measureHosts({
      targets: pinned,
      sensorApi: workspaceRef(estate).sensorApi,
      needs: (host) => sensorNeedsOf(estate, host),
      deadlineSeconds: options.deadline,
      secret: await hostSecrets(estate, file),
      command: `ata2mdi survey ${file}`,
      signal: stop.signal,
      onDone: () => progress(++done, pinned.length),
    });
    const byName = new Map(measured.map((one) => [one.host, one]));
    return names.map((name) => byName.get(name) ?? unpinned(name, file));
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}

function unpinned(host: string, file: string): Measured {
  return {
    host,
    problem: {
      id: "HOST-UNPINNED",
      host,
      cause: "no key pins the host, so whoever answers in its place would be trusted",
      measured: "neither hostKey nor connection.knownHosts names a key for it",
      cure: "Write its public key into the estate or into known_hosts; the check says how to get it.",
      command: `ata2mdi check ${file}`,
    },
  };
}

/** A line that is written over, where someone watches. */
function progress(done: number, all: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\rmeasured ${done} of ${all}${done === all ? "\n" : ""}`);
}

function asJson(file: string, out: string, { hosts, waivers }: Assessment): string {
  const told = hosts.map(({ facts, ...rest }) => ({ ...rest, measuredAt: facts?.measuredAt ?? null }));
  return JSON.stringify({ file, facts: out, hosts: told, waivers });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return value;
}
