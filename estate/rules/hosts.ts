import type { Finding, Path } from "../problem.ts";
import { pathText } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { repeated } from "./rule.ts";

interface Host {
  path: Path;
  name: string;
  domain?: string;
  address?: string;
  port?: number;
}

function hostsOf(estate: Estate): Host[] {
  return (["domainControllers", "standaloneGateways", "centers"] as const).flatMap((section) =>
    estate[section].map((host, index) => ({ ...host, path: [section, index] })),
  );
}

/** A name stands for one host: resources, steps and journals are named after it. */
export function uniqueHosts(estate: Estate): Finding[] {
  const hosts = hostsOf(estate);
  return repeated(
    hosts,
    ({ name }) => name,
    (host, _, first) => {
      const other = pathText(hosts[first]?.path ?? []);
      return {
        path: [...host.path, "name"],
        value: host.name,
        message: `${other} has this name already; every domain controller, gateway and Center is named once`,
        fix: `remove one of the two, or correct its name; hosts of the same name in two forests need an estate file each`,
      };
    },
  );
}

/** Two entries that lead to one machine would take its gateway away twice, once without its sensor. */
export function uniqueAddresses(estate: Estate): Finding[] {
  const hosts = hostsOf(estate).filter((host) => host.address ?? host.domain);
  const address = (host: Host) =>
    `${host.address ?? `${host.name}.${host.domain}`}:${host.port ?? estate.connection.port}`;
  return repeated(hosts, address, (host, _, first) => ({
    path: [...host.path, host.address ? "address" : "name"],
    value: address(host),
    message: `${pathText(hosts[first]?.path ?? [])} is reached at this address and port already`,
    fix: "correct the address or the port of one of the two",
  }));
}

/** A host that names neither its address nor its domain cannot be found. */
export function reachableHosts(estate: Estate): Finding[] {
  return hostsOf(estate)
    .filter((host) => !host.address && !host.domain)
    .map((host) => ({
      path: [...host.path, "address"],
      message: `how to reach ${host.name} is not said: it has neither an address nor a domain`,
      fix: `add \`address:\`, or \`domain:\` when ${host.name}.<domain> is its name in DNS`,
    }));
}
