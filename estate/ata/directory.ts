import { z } from "zod";
import type { OperatingSystem } from "../schema.ts";
import { domainControllerRoles, operatingSystems } from "../schema.ts";
import type { JsonObject } from "./reader/parseDocument.ts";

/**
 * Facts about the directory that ATA's configuration does not hold: which hosts are domain controllers, in which
 * domain and site, and who the ids are. `docs/carry-over.md` shows the commands that collect them.
 */

const text = z.string().nullish();

export const directoryFacts = z.object({
  kind: z.literal("ata2mdi-directory"),
  /** Root domain of the forest. */
  forest: text,
  domainControllers: z
    .array(
      z.object({
        name: z.string().min(1),
        domain: z.string().min(1),
        site: text,
        /** As Windows calls it: `Windows Server 2019 Datacenter`. */
        operatingSystem: text,
        readOnly: z.boolean().nullish(),
        /** globalCatalog, pdcEmulator … as the estate file spells them, or as Get-ADDomainController does. */
        roles: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
  /** Directory objects by objectGUID, for the names of ids. */
  objects: z
    .array(
      z.object({
        id: z.string().min(1),
        type: text,
        name: z.string(),
        samName: text,
        dnsName: text,
        domain: text,
        sid: text,
        distinguishedName: text,
      }),
    )
    .default([]),
  /** Members of groups that ATA holds sensitive by itself and Defender for Identity does not. */
  sensitiveGroups: z.array(z.object({ group: z.string(), members: z.array(z.string()) })).default([]),
  /** Members of the Center's local groups. */
  roleGroups: z
    .array(
      z.object({
        center: text,
        administrators: z.array(z.string()).default([]),
        users: z.array(z.string()).default([]),
        viewers: z.array(z.string()).default([]),
        localAdministrators: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
export type DirectoryFacts = z.output<typeof directoryFacts>;

/** What ATA cannot know and a new estate needs. */
export const answers = z.object({
  kind: z.literal("ata2mdi-answers"),
  name: z.string().optional(),
  workspace: z.object({ name: z.string(), tenantId: z.string(), clientId: z.string() }).partial().optional(),
  connection: z.object({ user: z.string(), knownHosts: z.string(), port: z.int() }).partial().optional(),
  /** Site of domain controllers whose site no source knows. */
  site: z.string().optional(),
});
export type Answers = z.output<typeof answers>;

/** A domain controller as far as any source knows it. */
export interface DirectoryDomainController {
  name: string;
  domain: string | null;
  forest: string | null;
  site: string | null;
  os: OperatingSystem | null;
  readOnly: boolean;
  roles: (typeof domainControllerRoles)[number][];
}

/** Domain controllers of a facts document. */
export function domainControllersOf(facts: DirectoryFacts): DirectoryDomainController[] {
  return facts.domainControllers.map((dc) => ({
    name: dc.name.toLowerCase(),
    domain: dc.domain.toLowerCase(),
    forest: facts.forest?.toLowerCase() ?? null,
    site: dc.site ?? null,
    os: operatingSystemOf(dc.operatingSystem),
    readOnly: dc.readOnly === true,
    roles: rolesOf(dc.roles ?? []),
  }));
}

/** `Windows Server 2012 R2 Standard` → `2012R2`; null: none of those the estate knows. */
export function operatingSystemOf(name: string | null | undefined): OperatingSystem | null {
  const year = /\b(2008|2012|2016|2019|2022|2025)\b\s*(R2)?/i.exec(name ?? "");
  if (!year) return null;
  const release = `${year[1]}${year[2] ? "R2" : ""}`;
  return operatingSystems.find((known) => known === release) ?? null;
}

/** Roles in the estate's spelling; `PDCEmulator` and its like are Get-ADDomainController's. Others are left out. */
function rolesOf(names: readonly string[]): DirectoryDomainController["roles"] {
  return domainControllerRoles.filter((role) =>
    names.some((name) => name.toLowerCase() === role.toLowerCase()),
  );
}

/** Domain controllers of a survey file: only what was read there. */
export function domainControllersOfSurvey(survey: JsonObject): DirectoryDomainController[] {
  const parsed = surveyShape.safeParse(survey);
  if (!parsed.success) return [];
  return Object.entries(parsed.data.hosts).flatMap(([name, { directory, operatingSystem }]) => {
    const facts = directory?.value;
    if (facts === undefined || facts.domainRole < 4) return [];
    const build = Number(operatingSystem?.value?.version.split(".")[2]);
    return [
      {
        name: name.toLowerCase(),
        domain: facts.domain.toLowerCase(),
        forest: facts.forest.toLowerCase(),
        site: facts.site,
        os: releaseOfBuild(build),
        readOnly: facts.readOnly,
        roles: rolesOf([...facts.operationsMasters, ...(facts.globalCatalog ? ["globalCatalog"] : [])]),
      },
    ];
  });
}

/** Only the facts wanted here; a fact that was not read has no value. */
const surveyShape = z.object({
  hosts: z.record(
    z.string(),
    z.object({
      directory: z
        .object({
          value: z
            .object({
              domainRole: z.int(),
              domain: z.string(),
              forest: z.string(),
              site: z.string(),
              readOnly: z.boolean(),
              globalCatalog: z.boolean(),
              operationsMasters: z.array(z.string()),
            })
            .optional(),
        })
        .optional(),
      operatingSystem: z.object({ value: z.object({ version: z.string() }).optional() }).optional(),
    }),
  ),
});

const releases: readonly [number, OperatingSystem][] = [
  [26_100, "2025"],
  [20_348, "2022"],
  [17_763, "2019"],
  [14_393, "2016"],
  [9_600, "2012R2"],
  [9_200, "2012"],
  [7_600, "2008R2"],
];
function releaseOfBuild(build: number): OperatingSystem | null {
  return releases.find(([first]) => build >= first)?.[1] ?? null;
}
