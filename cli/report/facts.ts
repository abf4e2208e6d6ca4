import type { Fact, HostFacts } from "../../plan/facts.ts";

/** A host's facts in short: what was read as phrases, what was not with its reason. */
export interface FactsInShort {
  /** ISO 8601, by the host's clock. */
  measuredAt: string;
  read: string[];
  unread: { fact: string; reason: string }[];
}

const GIBIBYTE = 1024 ** 3;

/** How the facts a reader asks for first are said. */
const phrases: { [K in keyof HostFacts]?: (value: ValueOf<HostFacts[K]>) => string } = {
  operatingSystem: ({ version, revision, installation }) =>
    `Windows ${version}.${revision} (${installation})`,
  directory: ({ site, domain, readOnly, globalCatalog, operationsMasters }) =>
    [
      `site ${site}, domain ${domain}`,
      ...(readOnly ? ["read-only"] : []),
      ...(globalCatalog ? ["global catalog"] : []),
      ...operationsMasters,
    ].join(", "),
  hardware: ({ logicalProcessors, memoryBytes, systemDriveFreeBytes, platform }) =>
    `${logicalProcessors} processors, ${gibibytes(memoryBytes)} memory, ${gibibytes(systemDriveFreeBytes)} free, ${platform}`,
  dotNetRelease: (release) => `.NET release ${release}`,
  proxy: (proxy) => (proxy === null ? "no proxy" : `proxy ${proxy}`),
  sensorApi: ({ status, error }) => `sensor API answers ${status === 0 ? (error ?? "nothing") : status}`,
  clockSkewSeconds: (skew) => `clock ${skew >= 0 ? "+" : ""}${Math.round(skew)} s`,
  endpointOnboarding: ({ machineId }) =>
    machineId ? "on Defender for Endpoint" : "not on Defender for Endpoint",
};

type ValueOf<F> = F extends { value: infer T } ? T : never;

export function factsInShort(facts: HostFacts): FactsInShort {
  const read: string[] = [];
  const unread: FactsInShort["unread"] = [];
  for (const [name, fact] of Object.entries(facts)) {
    if (!isFact(fact)) continue;
    if ("unread" in fact) {
      unread.push({ fact: name, reason: fact.unread });
      continue;
    }
    const phrase = (phrases as Record<string, ((value: unknown) => string) | undefined>)[name];
    if (phrase) read.push(phrase(fact.value));
  }
  return { measuredAt: facts.measuredAt, read, unread };
}

function isFact(value: unknown): value is Fact<unknown> {
  return typeof value === "object" && value !== null && ("value" in value || "unread" in value);
}

function gibibytes(bytes: number): string {
  return `${(bytes / GIBIBYTE).toFixed(bytes < 10 * GIBIBYTE ? 1 : 0)} GB`;
}
