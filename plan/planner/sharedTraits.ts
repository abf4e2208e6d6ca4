import { factValue, type HostFacts } from "../facts.ts";
import { canonicalHash } from "./canonical.ts";

/** What several domain controllers can have in common, the most telling first. */
export const sharedTraits = ["proxy", "site", "image", "policy", "domain"] as const;
export type SharedTrait = (typeof sharedTraits)[number];
export type HostTraits = Partial<Record<SharedTrait, string>>;

/** Causes that come from one of these alone; every other cause may come from any. */
const origins: Readonly<Record<string, readonly SharedTrait[]>> = {
  "proxy-authentication": ["proxy", "site"],
  "tls-inspection": ["proxy", "site"],
  "cloud-unreachable": ["proxy", "site"],
  "name-resolution": ["site", "domain"],
  "tls-version": ["policy", "image"],
  "root-certificate": ["policy", "image"],
  "capture-driver": ["image"],
  "dot-net-prerequisites": ["image"],
  "certificate-client": ["image", "policy"],
  antivirus: ["image", "policy"],
  "script-blocked": ["image", "policy"],
  "event-log-access": ["policy", "image"],
  "log-on-as-service": ["policy", "domain"],
  "managed-account-password": ["domain"],
};

/** Where a cause can come from, the most telling first. */
export function originsOf(fingerprint: string): readonly SharedTrait[] {
  return origins[fingerprint] ?? sharedTraits;
}

/** What was measured of a host that others can have too; what was not read, or is not there, is not shared. */
export function measuredTraits(facts: HostFacts): HostTraits {
  const proxy = factValue(facts.proxy);
  const system = factValue(facts.operatingSystem);
  const { logOnAsService, auditPolicy, tls } = facts;
  const policy = [factValue(logOnAsService), factValue(auditPolicy), factValue(tls)];
  return {
    ...(proxy ? { proxy } : {}),
    ...(system ? { image: `${system.version}.${system.revision} ${system.installation}` } : {}),
    ...(policy.every((part) => part !== undefined) ? { policy: canonicalHash(policy).slice(0, 8) } : {}),
  };
}
