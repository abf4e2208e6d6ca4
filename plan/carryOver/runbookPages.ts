import type { AttestedRow, Estate } from "../../estate/schema.ts";
import type { CarryOver, CarryOverItem, Destination } from "./carryOver.ts";
import { rowDefinitions } from "./definitions.ts";
import type { RowDefinition } from "./definitionWords.ts";
import { type ShownValue, shownValues } from "./foundValues.ts";
import { type RowState, rowStates } from "./rows.ts";

/** One row of the checklist as a page for the person who does it. */
export interface RunbookPage {
  /** Place in the order to do them, from 1. */
  number: number;
  state: RowState;
  definition: RowDefinition;
  /** Where to go, in one line. */
  where: string;
  /** Which sensors the setting exists for, in words. */
  appliesTo: string;
  /** What something is to be done with. */
  carried: RunbookSetting[];
  /** What nothing is to be done with. */
  left: RunbookSetting[];
  /** What to know first: of this estate, and of the product. */
  notes: string[];
}

export interface RunbookSetting {
  item: CarryOverItem;
  values: ShownValue[];
}

/** The whole runbook: what is to be done, in order, and then what needs nothing. */
export interface Runbook {
  estate: string;
  /** False where nothing was imported from ATA: then only what holds for every estate is known. */
  imported: boolean;
  /** True where the names are pseudonyms. */
  redacted: boolean;
  toDo: RunbookPage[];
  settled: RunbookPage[];
  /** Fields of ATA's profiles that nobody knows: a setting may be among them. */
  unrecognised: { document: string; path: string; found: string }[];
}

/** What of an import the runbook needs besides the compiled rows. */
export interface ImportedFacts {
  carryOver: CarryOver;
  redacted: boolean;
  unrecognised: readonly { document: string; path: string; found: string }[];
}

/** Pages of every row: first what can be done at once, then what waits for the initial sync, last the Center's own. */
export function runbookPages(estate: Estate, imported: ImportedFacts | null, now: string): Runbook {
  const states = rowStates(estate, imported?.carryOver, now).toSorted((a, b) => turn(a) - turn(b));
  const page = (state: RowState, index: number): RunbookPage => {
    const row = imported?.carryOver.rows.find((one) => one.row === state.row);
    const definition = rowDefinitions[state.row];
    const settings = (row?.items ?? []).map((item) => ({
      item,
      values: shownValues(item, imported?.carryOver.names ?? {}),
    }));
    return {
      number: index + 1,
      state,
      definition,
      where: whereText(definition.destination),
      appliesTo: sensorWords[definition.appliesTo],
      carried: settings.filter(({ item }) => item.action !== null),
      left: settings.filter(({ item }) => item.action === null),
      notes: row?.warnings ?? [...definition.notes],
    };
  };
  const open = states.filter(({ state }) => state === "open");
  const closed = states.filter(({ state }) => state !== "open");
  return {
    estate: estate.name,
    imported: imported !== null,
    redacted: imported?.redacted ?? false,
    toDo: open.map(page),
    settled: closed.map((state, index) => page(state, open.length + index)),
    unrecognised: [...(imported?.unrecognised ?? [])],
  };
}

function turn({ center, needsInitialSync }: RowState): number {
  return center !== null ? 2 : needsInitialSync ? 1 : 0;
}

const sensorWords: Record<RowDefinition["appliesTo"], string> = {
  v2: "v2 sensors only",
  v3: "v3 sensors only",
  both: "v2 and v3 sensors",
  none: "no sensor: nothing of the kind is set any more",
};

/** A destination in words: the portal's path, Graph's property, or that there is none. */
export function whereText(destination: Destination): string {
  switch (destination.kind) {
    case "graph":
      return `Microsoft Graph: ${destination.resource}`;
    case "portal":
      return `https://security.microsoft.com: ${destination.path}`;
    case "retired":
      return `gone since ${destination.since}`;
    case "none":
      return "nowhere in the product";
  }
}

/** Rows whose values are lists that people copy: each gets a CSV file. */
export const listRows: readonly AttestedRow[] = [
  "honeytokens",
  "sensitive-tags",
  "exclusions",
  "mail-notifications",
  "role-groups",
  "default-sensitive-groups",
];
