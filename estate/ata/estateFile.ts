import { parseDocument } from "yaml";
import type { Answers } from "./directory.ts";
import { InputError } from "./inputProblem.ts";
import type { ProposedEntry, ProposedEstate } from "./proposal.ts";
import { appendEntries } from "./yamlText.ts";

/** Lists of an estate file that an import adds to, in the file's order. */
const lists = ["domains", "sites", "domainControllers", "standaloneGateways", "centers"] as const;

/** Those whose entries are hosts, each named once in the whole file. */
const hostLists: readonly string[] = ["domainControllers", "standaloneGateways", "centers"];

export interface EstateText {
  text: string;
  /** `domainControllers: dc07` */
  added: string[];
  /** What a person wrote that the exports see otherwise; it stays as it is. */
  differing: string[];
}

/** A new estate file: what the exports tell, and a TODO for each thing that they cannot know. */
export function newEstateText(
  proposed: ProposedEstate,
  answers: Answers | null,
  fallbackName: string,
): EstateText {
  const head = [
    "# yaml-language-server: $schema=./estate.schema.json",
    "# Made by `ata2mdi import`. What it could not know is marked TODO; `ata2mdi check` names it too.",
    ...scalar("name", answers?.name ?? fallbackName),
    "workspace:",
    ...indented(scalar("name", answers?.workspace?.name, "portal: Settings > Identities > About")),
    ...indented(scalar("tenantId", answers?.workspace?.tenantId, "Microsoft Entra tenant")),
    ...indented(scalar("clientId", answers?.workspace?.clientId, "application that calls Microsoft Graph")),
    "connection:",
    ...indented(
      scalar("user", answers?.connection?.user, "account on the hosts, a member of Administrators"),
    ),
    ...(answers?.connection?.port === undefined ? [] : indented([`port: ${answers.connection.port}`])),
    ...(answers?.connection?.knownHosts === undefined
      ? []
      : indented(scalar("knownHosts", answers.connection.knownHosts))),
    "  authentication: { agent: true } # or { privateKey: { file: … } }, or { env: … }, or { config: … }",
    "",
  ].join("\n");
  const filled = lists.filter((list) => proposed[list].length > 0);
  const text = filled.reduce((soFar, list) => appendEntries(soFar, list, proposed[list]), head);
  return {
    text,
    added: filled.flatMap((list) => proposed[list].map((one) => named(list, one))),
    differing: [],
  };
}

/**
 * An estate file with what it lacks. Entries that are there stay as they are, comments and all; a difference between
 * them and the exports is told, not made. Adding the same a second time changes nothing.
 * @throws InputError where the file is not a YAML map.
 */
export function mergedEstateText(text: string, file: string, proposed: ProposedEstate): EstateText {
  const document = parseDocument(text);
  const there: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (there === null || typeof there !== "object" || Array.isArray(there)) {
    const line = document.errors[0]?.linePos?.[0].line;
    throw new InputError({
      id: "ATA-ESTATE",
      place: { file, ...(line !== undefined && { line }) },
      cause: "the estate file cannot be read as YAML, so nothing can be added to it",
      fix: `Put it right: ata2mdi check ${file}`,
    });
  }
  const estate = there as Record<string, unknown>;
  const added: string[] = [];
  const differing: string[] = [];
  let merged = text;
  for (const list of lists) {
    const present = new Map(entriesOf(estate[list]).map((entry) => [nameKey(entry.name), entry]));
    const elsewhere = new Map(
      hostLists.includes(list)
        ? hostLists
            .filter((other) => other !== list)
            .flatMap((other) =>
              entriesOf(estate[other]).map((entry) => [nameKey(entry.name), other] as const),
            )
        : [],
    );
    const isThere = (name: unknown) => present.has(nameKey(name)) || elsewhere.has(nameKey(name));
    const lacking = proposed[list].filter(({ entry }) => !isThere(entry.name));
    merged = append(merged, file, list, lacking);
    added.push(...lacking.map((one) => named(list, one)));
    for (const { entry } of proposed[list]) {
      const known = present.get(nameKey(entry.name));
      if (known !== undefined) differing.push(...differences(list, known, entry));
      const other = elsewhere.get(nameKey(entry.name));
      // Without facts of the directory a gateway's server looks like a domain controller: the person knows better.
      if (other) differing.push(`${list}: ${String(entry.name)}: is one of ${other} here`);
    }
  }
  return { text: merged, added, differing };
}

function append(text: string, file: string, list: string, entries: readonly ProposedEntry[]): string {
  try {
    return appendEntries(text, list, entries);
  } catch (error) {
    throw new InputError({
      id: "ATA-ESTATE",
      place: { file, path: list },
      cause: error instanceof Error ? error.message : "the list cannot be added to",
      fix: `Write the list with one entry a line, or add by hand: ${entries.map(({ entry }) => JSON.stringify(entry)).join(" ")}`,
    });
  }
}

/** Only what both say: a key that a person left out, or added, is theirs to choose. */
function differences(
  list: string,
  known: Record<string, unknown>,
  proposed: Record<string, unknown>,
): string[] {
  return Object.entries(proposed)
    .filter(([key, value]) => known[key] !== undefined && key !== "roles" && !same(known[key], value))
    .map(
      ([key, value]) =>
        `${list}: ${String(known.name)}: ${key} is ${show(known[key])} here and ${show(value)} in ATA`,
    );
}

function same(one: unknown, other: unknown): boolean {
  const spelt = (value: unknown) => JSON.stringify(value).toLowerCase();
  return Array.isArray(one) && Array.isArray(other)
    ? spelt([...one].sort()) === spelt([...other].sort())
    : spelt(one) === spelt(other);
}

const show = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value));
const nameKey = (name: unknown) => String(name).toLowerCase();
const named = (list: string, { entry }: ProposedEntry) => `${list}: ${String(entry.name)}`;

function entriesOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((entry) => entry !== null && typeof entry === "object") : [];
}

/** `name: value`, quoted where YAML needs it; a TODO where there is none. */
function scalar(name: string, value: string | undefined, what = ""): string[] {
  return value === undefined ? [`# TODO ${name}: ${what}`] : [`${name}: ${JSON.stringify(value)}`];
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
