import { concerns, isTimeZone, openingsFor, type Place, type Span, skippedDates } from "../calendar.ts";
import type { Finding, Path } from "../problem.ts";
import { nearest } from "../reading/nearest.ts";
import type { ChangeFreeze, Estate, MaintenanceWindow } from "../schema.ts";
import { has, type RuleContext, repeated, unknownName } from "./rule.ts";

const YEAR = 366 * 86_400_000;

/** Windows and freezes are in time zones that exist and about sites and domains of the estate. */
export function knownPlacesAndZones(estate: Estate): Finding[] {
  const sites = estate.sites.map(({ name }) => name);
  const domains = estate.domains.map(({ name }) => name);
  const calendars: [Path, readonly (MaintenanceWindow | ChangeFreeze)[]][] = [
    [["policy", "windows"], estate.policy.windows],
    [["policy", "freezes"], estate.policy.freezes],
    [["preparation", "windows"], estate.preparation.windows],
  ];
  return calendars.flatMap(([place, entries]) =>
    entries.flatMap((entry, index) => {
      const path = [...place, index];
      const zone = isTimeZone(entry.timeZone) ? [] : [unknownZone([...path, "timeZone"], entry.timeZone)];
      const unknown = (key: "sites" | "domains", what: string, known: string[]) =>
        (entry[key] ?? []).flatMap((name, position) =>
          has(known, name) ? [] : [unknownName([...path, key, position], name, what, known, key)],
        );
      const twice = (["sites", "domains"] as const).flatMap((key) =>
        repeated(
          entry[key] ?? [],
          (name) => name,
          (name, position) => ({
            path: [...path, key, position],
            value: name,
            message: "stands twice in this list",
            fix: "remove one of the two",
          }),
        ),
      );
      return [
        ...zone,
        ...unknown("sites", "site", sites),
        ...unknown("domains", "domain", domains),
        ...twice,
      ];
    }),
  );
}

function unknownZone(path: Finding["path"], value: string): Finding {
  const near = nearest(value, Intl.supportedValuesOf("timeZone"));
  return {
    path,
    value,
    message: "no time zone has this name",
    fix: near
      ? `did you mean \`${near}\`?`
      : "write an IANA name such as Europe/Berlin (Windows has names of its own)",
  };
}

/** A window has a length, on every date on which it should open. */
export function windowsWithLength(estate: Estate, context: RuleContext): Finding[] {
  const windows = [
    ...estate.policy.windows.map((window, index) => ({ window, path: ["policy", "windows", index] })),
    ...estate.preparation.windows.map((window, index) => ({
      window,
      path: ["preparation", "windows", index],
    })),
  ];
  return windows.flatMap(({ window, path }): Finding[] => {
    if (window.from === window.to) {
      return [
        {
          path: [...path, "to"],
          value: window.to,
          message: "the window closes at the moment it opens",
          fix: 'write another time; a whole day is from "00:00" to "24:00"',
        },
      ];
    }
    const [date] = isTimeZone(window.timeZone) ? skippedDates(window, yearFrom(context.today)) : [];
    if (!date) return [];
    return [
      {
        path: [...path, "from"],
        value: window.from,
        message: `on ${date} the clocks of ${window.timeZone} skip all of ${window.from} to ${window.to}: the window never opens`,
        fix: "let it begin earlier or end later than the skipped hour, or take that day out of `days`",
      },
    ];
  });
}

/** A freeze ends after it begins. */
export function freezesWithLength(estate: Estate): Finding[] {
  return estate.policy.freezes.flatMap(({ from, to }, index) =>
    to < from
      ? [
          {
            path: ["policy", "freezes", index, "to"],
            value: to,
            message: `the freeze ends before it begins (${from})`,
            fix: "exchange the two, or correct the year",
          },
        ]
      : [],
  );
}

/** Every domain controller that is to move has a time at which it may. */
export function openForEverybody(estate: Estate, { today }: RuleContext): Finding[] {
  const { windows, freezes } = estate.policy;
  if (windows.length + freezes.length === 0) return [];
  if (![...windows, ...freezes].every(({ timeZone }) => isTimeZone(timeZone))) return [];
  const restsOn = ["domainControllers", "sites", "domains"];
  const within = yearFrom(today);
  const frozenAllYear = alikeFor(estate, (place) => frozenThroughout(estate, place, within));
  const frozen = new Map<number, string[]>();
  const withoutWindow = placesOf(estate).flatMap(({ place, names }): Finding[] => {
    if (windows.length > 0 && !windows.some((window) => concerns(window, place))) {
      return [
        {
          path: ["policy", "windows"],
          message: `no window is about site ${place.site} and domain ${place.domain}: ${whoText(names)} could never move`,
          fix: "add a window for them, or one without `sites` and `domains`; `hold` keeps one as it is",
          restsOn,
        },
      ];
    }
    if (!frozenAllYear(place)) return [];
    // One freeze that covers everything by itself is the one to name; else they do it together.
    const alone = freezes.findIndex(
      (freeze) => openingsFor({ windows, freezes: [freeze] }, place, within).length === 0,
    );
    frozen.set(alone, [...(frozen.get(alone) ?? []), ...names]);
    return [];
  });
  return [
    ...withoutWindow,
    ...[...frozen].map(([alone, names]): Finding => {
      const freeze = freezes[alone];
      return {
        path: freeze ? ["policy", "freezes", alone] : ["policy", "freezes"],
        ...(freeze && { value: `${freeze.from} to ${freeze.to}` }),
        message: `with ${freeze ? "this freeze" : "these freezes"} nothing is open in the year from ${today} for ${whoText(names)}`,
        fix: "shorten the freeze, or add a window outside it",
        restsOn,
      };
    }),
  ];
}

function whoText(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

/** Whether it is the freezes alone that leave nothing open. */
function frozenThroughout({ policy }: Estate, place: Place, year: Span): boolean {
  // Most estates are open within the first month; the rest of the year is looked at only where this one is not.
  const month = { from: year.from, to: year.from + YEAR / 12 };
  if (openingsFor(policy, place, month).length > 0 || openingsFor(policy, place, year).length > 0)
    return false;
  return openingsFor({ windows: policy.windows, freezes: [] }, place, year).length > 0;
}

/** Works an answer out once for all places that the same windows and freezes are about. */
function alikeFor<T>({ policy }: Estate, answer: (place: Place) => T): (place: Place) => T {
  const known = new Map<string, T>();
  return (place) => {
    const key = [...policy.windows, ...policy.freezes]
      .map((one) => (concerns(one, place) ? "1" : "0"))
      .join("");
    const found = known.get(key) ?? answer(place);
    known.set(key, found);
    return found;
  };
}

/** The different places of domain controllers that are to move, and who stands there. */
function placesOf(estate: Estate): { place: Place; names: string[] }[] {
  const places = new Map<string, { place: Place; names: string[] }>();
  for (const { site, domain, name, hold } of estate.domainControllers) {
    if (hold !== undefined) continue;
    const key = `${site}\n${domain}`.toLowerCase();
    const entry = places.get(key) ?? { place: { site, domain }, names: [] };
    entry.names.push(name);
    places.set(key, entry);
  }
  return [...places.values()];
}

function yearFrom(today: string): Span {
  const from = Date.parse(`${today}T00:00:00Z`);
  return { from, to: from + YEAR };
}
