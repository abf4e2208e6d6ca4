import {
  type Attestation,
  type AttestedRow,
  attestedRows,
  centerRows,
  type Estate,
} from "../../estate/schema.ts";
import type { CarryOver, CarryOverRow } from "./carryOver.ts";
import { rowDefinitions } from "./definitions.ts";
import { isSignedBy, signedBytes } from "./signature.ts";
import { valueHash } from "./valueHash.ts";

/** Title of every row a person can attest, as the checklist prints it. */
export const checklistTitles = Object.fromEntries(
  attestedRows.map((row) => [row, rowDefinitions[row].title]),
) as Record<AttestedRow, string>;

/** What is known of one row: the state, who said so, and why it is what it is. */
export interface RowState {
  row: AttestedRow;
  /** Unique among the rows of an estate: the row, and the Center too where several Centers have the row each. */
  key: string;
  /** Set on the rows that each Center has for itself: its alerts and its database. */
  center: string | null;
  title: string;
  state: "open" | "done" | "notApplicable";
  by: string | null;
  /** ISO 8601 with offset. */
  at: string | null;
  evidence: string | null;
  /** One sentence: what makes the state, or what is missing. */
  why: string;
  /** The row cannot be done before the first sensors' initial sync is over. */
  needsInitialSync: boolean;
}

/**
 * State of every row: of the guide's checklist, of what it lacks, and of each Center's own rows, in the order of the
 * estate schema.
 * @param carryOver What ATA holds; without it the attestations alone count, and only what the product itself settles
 * is not applicable.
 * @param now The moment at which expiry is judged, ISO 8601.
 */
export function rowStates(
  estate: Estate,
  carryOver?: CarryOver,
  now: string = new Date().toISOString(),
): RowState[] {
  const several = estate.centers.length > 1;
  return attestedRows.flatMap((row) => {
    if (!isCenterRow(row)) return [rowState(estate, carryOver, now, row, null, () => true)];
    return estate.centers.map((center) =>
      rowState(estate, carryOver, now, row, center.name, (a) =>
        a.center === undefined ? !several : a.center.toLowerCase() === center.name.toLowerCase(),
      ),
    );
  });
}

function isCenterRow(row: AttestedRow): boolean {
  return (centerRows as readonly string[]).includes(row);
}

function rowState(
  estate: Estate,
  carryOver: CarryOver | undefined,
  now: string,
  row: AttestedRow,
  center: string | null,
  about: (attestation: Attestation) => boolean,
): RowState {
  const definition = rowDefinitions[row];
  const key = center === null || estate.centers.length === 1 ? row : `${row}-${center}`;
  const base = { row, key, center, title: definition.title, needsInitialSync: definition.needsInitialSync };
  const nobody = { by: null, at: null, evidence: null };
  const found = carryOver?.rows.find((r) => r.row === row);

  const attestations = estate.attestations
    .filter((a) => a.row === row && about(a))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const objections: string[] = [];
  for (const attestation of attestations) {
    const objection = objectionTo(attestation, estate, found, now);
    if (objection === null) {
      const { state, by, at, evidence } = attestation;
      return { ...base, state, by, at, evidence, why: `attested by ${by}${caveatOf(attestation, found)}` };
    }
    objections.push(objection);
  }

  const byGraph = row === "delayed-updates" ? delayedByGraph(estate) : [];
  if (byGraph.length > 0) {
    const why = `declared for ${byGraph.join(", ")}; each sensor's resource sets it and reads it back`;
    // The sensors that set it and read it back are there once the initial sync is over.
    const needsInitialSync = true;
    return { ...base, ...nobody, needsInitialSync, state: "done", by: "Microsoft Graph", evidence: why, why };
  }
  const settled = found?.notApplicable ?? definition.settled;
  if (settled !== null) {
    return { ...base, ...nobody, state: "notApplicable", evidence: settled, why: settled };
  }
  const why = objections[0] ?? "nobody has attested it";
  return { ...base, ...nobody, state: "open", why };
}

/** Why an attestation of an estate does not count, given what ATA holds for its row; null: it does. */
export function objectionTo(
  attestation: Attestation,
  estate: Estate,
  found: CarryOverRow | undefined,
  now: string,
): string | null {
  return untimely(attestation, found, now) ?? unsigned(attestation, estate);
}

function untimely(attestation: Attestation, found: CarryOverRow | undefined, now: string): string | null {
  const who = `the attestation by ${attestation.by}`;
  const moment = Date.parse(now);
  if (Date.parse(attestation.at) > moment) return `${who} is dated ${attestation.at}, which is still to come`;
  if (attestation.expires !== undefined && moment >= Date.parse(attestation.expires) + dayInMilliseconds) {
    return `${who} expired on ${attestation.expires}`;
  }
  if (
    found !== undefined &&
    attestation.valueHash !== undefined &&
    attestation.valueHash !== valueHash(found.items)
  ) {
    return `${who} is void: what ATA holds for it has changed since`;
  }
  return null;
}

/** What an attestation leaves open: one without a hash does not say which values it is about. */
function caveatOf({ valueHash: about }: Attestation, found: CarryOverRow | undefined): string {
  const isBlind = about === undefined && found !== undefined && found.items.length > 0;
  return isBlind ? ", without saying of which values: it stays valid whatever ATA holds" : "";
}

/** Why an attestation's signature does not count, where the estate's policy names who may sign; null: it does. */
function unsigned(attestation: Attestation, estate: Estate): string | null {
  const { signers } = estate.policy;
  if (Object.keys(signers).length === 0) return null;
  const key = Object.hasOwn(signers, attestation.by) ? signers[attestation.by] : undefined;
  if (key === undefined) return `${attestation.by} is not among policy.signers`;
  if (attestation.signature === undefined) return `the attestation by ${attestation.by} is not signed`;
  return isSignedBy(key, signedBytes(estate.name, attestation), attestation.signature)
    ? null
    : `the signature of ${attestation.by} is not over what the attestation says now`;
}

const dayInMilliseconds = 86_400_000;

function delayedByGraph(estate: Estate): string[] {
  return estate.domainControllers.filter((dc) => dc.settings.delayedUpdate === true).map((dc) => dc.name);
}
