import type { Rehearsal } from "../../plan/planner/rehearse/rehearsal.ts";
import { lengthText } from "../../plan/planner/words.ts";
import { columns } from "./columns.ts";
import { dateText } from "./dates.ts";
import { gapTable } from "./gapTable.ts";

/** A rehearsal for a terminal; dates in the time zone the move is planned in. */
export function rehearsalText(rehearsal: Rehearsal, zone: string): string {
  const { finish, length, personHours, failures, gaps, runs, waves, shorten } = rehearsal;
  const date = (iso: string) => dateText(iso, zone);
  const took = (seconds: number) => (seconds < 0 ? "never ends" : lengthText(seconds));
  const sections = [
    [
      `Rehearsed ${runs} times from ${date(rehearsal.from)}, plan ${rehearsal.plan.slice(0, 12)}`,
      ...columns([
        ["", "half of the time", "19 of 20 times"],
        ["finished by", date(finish.p50), date(finish.p95)],
        ["after", took(length.p50), took(length.p95)],
        ["failures to cure", String(failures.p50), String(failures.p95)],
        ["hours of people", String(personHours.p50), String(personHours.p95)],
      ]),
    ],
    waves.length === 0
      ? []
      : columns([
          ["wave", "begins", "gate opens", "gate opens, 19 of 20"],
          ...waves.map((wave) => [
            wave.name,
            date(wave.begins.p50),
            date(wave.gateOpens.p50),
            date(wave.gateOpens.p95),
          ]),
        ]),
    gapLines("domain", gaps.domains),
    gapLines("site", gaps.sites),
    gapLines("domain controller", gaps.domainControllers),
    shorten.length === 0
      ? []
      : [
          "What would shorten it most:",
          ...shorten.map(
            ({ change, saves, finish: then, price }, index) =>
              `  ${index + 1}. ${change}: ${lengthText(saves)} earlier (${date(then.p50)}). Price: ${price}.`,
          ),
        ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function gapLines(kind: string, gaps: Rehearsal["gaps"]["sites"]): string[] {
  return gapTable(
    [`without protection, by ${kind}`, "half of the time", "19 of 20 times"],
    gaps.map(({ name, p50, p95 }) => ({ name, typical: p50, p95 })),
  );
}
