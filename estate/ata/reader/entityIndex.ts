import type { DirectoryDomainController, DirectoryFacts } from "../directory.ts";
import type { Entity, Inventory } from "../inventory.ts";
import { type ReadEntity, readEntity } from "./entity.ts";
import { idKey } from "./forms.ts";
import type { JsonObject } from "./parseDocument.ts";

/** ATA's entities, as far as the move needs them: those that settings name, domain controllers, sensitive groups. */
export class EntityIndex {
  readonly #entities = new Map<string, ReadEntity>();
  /** Those ATA holds sensitive through groups: there may be tens of thousands, so no more than this is kept of one. */
  readonly #sensitive = new Map<string, { name: string; through: readonly string[] }>();
  /** Each id of such a group once. */
  readonly #groupIds = new Map<string, string>();

  /** @param wanted ids that settings name, in lower case */
  add(document: JsonObject, wanted: ReadonlySet<string>): void {
    const read = readEntity(document);
    if (read === undefined) return;
    const { entity, domainController, sensitiveThrough } = read;
    const keep =
      wanted.has(entity.id) ||
      domainController !== null ||
      entity.type === "Domain" ||
      isDefaultSensitive(entity);
    if (keep) this.#entities.set(entity.id, read);
    if (sensitiveThrough.length === 0) this.#sensitive.delete(entity.id);
    else {
      const through = sensitiveThrough.map((id) => this.#groupId(id));
      this.#sensitive.set(entity.id, { name: entity.name, through });
    }
  }

  #groupId(id: string): string {
    const known = this.#groupIds.get(id);
    if (known === undefined) this.#groupIds.set(id, id);
    return known ?? id;
  }

  get size(): number {
    return this.#entities.size + this.#sensitive.size;
  }

  get domainControllers(): DirectoryDomainController[] {
    return [...this.#entities.values()].flatMap(({ domainController }) => domainController ?? []);
  }

  /** The wanted ones, by id. The directory's names go before ATA's own: they are newer. */
  named(wanted: ReadonlySet<string>, facts: readonly DirectoryFacts[]): Entity[] {
    const named = new Map<string, Entity>();
    for (const { entity, domainId } of this.#entities.values()) {
      if (!wanted.has(entity.id)) continue;
      const domain = domainId === null ? null : (this.#entities.get(domainId)?.entity.dnsName ?? null);
      named.set(entity.id, { ...entity, domain: entity.domain ?? domain });
    }
    for (const object of facts.flatMap(({ objects }) => objects)) {
      const id = idKey(object.id);
      if (wanted.has(id)) named.set(id, fromDirectory(id, object, named.get(id)));
    }
    return [...named.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Members that are sensitive through nothing but a group that only ATA holds sensitive; null: nothing was read. */
  sensitiveByDefault(facts: readonly DirectoryFacts[]): Inventory["sensitiveByDefault"] {
    const stated = facts.flatMap(({ sensitiveGroups }) => sensitiveGroups);
    if (stated.length > 0) return stated;
    const groups = [...this.#entities.values()].filter(({ entity }) => isDefaultSensitive(entity));
    if (groups.length === 0) return null;
    const ids = new Set(groups.map(({ entity }) => entity.id));
    return groups.map(({ entity: group }) => ({
      group: group.name,
      members: [...this.#sensitive.values()]
        .filter(({ through }) => through.includes(group.id) && through.every((id) => ids.has(id)))
        .map(({ name }) => name)
        .sort(),
    }));
  }
}

function fromDirectory(
  id: string,
  object: DirectoryFacts["objects"][number],
  known: Entity | undefined,
): Entity {
  return {
    id,
    type: object.type ?? known?.type ?? "",
    name: object.name,
    samName: object.samName ?? null,
    dnsName: object.dnsName ?? null,
    domain: object.domain?.toLowerCase() ?? null,
    sid: object.sid ?? null,
    distinguishedName: object.distinguishedName ?? null,
    source: "directory",
    deleted: false,
    disabled: false,
  };
}

/** Remote Desktop Users by its well-known SID, DnsAdmins by its name: its SID differs from domain to domain. */
function isDefaultSensitive(entity: Entity): boolean {
  return entity.sid === "S-1-5-32-555" || (entity.type === "Group" && /^dns ?admins$/i.test(entity.name));
}
