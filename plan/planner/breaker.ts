/** What several domain controllers can have in common, the most telling first. */
export const sharedTraits = ["proxy", "domain", "image", "site"] as const;
export type SharedTrait = (typeof sharedTraits)[number];

/** What is known of a host that may share a cause with others; a trait that is not known is not shared. */
export interface HostTraits extends Partial<Record<SharedTrait, string>> {
  name: string;
}

export interface HostFailure {
  host: string;
  /** Id of the cause as plan/outcomes found it; failures nobody knows the cause of have none and never trip. */
  fingerprint: string;
  /** When, ISO 8601 UTC. */
  at: string;
}

/** What a breaker looks at: everything that happened so far in this move. */
export interface BreakerInput {
  hosts: readonly HostTraits[];
  failures: readonly HostFailure[];
  /** Names whose sensors are verified: each speaks against a cause it would share. */
  done: readonly string[];
  /** Fingerprint → the moment up to which a person says its failures are cured. */
  cured?: Readonly<Record<string, string>>;
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
 * The breakers that have tripped: two or more failed with the same fingerprint and share a trait, and fewer of those
 * that share it have succeeded. Everyone who shares neither goes on. Pure; the order of the input does not matter.
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
    .flatMap(([fingerprint, failed]) => trippedBy(fingerprint, failed, input.hosts, done));
}

function trippedBy(
  fingerprint: string,
  failed: ReadonlyMap<string, string>,
  hosts: readonly HostTraits[],
  done: ReadonlySet<string>,
): Tripped[] {
  const last = [...failed.values()].reduce((latest, at) => (at > latest ? at : latest), "");
  const reset = `pulumi config set --path 'ata2mdi:cured["${fingerprint}"]' ${last}`;
  return sharedTraits.flatMap((trait) =>
    valuesOf(trait, hosts).flatMap((value): Tripped[] => {
      const sharing = hosts.filter((host) => host[trait] === value).map((host) => host.name);
      const failing = sharing.filter((name) => failed.has(name));
      const fine = sharing.filter((name) => done.has(name));
      if (failing.length < ENOUGH_FAILURES || failing.length <= fine.length) return [];
      const stops = sharing.filter((name) => !failed.has(name) && !done.has(name));
      const message =
        `${failing.join(", ")} failed with ${fingerprint} and share the ${trait} ${value}: ` +
        `${stops.length === 0 ? "nobody else does" : `${stops.length} more that share it do not begin`}`;
      return [{ fingerprint, trait, value, failed: failing, stops, message, reset }];
    }),
  );
}

function valuesOf(trait: SharedTrait, hosts: readonly HostTraits[]): string[] {
  return [...new Set(hosts.flatMap((host) => host[trait] ?? []))].sort();
}

/** Every name that must not begin while these breakers are tripped. */
export function stoppedBy(tripped: readonly Tripped[]): ReadonlySet<string> {
  return new Set(tripped.flatMap((breaker) => breaker.stops));
}
