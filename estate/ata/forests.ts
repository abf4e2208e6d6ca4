import type { DirectoryDomainController } from "./directory.ts";
import type { CenterInventory } from "./inventory.ts";

/** Domain of the account with which a Center's gateways read the directory; null where none is set. */
export function accountDomainOf(center: CenterInventory): string | null {
  const value = center.settings.find(({ setting }) => setting === "directory-account-domain")?.value;
  return typeof value === "string" && value.includes(".") ? value.toLowerCase() : null;
}

/** Forest of a domain, where a domain controller's facts say it. */
export function forestOfDomain(
  domain: string,
  domainControllers: readonly DirectoryDomainController[],
): string | null {
  return domainControllers.find((dc) => dc.domain === domain && dc.forest !== null)?.forest ?? null;
}

/**
 * The forest a Center serves: that of its directory account's domain, else that domain itself, which is right where
 * the forest has one domain. Null where the profile names no domain.
 */
export function forestOfCenter(
  center: CenterInventory,
  domainControllers: readonly DirectoryDomainController[],
): string | null {
  const domain = accountDomainOf(center);
  return domain === null ? null : (forestOfDomain(domain, domainControllers) ?? domain);
}
