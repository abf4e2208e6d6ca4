import { DateTime } from "luxon";
import type { Rehearsal } from "../../plan/planner/rehearse/rehearsal.ts";
import { lengthText } from "../../plan/planner/words.ts";
import { columns } from "./planTable.ts";

/** Gaps shown of each kind, the longest first. */
const MOST_GAPS = 8;

/** A rehearsal for a terminal; dates in the time zone the move is planned in. */
export function rehearsalText(rehearsal: Rehearsal, zone: string): string {
  const { finish, length, personHours, failures, gaps, runs, waves, shorten } = rehearsal;
  const date = (iso: string) =>
    iso === "never"
      ? iso
      : DateTime.fromISO(iso, { zone }).toFormat("ccc d LLL yyyy HH:mm ZZZZ", { locale: "en" });
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
  const longest = gaps.filter((gap) => gap.p95 > 0).toSorted((a, b) => b.p95 - a.p95);
  if (longest.length === 0) return [];
  const rest = longest.length - MOST_GAPS;
  return columns([
    [`without protection, by ${kind}`, "half of the time", "19 of 20 times"],
    ...longest.slice(0, MOST_GAPS).map(({ name, p50, p95 }) => [name, lengthText(p50), lengthText(p95)]),
    ...(rest > 0 ? [[`${rest} more, all shorter`]] : []),
  ]);
}
