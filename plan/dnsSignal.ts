import type { DomainControllerEntry } from "../estate/schema.ts";

type Candidate = Pick<DomainControllerEntry, "name" | "domain" | "hold">;

/**
 * Who asks a domain controller for its DNS zone: another one, of its own domain if there is one, and none that is held,
 * since asking copies the scripts there. Undefined: there is no other.
 */
export function askerFor(
  dc: Pick<Candidate, "name" | "domain">,
  all: readonly Candidate[],
): string | undefined {
  const others = all.filter(({ name, hold }) => name !== dc.name && hold === undefined);
  return (others.find(({ domain }) => domain === dc.domain) ?? others[0])?.name;
}

/**
 * Counts what the sensor of one domain controller reported of queries since a moment. The domain controller that saw an
 * event is its destination device. Source: Microsoft Learn, advanced hunting schema (IdentityQueryEvents); that a
 * refused zone transfer is told there is documented for the portal's own test, not confirmed for hunting.
 */
export function dnsSignalQuery(host: string, since: string): string {
  return [
    "IdentityQueryEvents",
    `| where Timestamp >= datetime(${since})`,
    `| where tolower(DestinationDeviceName) startswith "${host.toLowerCase()}"`,
    "| summarize Events = count() by Device = tolower(DestinationDeviceName)",
  ].join(" ");
}
