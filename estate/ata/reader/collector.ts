import {
  type Answers,
  answers as answersSchema,
  type DirectoryDomainController,
  type DirectoryFacts,
  directoryFacts,
  domainControllersOf,
  domainControllersOfSurvey,
} from "../directory.ts";
import type { InputProblem, Place } from "../inputProblem.ts";
import type { CenterInventory, GatewayInventory, Inventory } from "../inventory.ts";
import type { AtaReading, SourceReport } from "../reading.ts";
import { profileRules } from "../rules/ruleTree.ts";
import { settingRules } from "../rules/settings.ts";
import { sameName } from "../sameName.ts";
import { Accounting } from "./accounting.ts";
import { AlertCounts } from "./alertCounts.ts";
import { currentProfiles } from "./currentProfiles.ts";
import { EntityIndex } from "./entityIndex.ts";
import { isoDate } from "./extendedJson.ts";
import { idKey } from "./forms.ts";
import { judgeSources, noDate } from "./judgeSources.ts";
import { type DocumentKind, kindNames, typesOf } from "./kind.ts";
import type { JsonObject } from "./parseDocument.ts";
import { ProfileStore } from "./profileStore.ts";
import { walkProfile } from "./walkProfile.ts";

/** Kinds of documents that hold nothing to carry over, and why. */
const leftOut = {
  license: "the licence of ATA is not needed for the move",
  learned: "learned by ATA, or details of one alert; no setting",
  oldProfile: "a document of ATA 1.7 or before, which later versions do not read",
} as const;

/** Takes the documents of all files one by one and keeps what the move needs of them. */
export class Collector {
  readonly #account = new Accounting();
  readonly #profiles = new ProfileStore();
  readonly #alerts = new AlertCounts();
  readonly #healthAlerts = new AlertCounts();
  readonly #problems: InputProblem[] = [];
  readonly #notes: InputProblem[] = [];
  readonly #facts: DirectoryFacts[] = [];
  readonly #surveyed: DirectoryDomainController[] = [];
  readonly #entities = new EntityIndex();
  #answers: Answers | null = null;
  #wanted: Set<string> | undefined;

  add(kind: DocumentKind, document: JsonObject, place: Place): void {
    if (kind === "center") this.#addCenter(document, place);
    else if (kind === "gateway") this.#addGateway(document, place);
    else if (kind === "alert") this.#alerts.add(document);
    else if (kind === "healthAlert") this.#healthAlerts.add(document);
    else if (kind === "directory") this.#addFacts(document, place);
    else if (kind === "answers") this.#addAnswers(document, place);
    else if (kind === "survey") this.#surveyed.push(...domainControllersOfSurvey(document));
    else if (kind === "unknown") this.#leaveOutUnknown(document);
    else if (kind !== "entity") this.#leaveOut(kind, document);
  }

  /** Second time through, when it is known which entities the profiles name. */
  addEntity(document: JsonObject): void {
    this.#wanted ??= this.#wantedIds();
    this.#entities.add(document, this.#wanted);
  }

  finish(sources: readonly SourceReport[]): {
    problems: InputProblem[];
    reading: Omit<AtaReading, "sources">;
  } {
    const current = currentProfiles(this.#profiles.centers, this.#profiles.gateways);
    const domainControllers = this.#domainControllers();
    const judged = judgeSources(sources, current, domainControllers);
    const inventory: Inventory = {
      schema: 1,
      redacted: false,
      centers: current.centers,
      gateways: current.gateways,
      entities: this.#namedEntities(),
      sensitiveByDefault: this.#entities.sensitiveByDefault(this.#facts),
      alerts: this.#alerts.counts ?? emptyList(sources, /suspicious.?activit/i),
      healthAlerts: this.#healthAlerts.counts ?? emptyList(sources, /monitoring.?alert/i),
      roleGroups: this.#facts.flatMap((facts) =>
        facts.roleGroups.map((groups) => ({ ...groups, center: groups.center ?? null })),
      ),
      irrelevant: this.#account.irrelevant,
      unrecognised: this.#account.unrecognised,
      secrets: this.#account.secrets,
    };
    const sum = (entries: readonly { fields: number }[]) => entries.reduce((n, { fields }) => n + fields, 0);
    return {
      problems: [...this.#problems, ...judged.problems],
      reading: {
        inventory,
        domainControllers,
        answers: this.#answers,
        notes: [...current.notes, ...this.#notes, ...judged.notes],
        fields: {
          read: this.#account.read,
          irrelevant: sum(inventory.irrelevant),
          secret: sum(inventory.secrets),
          unrecognised: sum(inventory.unrecognised),
        },
      },
    };
  }

  #addCenter(document: JsonObject, place: Place): void {
    const { header, settings, flattened } = walkProfile(
      document,
      kindNames.center,
      profileRules.center,
      this.#account,
    );
    this.#refuseFlattened(flattened, place);
    const name = header.name?.[0] ?? "";
    const [changed] = header.updatedAt ?? [];
    const updatedAt = isoDate(changed ?? "");
    if (changed !== undefined && updatedAt === null) this.#notes.push(noDate(place));
    const profile: CenterInventory = {
      id: header.id?.[0] ?? name.toLowerCase(),
      name,
      version: header.version?.[0] ?? null,
      updatedAt,
      consoles: header.consoles ?? [],
      settings,
    };
    this.#profiles.addCenter({ profile, place });
  }

  #addGateway(document: JsonObject, place: Place): void {
    const { header, settings, flattened } = walkProfile(
      document,
      kindNames.gateway,
      profileRules.gateway,
      this.#account,
    );
    this.#refuseFlattened(flattened, place);
    const name = header.name?.[0] ?? "";
    const profile: GatewayInventory = {
      id: header.id?.[0] ?? name.toLowerCase(),
      name,
      center: null,
      version: header.version?.[0] ?? null,
      status: header.status?.[0] ?? null,
      serviceStatus: header.serviceStatus?.[0] ?? null,
      description: header.description?.[0] ?? null,
      watches: (header.watches ?? []).flatMap(namesIn),
      settings,
    };
    this.#profiles.addGateway({ profile, place, updatedAt: header.updatedAt?.[0] ?? "" });
  }

