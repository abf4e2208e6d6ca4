import type { InputProblem, Place } from "../inputProblem.ts";
import type { CenterInventory, GatewayInventory } from "../inventory.ts";
import { isoDate } from "./extendedJson.ts";

/** A profile and where it was found. */
export interface FoundProfile<T> {
  profile: T;
  place: Place;
  /** Of a gateway: when it was changed, as the profile says it; empty where it does not. */
  updatedAt?: string;
  /** Of a Center that has a newer state: how many such states of it the file has. Default 1. */
  count?: number;
}

/** Whether one moment is after another, each as a profile writes it; one that says nothing is before all others. */
export function isLater(one: string | undefined, other: string | undefined): boolean {
  return (isoDate(one ?? "") ?? "") > (isoDate(other ?? "") ?? "");
}

/** The newest state of each Center and gateway. */
export interface CurrentProfiles {
  centers: CenterInventory[];
  gateways: GatewayInventory[];
  /** Where each Center was found, by id. */
  places: Map<string, Place>;
  notes: InputProblem[];
}

/**
 * Of several backups of one Center the newest counts, with its gateways: one that only an older backup has was removed
 * since. Gateways that stand apart, as in REST bodies, belong to the Center of the same file, else to the only Center.
 */
export function currentProfiles(
  centers: readonly FoundProfile<CenterInventory>[],
  gateways: readonly FoundProfile<GatewayInventory>[],
): CurrentProfiles {
  const newest = new Map<string, FoundProfile<CenterInventory>>();
  for (const found of centers) {
    const known = newest.get(found.profile.id);
    if (known === undefined || (found.profile.updatedAt ?? "") >= (known.profile.updatedAt ?? "")) {
      newest.set(found.profile.id, found);
    }
  }
  const outdated = centers.filter((found) => newest.get(found.profile.id) !== found);
  const currentFiles = new Set([...newest.values()].map(({ place }) => place.file));
  const outdatedFiles = new Set(
    outdated.map(({ place }) => place.file).filter((file) => !currentFiles.has(file)),
  );

  const newestCenters = [...newest.values()];
  const current = new Map<string, { profile: GatewayInventory; updatedAt: string }>();
  for (const { profile, place, updatedAt } of gateways) {
    if (outdatedFiles.has(place.file)) continue;
    const known = current.get(profile.id);
    if (known !== undefined && isLater(known.updatedAt, updatedAt)) continue;
    const center = centerOf(place, newestCenters);
    profile.center = center;
    current.set(profile.id, { profile, updatedAt: updatedAt ?? "" });
  }
  return {
    centers: byName([...newest.values()].map(({ profile }) => profile)),
    gateways: byName([...current.values()].map(({ profile }) => profile)),
    places: new Map([...newest].map(([id, { place }]) => [id, place])),
    notes: outdated.map(({ profile, place, count = 1 }) => ({
      id: "ATA-OLDER-BACKUP",
      place,
      cause: `${count === 1 ? "an older state" : `${count} older states`} of the Center ${profile.name || profile.id}; a newer one was given too`,
      fix: "Nothing to do: the newer one is used.",
    })),
  };
}

function centerOf(place: Place, centers: readonly FoundProfile<CenterInventory>[]): string | null {
  const sameFile = centers.filter((center) => center.place.file === place.file);
  const candidates = sameFile.length > 0 ? sameFile : centers;
  return candidates.length === 1 ? (candidates[0]?.profile.id ?? null) : null;
}

function byName<T extends { name: string; id: string }>(profiles: readonly T[]): T[] {
  return profiles
    .map((profile) => ({ profile, key: `${profile.name} ${profile.id}`.toLowerCase() }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ profile }) => profile);
}
