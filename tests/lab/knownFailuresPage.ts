import { knownFailures, type Told } from "./knownFailures.ts";

/** The table of docs/lab.md: each known failure, the fault that plays it, and how the program tells it. */
export function knownFailuresTable(): string[] {
  return [
    "| | known failure of such a move | the lab's fault, and how it comes out |",
    "|---|---|---|",
    ...knownFailures.map(({ number, what, told, notPlayed }) => {
      const rows = notPlayed ? [`not played: ${notPlayed}`] : told.map(shown);
      return `| ${number} | ${what} | ${rows.join("<br>")} |`;
    }),
  ];
}

function shown({ fault, shownBy, checks = [], cause, retry }: Told): string {
  const played = shownBy === "health issue" ? `health issue "${fault}"` : `\`${fault}\``;
  const by = shownBy === "survey" || shownBy === "health issue" ? "" : ` in ${shownBy}`;
  const told = [
    ...checks.map((check) => `check [${check}](checks.md#${check})`),
    ...(cause ? [`cause [${cause}](causes.md#${cause})`] : []),
  ];
  return `${played}${by}: ${told.join(", ")}${retry ? "; may pass by itself" : ""}`;
}
