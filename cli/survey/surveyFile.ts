import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { parseSurvey, type Survey } from "../../plan/survey.ts";
import type { Measured } from "./measureHosts.ts";

/** `estates/prod.yaml` → `estates/prod.facts.json`. */
export function surveyPath(estateFile: string): string {
  return estateFile.replace(/\.ya?ml$/i, "") + ".facts.json";
}

/**
 * The survey after measuring: of every host measured its new facts, or none where it gave none. What was known of
 * hosts that were not asked this time is kept.
 */
export function mergeSurvey(
  before: Survey | undefined,
  measured: readonly Measured[],
  takenAt: string,
): Survey {
  const asked = new Set(measured.map(({ host }) => host));
  const kept = Object.entries(before?.hosts ?? {}).filter(([host]) => !asked.has(host));
  const fresh = measured.flatMap((one) => ("facts" in one ? [[one.host, one.facts] as const] : []));
  const hosts = [...kept, ...fresh].sort(([a], [b]) => (a < b ? -1 : 1));
  return { takenAt, hosts: Object.fromEntries(hosts) };
}

/** The survey in a file; undefined where there is none, or what is there is not one. */
export function readSurveyFile(file: string): Survey | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return parseSurvey(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Written beside its place and renamed: a reader sees the old one or the new one. */
export function writeSurveyFile(file: string, survey: Survey): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(survey, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