  #refuseFlattened(path: string | undefined, place: Place): void {
    if (path === undefined) return;
    this.#problems.push({
      id: "ATA-FLATTENED",
      place: { ...place, path },
      cause: "PowerShell wrote this object as one line of text, so the settings in it are lost",
      fix: "Export it again with ConvertTo-Json -Depth 20; without -Depth it stops at a depth of 2.",
    });
  }

  #addFacts(document: JsonObject, place: Place): void {
    const parsed = directoryFacts.safeParse(document);
    if (parsed.success) this.#facts.push(parsed.data);
    else this.#problems.push(wrongShape("ATA-DIRECTORY", place, parsed.error.issues));
  }

  #addAnswers(document: JsonObject, place: Place): void {
    const parsed = answersSchema.safeParse(document);
    if (!parsed.success) this.#problems.push(wrongShape("ATA-ANSWERS", place, parsed.error.issues));
    else this.#answers = { ...this.#answers, ...parsed.data };
  }

  #leaveOut(kind: keyof typeof leftOut, document: JsonObject): void {
    const fields = Object.keys(document).length;
    this.#account.addIrrelevant(kindNames[kind], "(whole document)", leftOut[kind], fields);
  }

  #leaveOutUnknown(document: JsonObject): void {
    const type = typesOf(document).pop();
    const name = type !== undefined && /^\w{1,80}$/.test(type) ? type : kindNames.unknown;
    this.#account.addUnrecognised(
      name,
      "(whole document)",
      `object of ${Object.keys(document).length} fields`,
    );
  }

  /** Ids that settings name, in lower case. */
  #wantedIds(): Set<string> {
    const byId = new Set<string>(settingRules.filter(({ form }) => form === "entities").map(({ id }) => id));
    const wanted = new Set<string>();
    for (const { profile } of this.#profiles.centers) {
      for (const { setting, value } of profile.settings) {
        if (byId.has(setting) && Array.isArray(value)) for (const id of value) wanted.add(idKey(id));
      }
    }
    return wanted;
  }

  #namedEntities(): Inventory["entities"] {
    const facts = this.#facts.filter(({ objects }) => objects.length > 0);
    if (this.#entities.size === 0 && facts.length === 0) return [];
    return this.#entities.named(this.#wantedIds(), facts);
  }

  #domainControllers(): DirectoryDomainController[] {
    const byName = new Map<string, DirectoryDomainController>();
    for (const dc of [
      ...this.#entities.domainControllers,
      ...this.#surveyed,
      ...this.#facts.flatMap(domainControllersOf),
    ]) {
      const known = byName.get(dc.name);
      if ((known?.domain ?? dc.domain) !== (dc.domain ?? known?.domain)) {
        this.#notes.push(sameName(dc.name, "domain controllers of two domains"));
      }
      byName.set(dc.name, {
        ...dc,
        domain: dc.domain ?? known?.domain ?? null,
        forest: dc.forest ?? known?.forest ?? null,
        site: dc.site ?? known?.site ?? null,
        os: dc.os ?? known?.os ?? null,
        roles: dc.roles.length > 0 ? dc.roles : (known?.roles ?? []),
      });
    }
    return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** Names in one text, where a list was written so. */
function namesIn(text: string): string[] {
  return /[\s;,]/.test(text) ? text.split(/[\s;,]+/).filter((name) => name !== "") : [text];
}

/** An empty list of a REST answer says that there are none; what list it is, only the file's name tells. */
function emptyList(sources: readonly SourceReport[], name: RegExp): [] | null {
  const empty = sources.some(
    ({ file, documents }) =>
      Object.keys(documents).length === 0 && name.test(file.split(/[\\/]/).pop() ?? ""),
  );
  return empty ? [] : null;
}

function wrongShape(
  id: string,
  place: Place,
  issues: readonly { path: PropertyKey[]; message: string }[],
): InputProblem {
  const [issue] = issues;
  return {
    id,
    place: { ...place, path: issue?.path.map(String).join(".") ?? "" },
    cause: `a value is missing or of the wrong kind (${issues.length} in all)`,
    fix: "Compare the file with the sample in samples/, or collect it again as docs/carry-over.md shows.",
  };
}
