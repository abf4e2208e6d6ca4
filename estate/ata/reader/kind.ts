import { isObject, plain } from "./extendedJson.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/** What a document is. */
export type DocumentKind =
  | "center"
  | "gateway"
  | "license"
  | "entity"
  | "alert"
  | "healthAlert"
  /** Learned baselines and alert details: never settings. */
  | "learned"
  /** Profile kinds of ATA 1.7 and before, which kept settings in other places. */
  | "oldProfile"
  /** Facts of the directory and of role groups, in the form docs/carry-over.md describes. */
  | "directory"
  /** What ATA cannot know: workspace and connection. */
  | "answers"
  /** Facts of hosts that `ata2mdi survey` wrote. */
  | "survey"
  | "unknown";

/** Name of each kind, as messages say it. */
export const kindNames: Record<DocumentKind, string> = {
  center: "CenterSystemProfile",
  gateway: "GatewaySystemProfile",
  license: "LicenseSystemProfile",
  entity: "UniqueEntity",
  alert: "SuspiciousActivity",
  healthAlert: "MonitoringAlert",
  learned: "learned baseline",
  oldProfile: "profile of ATA 1.7 or before",
  directory: "directory facts",
  answers: "answers",
  survey: "survey",
  unknown: "unknown document",
};

const entityTypes = new Set([
  "User",
  "Computer",
  "Group",
  "Domain",
  "ServiceAccount",
  "ManagedServiceAccount",
  "SecurityPrincipal",
  "Account",
]);

/** The types a document names, base first: `_t` as a value or a list, or `Type`; .NET namespaces taken off. */
export function typesOf(document: JsonObject): string[] {
  const named = plain(document._t ?? document.Type ?? document.$type ?? null);
  const list = Array.isArray(named) ? named : [named];
  return list
    .map((type) => plain(type as Json))
    .filter((type) => typeof type === "string")
    .map((type) => (type.split(",")[0] ?? "").split(".").pop() ?? "");
}

export function kindOf(document: JsonObject): DocumentKind {
  if (document.kind === "ata2mdi-directory") return "directory";
  if (document.kind === "ata2mdi-answers") return "answers";
  if (typeof document.takenAt === "string" && isObject(plain(document.hosts ?? null))) return "survey";
  const types = typesOf(document);
  const has = (...names: string[]) => types.some((type) => names.includes(type));
  if (has("CenterSystemProfile")) return "center";
  if (has("GatewaySystemProfile")) return "gateway";
  if (types.some((type) => /Licen[sc]\w*SystemProfile$/.test(type))) return "license";
  if (has("DirectoryServicesSystemProfile", "DetectorProfile")) return "oldProfile";
  if (types.some((type) => /MonitoringAlert(`\d)?$/.test(type))) return "healthAlert";
  if (types.some((type) => /SuspiciousActivity(`\d)?$/.test(type))) return "alert";
  if (types.some((type) => /(?<!(?<!Traffic)System)Profile(`\d)?$/.test(type))) return "learned";
  if (has("UniqueEntity") || types.some((type) => entityTypes.has(type))) return "entity";
  return kindByShape(document);
}

/** Sections that gateways do not have. */
const centerSection =
  /DetectorConfiguration$|^(UniqueEntityProcessor|Detection|Reporter|CenterWebApplication)Configuration$/;

/** Documents without a type: REST bodies that were cut down, license bodies, details of an alert. */
function kindByShape(document: JsonObject): DocumentKind {
  const has = (name: string) => document[name] !== undefined;
  const sections = plain(document.Configuration ?? null);
  const ofCenter = isObject(sections) && Object.keys(sections).some((name) => centerSection.test(name));
  if (ofCenter || (has("GatewayCommonConfiguration") && has("Configuration"))) return "center";
  if (has("NetbiosName") && (has("Configuration") || has("ServiceStatus"))) return "gateway";
  if (has("DetailsRecords") && has("TotalCount")) return "learned";
  if (has("SamName") && (has("Id") || has("_id"))) return "entity";
  if (Object.keys(document).some((key) => /licen[sc]e|productkey|evaluation/i.test(key))) return "license";
  return "unknown";
}
