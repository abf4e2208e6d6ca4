import type { DirectoryDomainController } from "../directory.ts";
import { forestOfCenter } from "../forests.ts";
import type { InputProblem, Place } from "../inputProblem.ts";
import type { CenterInventory } from "../inventory.ts";
import type { SourceReport } from "../reading.ts";
import type { CurrentProfiles } from "./currentProfiles.ts";
import { kindNames } from "./kind.ts";

const exportCommand = "mongoexport -d ATA -c SystemProfile -o SystemProfile.json";

/** What is wrong with the sources as a whole, and what a person should know of them. */
export function judgeSources(
  sources: readonly SourceReport[],
  current: CurrentProfiles,
  domainControllers: readonly DirectoryDomainController[],
): { problems: InputProblem[]; notes: InputProblem[] } {
  const problems = [
    ...missingCenter(sources, current),
    ...current.centers.flatMap((center) => oldBuild(center, current)),
    ...twoOfOneForest(current, domainControllers),
  ];
  const notes = [...current.centers.flatMap((center) => unknownBuild(center, current)), ...nameless(current)];
  return { problems, notes };
}

function missingCenter(sources: readonly SourceReport[], { centers }: CurrentProfiles): InputProblem[] {
  if (centers.length > 0) return [];
  const counts = new Map<string, number>();
  for (const { documents } of sources) {
    for (const [kind, count] of Object.entries(documents)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const held = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(", ") || "no documents";
  const old = counts.has(kindNames.oldProfile);
  return [
    {
      id: old ? "ATA-OLD-BUILD" : "ATA-NO-CENTER",
      place: { file: sources.map(({ file }) => file).join(", ") },
      cause: old
        ? `the profiles are of ATA 1.7 or before, which kept settings in other places (${held})`
        : `no profile of a Center is among what was given (${held})`,
      fix: old
        ? "Update the Center to 1.9 and export again; or copy the settings from its console by hand."
        : `Give the Center's profile too: the newest file of the Center's Backup folder, or ${exportCommand}, or the answer of /api/management/systemProfiles/center.`,
    },
  ];
}

function oldBuild(center: CenterInventory, { places }: CurrentProfiles): InputProblem[] {
  const build = buildOf(center);
  if (build === undefined || build[0] > 1 || build[1] >= 8) return [];
  return [
    {
      id: "ATA-OLD-BUILD",
      place: { ...(places.get(center.id) ?? { file: "" }), path: "Version" },
      cause: `the Center's build is ${center.version}; before 1.8 settings stood in other places and would be missed`,
      fix: "Update the Center to 1.9 and export again; or copy the settings from its console by hand.",
    },
  ];
}

function unknownBuild(center: CenterInventory, { places }: CurrentProfiles): InputProblem[] {
  const build = buildOf(center);
  if (build !== undefined && build[0] === 1 && build[1] <= 9) return [];
  return [
    {
      id: "ATA-UNKNOWN-BUILD",
      place: { ...(places.get(center.id) ?? { file: "" }), path: "Version" },
      cause: "the profile names no build of ATA 1.8 or 1.9, for which the reader was made",
      fix: "Look through what is listed as unrecognised: settings may be among it.",
    },
  ];
}

/** Of a Center's profile whose time of change is none: which of several states is the newest, it cannot tell. */
export function noDate(place: Place): InputProblem {
  return {
    id: "ATA-NO-DATE",
    place: { ...place, path: "UpdateTime" },
    cause:
      "when the profile was changed is no date between 1970 and 9998, so it counts as older than any other",
    fix: "Where you gave several backups of this Center, give the newest alone.",
  };
}

function buildOf(center: CenterInventory): [number, number] | undefined {
  const match = /^(\d+)\.(\d+)(\.|$)/.exec(center.version ?? "");
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function twoOfOneForest(
  current: CurrentProfiles,
  domainControllers: readonly DirectoryDomainController[],
): InputProblem[] {
  const byForest = new Map<string, CenterInventory>();
  return current.centers.flatMap((center): InputProblem[] => {
    const forest = forestOfCenter(center, domainControllers);
    if (forest === null) return [];
    const first = byForest.get(forest);
    if (first === undefined) {
      byForest.set(forest, center);
      return [];
    }
    const other = current.places.get(first.id)?.file ?? "";
    return [
      {
        id: "ATA-TWO-CENTERS",
        place: current.places.get(center.id) ?? { file: "" },
        cause: `the Centers ${first.name || first.id} (${other}) and ${center.name || center.id} both serve the forest ${forest}`,
        fix: "Leave out the export of the Center that is gone; where both are in use, import each one into an estate file of its own.",
      },
    ];
  });
}

function nameless({ centers, gateways, places }: CurrentProfiles): InputProblem[] {
  const of = centers.filter(({ name }) => name === "").map(({ id }) => places.get(id)?.file ?? "");
  const count = gateways.filter(({ name }) => name === "").length;
  const note = (file: string, cause: string): InputProblem => ({
    id: "ATA-NO-NAME",
    place: { file, path: "NetbiosName" },
    cause,
    fix: "Add the host to the estate file by hand: without it, it would not be in the plan.",
  });
  return [
    ...of.map((file) => note(file, "the Center's profile has no computer name")),
    ...(count > 0 ? [note("", `${count} gateway profile(s) have no computer name`)] : []),
  ];
}
