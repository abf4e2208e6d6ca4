import type { CenterInventory, GatewayInventory } from "../inventory.ts";
import { type FoundProfile, isLater } from "./currentProfiles.ts";

/**
 * The profiles of all files, kept so that many older states cost nothing: a collection holds hundreds of backups of one
 * Center, of which the newest alone counts. Of the others only that they are there is kept, once a file.
 */
export class ProfileStore {
  readonly #newest = new Map<string, FoundProfile<CenterInventory>>();
  readonly #older = new Map<string, FoundProfile<CenterInventory>>();
  readonly #gateways = new Map<string, FoundProfile<GatewayInventory>>();

  get centers(): FoundProfile<CenterInventory>[] {
    return [...this.#older.values(), ...this.#newest.values()];
  }

  get gateways(): FoundProfile<GatewayInventory>[] {
    return [...this.#gateways.values()];
  }

  /** Of two states of one time the later one counts. */
  addCenter(found: FoundProfile<CenterInventory>): void {
    const { id } = found.profile;
    const known = this.#newest.get(id);
    const isNewer = known === undefined || (found.profile.updatedAt ?? "") >= (known.profile.updatedAt ?? "");
    if (isNewer) this.#newest.set(id, found);
    const outdated = isNewer ? known : found;
    if (outdated) this.#addOlder(outdated);
  }

  /** The newest state of a gateway in a file; which file counts is not known yet. */
  addGateway(found: FoundProfile<GatewayInventory>): void {
    const key = `${found.profile.id} ${found.place.file}`;
    const known = this.#gateways.get(key);
    if (known !== undefined && isLater(known.updatedAt, found.updatedAt)) return;
    // Taken out first: the order is that of the documents that count.
    this.#gateways.delete(key);
    this.#gateways.set(key, found);
  }

  #addOlder({ profile, place }: FoundProfile<CenterInventory>): void {
    const key = `${profile.id} ${place.file}`;
    const known = this.#older.get(key);
    if (known) known.count = (known.count ?? 1) + 1;
    else this.#older.set(key, { profile: { ...profile, consoles: [], settings: [] }, place });
  }
}
