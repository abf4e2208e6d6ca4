import { domainControllersOfForest, forestsOf, standaloneGatewaysOfForest } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import { centerRows, type Estate, longestOverrideDays } from "../schema.ts";
import { has, repeated, same, unknownName } from "./rule.ts";

/** One Center a forest, each for a forest of the estate; and none is missing where a gateway reports to it. */
export function oneCenterPerForest(estate: Estate): Finding[] {
  const forests = forestsOf(estate);
  const unknown = estate.centers.flatMap(({ forest }, index) =>
    has(forests, forest)
      ? []
      : [
          {
            ...unknownName(["centers", index, "forest"], forest, "forest", forests, "domains"),
            message: "no domain of `domains` is of this forest",
          },
        ],
  );
  const twice = repeated(
    estate.centers,
    ({ forest }) => forest,
    ({ forest }, index, first) => ({
      path: ["centers", index, "forest"],
      value: forest,
      message: `centers[${first}] serves this forest already; a forest has one Center`,
      fix: "correct the forest of one of the two, or remove the one that no gateway reports to",
    }),
  );
  const missing = forests
    .filter((forest) => !estate.centers.some((center) => same(center.forest, forest)))
    .filter((forest) => reportsFrom(estate, forest))
    .map((forest) => ({
      path: ["centers"],
      message: `the forest ${forest} has gateways and no Center, to which they must report`,
      fix: `add its Center: { name: …, forest: ${forest}, console: https://… }; or set \`gateway: none\` where there is no gateway`,
      restsOn: ["centers", "domains", "domainControllers"],
    }));
  return [...unknown, ...twice, ...missing];
}

function reportsFrom(estate: Estate, forest: string): boolean {
  return (
    standaloneGatewaysOfForest(estate, forest).length > 0 ||
    domainControllersOfForest(estate, forest).some(({ gateway }) => gateway === "lightweight")
  );
}

/** A Center goes only on a date and by the word of a person; both are part of asking for it. */
export function approvedRemovals(estate: Estate): Finding[] {
  return estate.centers.flatMap((center, index): Finding[] => {
    if (center.then !== "remove") return [];
    const lacking = (["retainUntil", "approval"] as const).filter((key) => center[key] === undefined);
    return lacking.map((key) => ({
      path: ["centers", index, key],
      message: `\`then: remove\` needs \`${key}\``,
      fix:
        key === "retainUntil"
          ? "add the first day on which the Center may go, such as `retainUntil: 2027-03-31`; or set `then: retain`"
          : "add who agreed and when: `approval: { by: …, at: 2027-03-01T09:00:00+01:00 }`; or set `then: retain`",
    }));
  });
}

/** An archive has one place and a backup to hold; a database is deleted by the name of its own Center alone. */
export function archivesAndDatabases(estate: Estate): Finding[] {
  return estate.centers.flatMap(({ name, archive, backup, deleteDatabase }, index): Finding[] => {
    const findings: Finding[] = [];
    if (archive && (archive.folder === undefined) === (archive.blob === undefined)) {
      findings.push({
        path: ["centers", index, "archive"],
        message: "an archive has exactly one place: `folder` or `blob`",
        fix: archive.folder ? "leave out one of them" : "add `folder:` or `blob:`",
      });
    }
    if (archive && !backup) {
      findings.push({
        path: ["centers", index, "archive"],
        message: "there is no `backup` to archive",
        fix: "add `backup:` with this Center",
      });
    }
    if (deleteDatabase !== undefined && (!same(deleteDatabase, name) || !archive)) {
      findings.push({
        path: ["centers", index, "deleteDatabase"],
        value: deleteDatabase,
        message: "deletes the database's files, and needs the name of this very Center and an `archive`",
        fix: `leave it out and the files stay; or write \`deleteDatabase: ${name}\` and add \`archive:\``,
      });
    }
    return findings;
  });
}

/** An attestation says which Center it is about where that is not clear, and no Center that does not exist. */
export function attestedCenters(estate: Estate): Finding[] {
  const names = estate.centers.map(({ name }) => name);
  return estate.attestations.flatMap(({ row, center }, index): Finding[] => {
    const path = ["attestations", index, "center"];
    if (center !== undefined)
      return has(names, center) ? [] : [unknownName(path, center, "Center", names, "centers")];
    if (names.length < 2 || !centerRows.some((one) => one === row)) return [];
    return [
      {
        path,
        message: `\`${row}\` is about one Center, and there are ${names.length}`,
        fix: `add \`center:\` with one of ${names.join(", ")}, and one attestation for each`,
        restsOn: ["centers"],
      },
    ];
  });
}

/** An override that could never count, or that lasts too long to be an emergency, is told before somebody relies on it. */
export function briefOverrides(estate: Estate): Finding[] {
  return estate.centers.flatMap(({ override }, index): Finding[] => {
    if (!override) return [];
    const from = Date.parse(override.at);
    const days = (Date.parse(`${override.until}T00:00:00Z`) - from) / 86_400_000;
    if (days > -1 && days <= longestOverrideDays) return [];
    const first = override.at.slice(0, 10);
    const last = new Date(from + longestOverrideDays * 86_400_000).toISOString().slice(0, 10);
    return [
      {
        path: ["centers", index, "override", "until"],
        value: override.until,
        message:
          days > 0
            ? "lasts too long for an emergency, so it waives nothing"
            : "ends before it begins, so it waives nothing",
        fix: `write a day from ${first} to ${last}`,
      },
    ];
  });
}

/** Nobody can have agreed or attested tomorrow. A day of grace covers time zones. */
export function pastWords(estate: Estate, { today }: { today: string }): Finding[] {
  const latest = Date.parse(`${today}T00:00:00Z`) + 2 * 86_400_000;
  const words: { path: (string | number)[]; at: string }[] = [
    ...estate.attestations.map(({ at }, index) => ({ path: ["attestations", index, "at"], at })),
    ...estate.centers.flatMap(({ approval }, index) =>
      approval ? [{ path: ["centers", index, "approval", "at"], at: approval.at }] : [],
    ),
    ...estate.centers.flatMap(({ alerts }, index) =>
      alerts.map(({ at }, of) => ({ path: ["centers", index, "alerts", of, "at"], at })),
    ),
    ...Object.entries(estate.policy.approvals).flatMap(([wave, approval]) =>
      approval === "needed" ? [] : [{ path: ["policy", "approvals", wave, "at"], at: approval.at }],
    ),
  ];
  return words
    .filter(({ at }) => Date.parse(at) > latest)
    .map(({ path, at }) => ({
      path,
      value: at,
      message: "lies in the future",
      fix: "write the moment at which it was said",
    }));
}
