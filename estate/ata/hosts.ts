import type { DirectoryDomainController } from "./directory.ts";
import { accountDomainOf } from "./forests.ts";
import type { InputProblem } from "./inputProblem.ts";
import type { CenterInventory, GatewayInventory } from "./inventory.ts";
import { sameName } from "./sameName.ts";

/** A domain controller of the estate to be. */
export interface ProposedDomainController extends DirectoryDomainController {
  gateway: "lightweight" | "none";
  comments: string[];
}

export interface ProposedHosts {
  domainControllers: ProposedDomainController[];
  /** `domain` is a guess: that of the first domain controller it watches. */
  standaloneGateways: { name: string; domain: string | null; watches: string[] }[];
  notes: InputProblem[];
}

/**
 * Which hosts there are and what runs on them. A gateway on a domain controller is a lightweight one; that a host is a
 * domain controller, the directory says. Where no facts of its forest were read, what the gateway watches decides:
 * only itself, or nothing that is known, makes it lightweight, and a comment says so.
 */
export function hostsOf(
  gateways: readonly GatewayInventory[],
  centers: readonly CenterInventory[],
  known: readonly DirectoryDomainController[],
): ProposedHosts {
  const hosts = new Map<string, ProposedDomainController>();
  for (const dc of known) hosts.set(dc.name, { ...dc, gateway: "none", comments: [] });
  const standalone: ProposedHosts["standaloneGateways"] = [];
  const notes: InputProblem[] = [];
  const isRead = forestsRead(known);
  const centerOf = new Map<string, string | null>();

  for (const gateway of gateways.filter(({ name }) => name !== "")) {
    const name = hostNameOf(gateway.name);
    if ((centerOf.get(name) ?? gateway.center) !== gateway.center)
      notes.push(sameName(gateway.name, "GatewaySystemProfile"));
    centerOf.set(name, gateway.center);
    const watched = gateway.watches.map((dnsName) => ({
      name: hostNameOf(dnsName),
      domain: domainIn(dnsName),
    }));
    const others = watched.filter((dc) => dc.name !== name);
    const self = watched.find((dc) => dc.name === name);
    const ofAccount = domainOfAccount(gateway, centers);
    const domain = self?.domain ?? ofAccount;
    if (hosts.has(name) || (others.length === 0 && !isRead(domain))) {
      const dc = hosts.get(name) ?? guessed(name, self?.domain ?? null, domain);
      hosts.set(name, lightweight(dc, gateway));
      continue;
    }
    const lacking = others.filter((dc) => !hosts.has(dc.name));
    const gone = lacking.filter((dc) => isRead(dc.domain ?? ofAccount)).map((dc) => dc.name);
    if (gone.length === others.length) {
      notes.push(goneNote(gateway, gone));
      continue;
    }
    for (const dc of lacking.filter((one) => !gone.includes(one.name))) {
      hosts.set(dc.name, { ...guessed(dc.name, dc.domain, dc.domain), gateway: "none" });
    }
    if (gone.length > 0) notes.push(goneNote(gateway, gone));
    const watches = [...new Set(others.map((dc) => dc.name))].filter((dc) => hosts.has(dc)).sort();
    standalone.push({ name, domain: hosts.get(watches[0] ?? "")?.domain ?? null, watches });
  }
  return {
    domainControllers: [...hosts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    standaloneGateways: standalone.sort((a, b) => (a.name < b.name ? -1 : 1)),
    notes,
  };
}

/**
 * Whether the domain controllers of a domain's forest were read, so that one that is not among them is gone. Facts of one
 * forest say nothing of another. A domain that nobody names belongs to what was read, where anything was.
 */
function forestsRead(known: readonly DirectoryDomainController[]): (domain: string | null) => boolean {
  const names = [...new Set(known.flatMap((dc) => [dc.forest, dc.domain]))].filter((name) => name !== null);
  const isBelow = (one: string, other: string) => one === other || one.endsWith(`.${other}`);
  return (domain) =>
    known.length > 0 &&
    (domain === null || names.some((name) => isBelow(domain, name) || isBelow(name, domain)));
}

/** NetBIOS name: the first label, 15 characters at most, in lower case. */
export function hostNameOf(name: string): string {
  return (name.split(".")[0] ?? "").toLowerCase().slice(0, 15);
}

function domainIn(dnsName: string): string | null {
  const suffix = dnsName.toLowerCase().split(".").slice(1).join(".");
  return suffix === "" ? null : suffix;
}

function domainOfAccount(gateway: GatewayInventory, centers: readonly CenterInventory[]): string | null {
  const center =
    centers.find(({ id }) => id === gateway.center) ?? (centers.length === 1 ? centers[0] : undefined);
  return center === undefined ? null : accountDomainOf(center);
}

function guessed(name: string, said: string | null, domain: string | null): ProposedDomainController {
  const guess = said === null && domain !== null;
  return {
    name,
    domain,
    forest: null,
    site: null,
    os: null,
    readOnly: false,
    roles: [],
    gateway: "lightweight",
    comments: guess ? ["domain guessed: that of ATA's directory account"] : [],
  };
}

function lightweight(dc: ProposedDomainController, gateway: GatewayInventory): ProposedDomainController {
  const synchronizes = gateway.settings.some(
    ({ setting, value }) => setting === "domain-synchronizer" && value === true,
  );
  return {
    ...dc,
    gateway: "lightweight",
    roles: synchronizes ? [...new Set([...dc.roles, "ataDomainSynchronizer" as const])] : dc.roles,
  };
}

function goneNote(gateway: GatewayInventory, gone: readonly string[]): InputProblem {
  const whole = gone.length === 0 || gone.length === gateway.watches.length;
  return {
    id: "ATA-GATEWAY-GONE",
    place: { file: "GatewaySystemProfile", path: gateway.name },
    cause: whole
      ? `the directory knows no domain controller ${gone.length > 0 ? gone.join(", ") : gateway.name} for the gateway ${gateway.name}`
      : `the gateway ${gateway.name} watches ${gone.join(", ")}, which the directory does not know`,
    fix: whole
      ? `When its server is gone, delete the gateway in ATA's console (Configuration > Gateways): the Center cannot go while it is listed. When it is in use, add it to the estate file.`
      : "Take it off the gateway's list in ATA's console when it is gone; else collect the directory's facts again.",
  };
}
