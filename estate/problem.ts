/** Keys and positions from the top of the estate file to a place in it. */
export type Path = readonly (string | number)[];

/** One thing wrong with an estate file, told so that it can be put right without reading any docs. */
export interface EstateProblem {
  file: string;
  /** Line in the file, from 1; absent where the problem has no place in it. */
  line?: number;
  /** `domainControllers[2].site`; empty for the file as a whole. */
  path: string;
  /** What stands there, shortened; never a secret. */
  value?: string;
  message: string;
  fix: string;
}

/** A problem before it is known in which file and line it stands. */
export interface Finding {
  path: Path;
  /** What stands there. Left out where it may be secret, or where nothing does. */
  value?: unknown;
  message: string;
  fix: string;
  /**
   * Sections whose names the finding rests on, or single places such as `workspace.cloud`. It is not told while one of
   * them cannot be read: it may be wrong then.
   */
  restsOn?: readonly string[];
}

/** `["domainControllers", 2, "site"]` → `domainControllers[2].site`. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[A-Za-z0-9_-]+$/.test(part)) return `[${JSON.stringify(shorten(part))}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

/** What a person is shown of a value: text in quotes, shortened; lists and maps by their kind alone. */
export function valueText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  return typeof value === "string" ? JSON.stringify(shorten(value)) : String(value);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Every problem, grouped by section of the file and in its order; the same text in every verb and in `pulumi`. */
export function formatEstateProblems(problems: readonly EstateProblem[]): string {
  const groups = new Map<string, EstateProblem[]>();
  for (const problem of problems) {
    const section = /^[^.[]*/.exec(problem.path)?.[0] ?? "";
    const group = groups.get(section) ?? [];
    group.push(problem);
    groups.set(section, group);
  }
  const parts = [...groups].map(([section, members]) =>
    [...(section ? [`${section}:`] : []), ...members.map(formatOne)].join("\n"),
  );
  const files = [...new Set(problems.map((problem) => problem.file))].join(", ");
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${files}: ${count}`, ...parts].join("\n\n");
}

function formatOne(problem: EstateProblem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  const is = problem.value === undefined ? "" : ` = ${problem.value}`;
  return [
    `  ${place}  ${problem.path}${is}`.trimEnd(),
    `    ${problem.message}`,
    `    fix: ${problem.fix}`,
  ].join("\n");
}
