import { type Path, pathText } from "./problem.ts";
import {
  type CenterEntry,
  type DomainControllerEntry,
  type Estate,
  type PreparableCheck,
  type SecretReference,
  type StandaloneGatewayEntry,
  secretReference,
} from "./schema.ts";

/**
 * Who belongs to whom in an estate. Names are compared without regard to case, as Windows does; of a loaded estate
 * every reference is spelt as what it names, so that `===` does as well.
 */

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Root domain of the forest a domain belongs to; undefined for a domain the estate does not list. */
export function forestOf(estate: Estate, domain: string): string | undefined {
  return estate.domains.find(({ name }) => same(name, domain))?.forest;
}

/** Every forest of the estate by its root domain, in the order of `domains`. */
export function forestsOf(estate: Estate): string[] {
  return estate.domains
    .map(({ forest }) => forest)
    .filter((forest, index, all) => all.findIndex((other) => same(other, forest)) === index);
}

/** The domain controllers of a forest, in the order of the file. */
export function domainControllersOfForest(estate: Estate, forest: string): DomainControllerEntry[] {
  return estate.domainControllers.filter(({ domain }) => same(forestOf(estate, domain) ?? "", forest));
}

/** The domain controller of a name; undefined where there is none. */
export function domainControllerOf(estate: Estate, name: string): DomainControllerEntry | undefined {
  return estate.domainControllers.find((dc) => same(dc.name, name));
}

/** The standalone gateway of a name; undefined where there is none. */
export function standaloneGatewayOf(estate: Estate, name: string): StandaloneGatewayEntry | undefined {
  return estate.standaloneGateways.find((gateway) => same(gateway.name, name));
}

/** Checks to be cured on a domain controller: its own list, else that of the estate. */
export function preparationsOf(estate: Estate, dc: DomainControllerEntry): readonly PreparableCheck[] {
  return dc.prepare ?? estate.preparation.checks;
}

/** Standalone gateways that watch at least one domain controller of a forest. */
export function standaloneGatewaysOfForest(estate: Estate, forest: string): StandaloneGatewayEntry[] {
  const members = domainControllersOfForest(estate, forest);
  return estate.standaloneGateways.filter(({ watches }) =>
    watches.some((watched) => members.some(({ name }) => same(name, watched))),
  );
}

/** The Center that serves a forest; undefined where there is none. */
export function centerOf(estate: Estate, forest: string): CenterEntry | undefined {
  return estate.centers.find((center) => same(center.forest, forest));
}

/** What a v2 sensor of a domain controller will need besides the host itself. */
export interface SensorNeeds {
  /** Group managed service accounts of its domain. */
  managedAccounts: readonly string[];
  /** The proxy it is installed with; null: none. */
  proxy: string | null;
}

/** What the sensor of a host needs; nothing where it is no domain controller. */
export function sensorNeedsOf(estate: Estate, host: string): SensorNeeds {
  const dc = domainControllerOf(estate, host);
  if (!dc) return { managedAccounts: [], proxy: null };
  const domain = estate.domains.find(({ name }) => same(name, dc.domain));
  const site = estate.sites.find(({ name }) => same(name, dc.site));
  const proxy = dc.sensorProxy ?? site?.sensorProxy ?? "none";
  return { managedAccounts: domain?.managedAccounts ?? [], proxy: proxy === "none" ? null : proxy };
}

/** Every reference to a secret in an estate, by its path: `connection.authentication.privateKey`. */
export function secretReferencesOf(estate: Estate): Map<string, SecretReference> {
  const found = new Map<string, SecretReference>();
  const walk = (value: unknown, path: Path) => {
    if (typeof value !== "object" || value === null) return;
    const { success, data } = secretReference.safeParse(value);
    if (success) found.set(pathText(path), data);
    else {
      const keyed = Array.isArray(value) ? value.entries() : Object.entries(value);
      for (const [key, inner] of keyed) walk(inner, [...path, key]);
    }
  };
  walk({ connection: estate.connection, centers: estate.centers }, []);
  return found;
}
