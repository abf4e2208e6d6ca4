import type { Verdict } from "../../plan/verdict.ts";
import type { HostAssessment } from "./assess.ts";

/** More hosts than this are not named in a command: it is typed without a list. */
const MOST_NAMED = 8;

/** The end of a survey: how many are ready, and of each that is not, the blocking checks in its way. */
export function summarizeAssessment(hosts: readonly HostAssessment[]): string {
  const moving = hosts.filter(({ decision }) => decision?.kind === "move");
  const unread = hosts.filter(({ problem }) => problem);
  const counts = [
    `${hosts.length} hosts`,
    `${moving.filter(({ ready }) => ready).length} of ${moving.length} that move are ready`,
    `${unread.length} could not be measured`,
  ];
  const width = Math.max(0, ...hosts.filter(isInTheWay).map(({ host }) => host.length));
  const rows = hosts.filter(isInTheWay).map((one) => `  ${one.host.padEnd(width)}  ${obstacles(one)}`);
  return [`${counts.join(", ")}.`, ...rows].join("\n");
}

/** What to type after a survey: the plan where nothing is in the way, else the survey of those that are not ready. */
export function nextAfterSurvey(hosts: readonly HostAssessment[], file: string): string {
  const names = hosts.filter(isInTheWay).map(({ host }) => host);
  if (names.length === 0) return `npx ata2mdi plan ${file}`;
  const these = names.length <= MOST_NAMED ? ` --host ${names.join(" ")}` : "";
  return `see to what is named above, then npx ata2mdi survey ${file}${these}`;
}

function isInTheWay({ ready }: HostAssessment): boolean {
  return !ready;
}

function obstacles({ problem, verdicts }: HostAssessment): string {
  if (problem) return `could not be measured: ${problem.cause}`;
  const inTheWay = verdicts.filter(
    ({ blocking, outcome, waived }) => blocking && outcome !== "pass" && waived === undefined,
  );
  const named = (outcome: Verdict["outcome"]) =>
    inTheWay.filter((verdict) => verdict.outcome === outcome).map(({ check }) => check);
  return [
    ...(named("fail").length > 0 ? [`fails ${named("fail").join(", ")}`] : []),
    ...(named("unread").length > 0 ? [`unread ${named("unread").join(", ")}`] : []),
  ].join("; ");
}
