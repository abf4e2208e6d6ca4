import type { OtherRole } from "../facts.ts";
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

const ROLE_NAMES: Readonly<Record<OtherRole, string>> = {
  adCs: "a certification authority (AD CS)",
  adFs: "a federation server (AD FS)",
  entraConnect: "a server of Entra Connect",
};

export const otherRoles = defineCheck({
  id: "other-roles",
  title: "No role that a v3 sensor does not cover",
  protectsFrom:
    "A v3 sensor that sees the domain controller and not the certification authority, federation server or Entra Connect beside it: what a v2 sensor watches there goes unseen.",
  threshold:
    "None of the services CertSvc, adfssrv and ADSync is there. UNCONFIRMED for a first activation: it is named as a condition of migrating from v2 to v3, so it only warns. With `sensor: auto` a survey that finds one makes the plan choose v2.",
  source: "Microsoft Learn: Deploy Defender for Identity; Migrate from sensor v2.x to sensor v3.x (May 2026)",
  generations: ["v3"],
  blocking: "advisory",
  reads: ["otherRoles"],
  byHand: "Get-Service CertSvc, adfssrv, ADSync -ErrorAction SilentlyContinue",
  judge({ otherRoles: found }) {
    return found.length === 0
      ? pass("It is a domain controller and nothing else that a sensor watches.")
      : fail(
          `It is also ${found.map((role) => ROLE_NAMES[role]).join(" and ")}.`,
          `Write \`roles: [${found.join(", ")}]\` at it in the estate file, so that the plan gives it a v2 sensor, or move that role away first.`,
        );
  },
});

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
