import { readFileSync, statSync } from "node:fs";
import {
  type EstateProblem,
  type Finding,
  formatEstateProblems,
  type Path,
  pathText,
  valueText,
} from "./problem.ts";
import { repair } from "./reading/repair.ts";
import { schemaFindings } from "./reading/schemaProblems.ts";
import { howToKeep, inClear, secretFindings, secretsInText, withoutSecrets } from "./reading/secrets.ts";
import { readSource, type Source } from "./reading/source.ts";
import { ruleFindings } from "./rules/index.ts";
import type { RuleContext } from "./rules/rule.ts";
import { type Estate, estate as estateSchema } from "./schema.ts";
import { spellAlike } from "./spelling.ts";

export { type EstateProblem, formatEstateProblems };

export type LoadedEstate = { ok: true; estate: Estate } | { ok: false; problems: EstateProblem[] };

/** What the file is held against besides itself. */
export type LoadOptions = Partial<RuleContext>;

/** 10,000 domain controllers take about 2 MB. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads an estate file and checks all of it. A file that cannot be read is a problem like any other; never throws. */
export function loadEstate(file: string, options: LoadOptions = {}): LoadedEstate {
  const read = readText(file);
  return "text" in read ? parseEstate(read.text, file, options) : { ok: false, problems: [read.problem] };
}

/**
 * Checks the text of an estate file: every problem at once, in the order of the file. `file` is only used to say where.
 * Of a good estate, names that refer to something are spelt as that is. Never throws.
 */
export function parseEstate(text: string, file: string, options: LoadOptions = {}): LoadedEstate {
  const whole = wholeFileProblem(text);
  if (whole) return { ok: false, problems: [{ file, path: "", ...whole }] };
  const read = readSource(text);
  const exposed = secretsInText(text);
  if ("problems" in read) {
    const secrets = exposed.map(({ line, kind }) => exposedSecret(file, line, kind));
    const syntax = read.problems.map((problem) => ({ file, path: "", ...problem }));
    return { ok: false, problems: inOrder([...syntax, ...secrets]) };
  }
  const { source } = read;
  const wrongTop = topProblem(source.value);
  if (wrongTop) return { ok: false, problems: [{ file, path: "", line: 1, ...wrongTop }] };

  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const { estate, findings, secrets } = examine(source.value, { ...options, today });
  const problems = findings.map((finding) => located(finding, file, source, secrets));
  const lines = new Set(problems.map(({ line }) => line));
  const comments = exposed
    .filter(({ line }) => /^[^#]*#/.test(text.split("\n")[line - 1] ?? "") && !lines.has(line))
    .map(({ line, kind }) => exposedSecret(file, line, kind));
  const all = inOrder([...problems, ...comments]);
  return estate && all.length === 0 ? { ok: true, estate: spellAlike(estate) } : { ok: false, problems: all };
}

/** The estate, where its values are right, and everything wrong with it. */
function examine(value: unknown, context: RuleContext) {
  const { findings: exposed, secrets } = secretFindings(value);
  const parsed = estateSchema.safeParse(value);
  if (parsed.success) {
    return { estate: parsed.data, secrets, findings: [...exposed, ...ruleFindings(parsed.data, context)] };
  }
  const schema = schemaFindings(parsed.error.issues, value).filter(
    ({ path }) => !exposed.some((one) => startsWith(one.path, path) || startsWith(path, one.path)),
  );
  const repaired = repair(value);
  const rules = repaired
    ? ruleFindings(repaired.estate, context).filter((finding) => standsAlone(finding, repaired.standIns))
    : [];
  return { secrets, findings: [...exposed, ...schema, ...rules] };
}

/** Whether a rule's finding is true however the unreadable places will be corrected. */
function standsAlone(finding: Finding, standIns: readonly Path[]): boolean {
  const naming = ["name", "domain", "forest", "site"];
  return !standIns.some(
    (unread) =>
      startsWith(finding.path, unread) ||
      finding.restsOn?.some((place) => startsWith(place.split("."), unread)) ||
      (finding.restsOn?.includes(String(unread[0])) &&
        (unread.length <= 2 || naming.includes(String(unread[2])))),
  );
}

function startsWith(path: Path, beginning: Path): boolean {
  return beginning.every((part, index) => path[index] === part);
}

function located(
  { path, value, message, fix }: Finding,
  file: string,
  source: Source,
  secrets: readonly string[],
): EstateProblem {
  // Cleaned before it is shortened: the beginning of a secret is secret too.
  const clean = <T>(value: T) => (typeof value === "string" ? withoutSecrets(value, secrets) : value);
  const line = source.lineOf(path);
  const shown = valueText(clean(value));
  return {
    file,
    ...(line === undefined ? {} : { line }),
    path: pathText(path.map(clean)),
    ...(shown === undefined ? {} : { value: shown }),
    message: withoutSecrets(message, secrets),
    fix: withoutSecrets(fix, secrets),
  };
}

function exposedSecret(file: string, line: number, kind: string): EstateProblem {
  return { file, line, path: "", message: inClear(kind), fix: howToKeep([]) };
}

function inOrder(problems: EstateProblem[]): EstateProblem[] {
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function wholeFileProblem(text: string): { message: string; fix: string } | undefined {
  if (text.includes("\u0000") || text.includes("\uFFFD")) {
    return {
      message: "this is not a text file in UTF-8",
      fix: "save it as UTF-8 text, or name the estate's YAML file",
    };
  }
  if (text.split("\n").every((line) => /^(#|$)/.test(line.trim()))) {
    return { message: "the file is empty", fix: "start from estates/example.yaml" };
  }
  return undefined;
}

function topProblem(value: unknown): { message: string; fix: string } | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return undefined;
  const is = Array.isArray(value) ? "a list" : "plain text";
  return {
    message: `this is ${is}; an estate is a map of keys such as \`name:\` and \`domainControllers:\``,
    fix: "compare it with estates/example.yaml",
  };
}

function readText(file: string): { text: string } | { problem: EstateProblem } {
  const problem = (message: string, fix: string) => ({ problem: { file, path: "", message, fix } });
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return problem("this is a folder", "name the estate's YAML file in it");
    if (!stat.isFile()) return problem("this is not a regular file", "name the estate's YAML file");
    if (stat.size > MAX_BYTES) {
      return problem(
        `the file is larger than ${MAX_BYTES / 1024 / 1024} MB`,
        "name the estate's YAML file; divide an estate this large by forest",
      );
    }
    return { text: readFileSync(file, "utf8") };
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      return problem(
        "there is no such file",
        "check the path; a new estate starts from estates/example.yaml",
      );
    }
    if (code === "EACCES" || code === "EPERM") {
      return problem(
        "the file cannot be read: permission denied",
        `give yourself the right to read it: chmod u+r ${file}`,
      );
    }
    return problem(`the file cannot be read (${code})`, "check the path and the disk");
  }
}
