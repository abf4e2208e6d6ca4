import { defineCheck, fail, pass } from "./define.ts";

const ROLES = [
  "standalone workstation",
  "member workstation",
  "standalone server",
  "member server",
  "backup domain controller",
  "primary domain controller",
];

/** The host that answered is the one the estate means. */
export const identity = defineCheck({
  id: "identity",
  title: "It is the host the estate names",
  protectsFrom:
    "An address that leads to another machine: its gateway would be removed and the planned one would stay unprotected.",
  threshold:
    "The computer name equals the estate's name; its domain equals the estate's domain (capital letters do not matter).",
  source: "The estate file",
  blocking: "blocking",
  waiver: "never",
  reads: ["computerName", "directory"],
  byHand: "Get-CimInstance Win32_ComputerSystem | Format-List Name, Domain",
  judge({ computerName, directory }, { host, domain }) {
    const measured = `The host calls itself ${computerName} in ${directory.domain}.`;
    const expected = domain === undefined ? host : `${host} in ${domain}`;
    if (same(computerName, host) && (domain === undefined || same(directory.domain, domain))) {
      return pass(measured);
    }
    return fail(
      `${measured} The estate says ${expected}.`,
      "Correct name, domain, address or port of this entry in the estate file; nothing is done to a host that is not the one named.",
    );
  },
});

export const domainController = defineCheck({
  id: "is-domain-controller",
  title: "It is a domain controller",
  protectsFrom:
    "A server that was demoted, or never promoted: a domain controller's sensor does not belong there.",
  threshold: "Win32_ComputerSystem.DomainRole is 4 or 5.",
  source: "Microsoft Learn: Win32_ComputerSystem class",
  blocking: "blocking",
  reads: ["directory"],
  byHand: "(Get-CimInstance Win32_ComputerSystem).DomainRole",
  judge({ directory: { domainRole } }) {
    const measured = `DomainRole is ${domainRole} (${ROLES[domainRole] ?? "unknown"}).`;
    return domainRole >= 4
      ? pass(measured)
      : fail(measured, "Take it out of `domainControllers` in the estate file, or promote it first.");
  },
});

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
