import { type HostTraits, originsOf, type SharedTrait } from "./sharedTraits.ts";

/** What is known of a host that may share a cause with others; a trait that is not known is not shared. */
export interface NamedTraits extends HostTraits {
  name: string;
}

export interface HostFailure {
  host: string;
  /** Id of the cause as plan/outcomes found it; failures nobody knows the cause of have none and never trip. */
  fingerprint: string;
  /** When, as \`toISOString\` writes it. */
  at: string;
}

/** What a breaker looks at: everything that happened so far in this move. */
export interface BreakerInput {
  hosts: readonly NamedTraits[];
  failures: readonly HostFailure[];
  /** Names whose sensors are verified: each speaks against a cause it would share. */
  done: readonly string[];
  /** Fingerprint → the moment up to which a person says its failures are cured; moments as \`toISOString\` writes them. */
  cured?: Readonly<Record<string, string>>;
  /** Up to when the line that resets counts at least: attempts under way now may still fail until then. */
  resetUntil?: string;
}

/** A cause that several share: those that still have to move and share it too must not begin. */
export interface Tripped {
  fingerprint: string;
  trait: SharedTrait;
  value: string;
  failed: string[];
  /** Names that must not begin. */
  stops: string[];
  message: string;
  /** The one line that resets it, to be typed when the cause is cured. */
  reset: string;
}

/** Failures with the same cause and a common trait that are taken for one cause. */
const ENOUGH_FAILURES = 2;

/**
 * The breakers that have tripped: two or more failed with the same fingerprint and share a trait the cause can come
 * from, and fewer of those that share it have succeeded. A failure is put down to the most telling trait that explains
 * it, and to no wider one. Everyone who does not share it goes on. Pure; the order of the input does not matter.
 */
export function trippedBreakers(input: BreakerInput): Tripped[] {
  const done = new Set(input.done);
  const byFingerprint = new Map<string, Map<string, string>>();
  for (const { host, fingerprint, at } of input.failures) {
    if (done.has(host) || at <= (input.cured?.[fingerprint] ?? "")) continue;
    const failed = byFingerprint.get(fingerprint) ?? new Map<string, string>();
    byFingerprint.set(fingerprint, failed);
    if (at > (failed.get(host) ?? "")) failed.set(host, at);
  }
  return [...byFingerprint]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([fingerprint, failed]) => trippedBy(fingerprint, failed, input, done));
}

function trippedBy(
  fingerprint: string,
  failed: ReadonlyMap<string, string>,
  { hosts, resetUntil = "" }: BreakerInput,
  done: ReadonlySet<string>,
): Tripped[] {
  const last = [...failed.values()].reduce((latest, at) => (at > latest ? at : latest), resetUntil);
  const reset = `pulumi config set --path 'ata2mdi:cured["${fingerprint}"]' ${last}`;
  const tripped: Tripped[] = [];
  for (const trait of originsOf(fingerprint)) {
    const explained = new Set(tripped.flatMap((breaker) => breaker.failed));
    for (const value of valuesOf(trait, hosts)) {
      const sharing = hosts
        .filter((host) => host[trait] === value)
        .map((host) => host.name)
        .sort();
      const failing = sharing.filter((name) => failed.has(name) && !explained.has(name));
      const fine = sharing.filter((name) => done.has(name));
      if (failing.length < ENOUGH_FAILURES || failing.length <= fine.length) continue;
      const stops = sharing.filter((name) => !failed.has(name) && !done.has(name));
      const message = `${failing.join(", ")} failed with ${fingerprint} and share the ${trait} ${value}`;
      tripped.push({ fingerprint, trait, value, failed: failing, stops, message, reset });
    }
  }
  return tripped;
}

function valuesOf(trait: SharedTrait, hosts: readonly NamedTraits[]): string[] {
  return [...new Set(hosts.flatMap((host) => host[trait] ?? []))].sort();
}
