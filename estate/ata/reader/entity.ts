import { type DirectoryDomainController, operatingSystemOf } from "../directory.ts";
import type { Entity } from "../inventory.ts";
import { isObject, plain } from "./extendedJson.ts";
import { idKey } from "./forms.ts";
import { typesOf } from "./kind.ts";
import type { Json, JsonObject } from "./parseDocument.ts";

/** An entity of ATA's UniqueEntity collection, and what only some of them have. */
export interface ReadEntity {
  entity: Entity;
  domainId: string | null;
  domainController: DirectoryDomainController | null;
  /** Groups through which ATA holds it sensitive. */
  sensitiveThrough: string[];
}

/** Reads an entity as the collection or the REST interface has it; undefined where it has no id. */
export function readEntity(document: JsonObject): ReadEntity | undefined {
  const id = text(document.Id) ?? text(document._id);
  if (id === null) return undefined;
  const type = typesOf(document).pop() ?? "";
  const domainId = text(document.DomainId);
  const dnsName = text(document.DnsName);
  const samName = text(document.SamName);
  const distinguishedName = text(document.DistinguishedName);
  const own = text(document.SystemDisplayName) ?? text(document.Name) ?? samName ?? dnsName ?? id;
  const domain = domainOf(document, type, dnsName, distinguishedName);
  const entity: Entity = {
    id: idKey(id),
    type,
    name: own,
    samName,
    dnsName,
    domain,
    sid: text(document.Sid),
    distinguishedName,
    source: "ata",
    deleted: plain(document.IsDeleted ?? null) === true,
    disabled: plain(document.IsDisabled ?? null) === true,
  };
  return {
    entity,
    domainId: domainId === null ? null : idKey(domainId),
    domainController: entity.deleted ? null : readDomainController(document, entity),
    sensitiveThrough: texts(document.SensitiveRootParentGroupIds),
  };
}

function readDomainController(document: JsonObject, entity: Entity): DirectoryDomainController | null {
  if (plain(document.IsDomainController ?? null) !== true) return null;
  const details = plain(document.DomainController ?? null);
  const flag = (name: string) => isObject(details) && plain(details[name] ?? null) === true;
  const name = (
    entity.dnsName?.split(".")[0] ??
    entity.samName?.replace(/\$$/, "") ??
    entity.name
  ).toLowerCase();
  return {
    name,
    domain: entity.domain,
    forest: null,
    site: null,
    os: operatingSystemOf(text(document.OperatingSystemDisplayName)),
    readOnly: flag("IsReadOnly"),
    roles: [
      ...(flag("IsGlobalCatalog") ? (["globalCatalog"] as const) : []),
      ...(flag("IsPrimary") ? (["pdcEmulator"] as const) : []),
    ],
  };
}

/** From `contoso.com/Users/Ann`, `DC=contoso,DC=com`, a domain's own name, or a computer's DNS name. */
function domainOf(
  document: JsonObject,
  type: string,
  dnsName: string | null,
  distinguishedName: string | null,
): string | null {
  if (type === "Domain") return dnsName?.toLowerCase() ?? null;
  const canonical = text(document.CanonicalName)?.split("/")[0];
  if (canonical) return canonical.toLowerCase();
  const components = distinguishedName?.match(/(?<=(?:^|,)DC=)[^,]+/gi);
  if (components) return components.join(".").toLowerCase();
  const [, ...suffix] = dnsName?.split(".") ?? [];
  return suffix.length > 0 ? suffix.join(".").toLowerCase() : null;
}

function text(json: Json | undefined): string | null {
  const value = plain(json ?? null);
  return typeof value === "string" && value !== "" ? value : null;
}

function texts(json: Json | undefined): string[] {
  const value = plain(json ?? null);
  return Array.isArray(value) ? value.flatMap((one) => text(one) ?? []).map(idKey) : [];
}
