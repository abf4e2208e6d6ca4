import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import {
  hostOf,
  type KnownHosts,
  parseKnownHosts,
  pinnedKey,
  type Revocation,
  revocationOf,
} from "./knownHosts.ts";
import { type EstateProblem, type Path, pathText } from "./problem.ts";
import type { Estate, WorkspaceEntry } from "./schema.ts";
import type { Target } from "./target.ts";

const EMPTY: KnownHosts = { entries: [], revoked: [], unreadable: [] };

export interface ResolvedTargets {
  /** By the host's name. */
  targets: Record<string, Target>;
  problems: EstateProblem[];
}

/**
 * How every domain controller, standalone gateway and Center host is reached, each pinned to its key: `hostKey` of the
 * host, else the key in `connection.knownHosts`. A host without one is a problem and has no target.
 * @param baseFolder folder that relative paths of the estate start from: the project's.
 * @param file name of the estate file, to say where.
 */
export function resolveTargets(estate: Estate, baseFolder: string, file = "the estate"): ResolvedTargets {
  const targets: Record<string, Target> = {};
  const { knownHosts: path } = estate.connection;
  const read = path === undefined ? { known: EMPTY } : readKnownHosts(path, baseFolder);
  const fix = estate.workspace.cloud === "lab" ? "raise the lab: `npx ata2mdi lab up`" : GATHER_KEYS;
  const problems: EstateProblem[] =
    "fault" in read
      ? [{ file, path: "connection.knownHosts", value: `"${path}"`, message: read.fault, fix }]
      : [];
  const known = "known" in read ? read.known : undefined;

  for (const section of ["domainControllers", "standaloneGateways", "centers"] as const) {
    estate[section].forEach((host, index) => {
      const address = host.address ?? `${host.name}.${host.domain}`;
      const port = host.port ?? estate.connection.port;
      const pinned = pin(hostOf(address, port), host.hostKey, known);
      if ("fault" in pinned) {
        const place: Path = [section, index, "hostKey"];
        const fault = pinned.fault(host.name, address, port, path);
        problems.push({ file, path: pathText(place), ...fault });
      } else if (pinned.key !== undefined) {
        const { kind, user, authentication } = estate.connection;
        targets[host.name] = {
          host: host.name,
          kind,
          address,
          port,
          user,
          hostKey: pinned.key,
          authentication,
        };
      }
    });
  }
  return { targets, problems };
}

type Words = Pick<EstateProblem, "message" | "fix">;
type Fault = (host: string, address: string, port: number, file: string | undefined) => Words;

function lineList(lines: readonly number[]): string {
  return `${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}`;
}

/** The key of a host; no key and no fault while known_hosts itself cannot be read, which is told once. */
function pin(
  name: string,
  own: string | undefined,
  known: KnownHosts | undefined,
): { key: string | undefined } | { fault: Fault } {
  if (own !== undefined) {
    const revoked = known && revocationOf(known, name, own);
    return revoked ? { fault: revokedAt(revoked) } : { key: own.split(/\s+/).slice(0, 2).join(" ") };
  }
  if (known === undefined) return { key: undefined };
  const found = pinnedKey(known, name);
  switch (found.kind) {
    case "pinned":
      return { key: found.key };
    case "revoked":
      return { fault: revokedAt(found) };
    case "ambiguous":
      return {
        fault: (host, _address, _port, file) => ({
          message: `${file} holds different keys of one type for ${host} (lines ${found.lines.join(" and ")})`,
          fix: "remove the line whose key the host does not have any more",
        }),
      };
    case "none":
      return { fault: unpinned(known.unreadable) };
  }
}

function revokedAt(found: Revocation): Fault {
  return (host, _address, _port, file) => ({
    message: `the key of ${host} is marked as revoked (${file} line ${found.line})`,
    fix: "give the host a new key, and write that one down; do not connect before",
  });
}

function unpinned(unreadable: readonly number[]): Fault {
  return (host, address, port, file) => {
    const scan = `ssh-keyscan ${port === 22 ? "" : `-p ${port} `}-t ed25519 ${address}`;
    const lines = unreadable.length > 0 ? ` (its ${lineList(unreadable)} cannot be read)` : "";
    return {
      message: `no key pins ${host} (${hostOf(address, port)})${file ? ` in ${file}${lines}` : ""}: whoever answers there would be trusted`,
      fix: `run \`${scan}\`, compare the key with the one on the host (C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub), and put it in \`hostKey\`${file ? ` or in ${file}` : " or in a file named by `connection.knownHosts`"}`,
    };
  };
}

const GATHER_KEYS =
  "correct the path, or gather the hosts' keys with `ssh-keyscan` and compare them with those on the hosts";

function readKnownHosts(path: string, baseFolder: string): { known: KnownHosts } | { fault: string } {
  const full = path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : resolve(baseFolder, path);
  try {
    return { known: parseKnownHosts(readFileSync(full, "utf8")) };
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    return {
      fault: code === "ENOENT" ? `there is no such file (${full})` : `it cannot be read (${full}: ${code})`,
    };
  }
}

/** The workspace as the resources take it: plain data, no secret. */
export interface WorkspaceReference {
  name: string;
  tenantId: string;
  clientId: string;
  cloud: WorkspaceEntry["cloud"];
  /** Ping address of the sensor API. */
  sensorApi: string;
  lab: { graph: string; token: string; ca: string } | null;
}

export function workspaceRef(estate: Estate): WorkspaceReference {
  const { name, tenantId, clientId, cloud, lab, sensorApi } = estate.workspace;
  return {
    name,
    tenantId,
    clientId,
    cloud,
    sensorApi: sensorApi ?? pingAddress(estate.workspace),
    lab: lab ?? null,
  };
}

/** Host names: Microsoft's pages on connectivity tests and on US government clouds. */
function pingAddress({ name, cloud, lab }: WorkspaceEntry): string {
  const path = "/tri/sensor/api/ping";
  if (cloud === "lab") return `${lab ? new URL(lab.graph).origin : "https://127.0.0.1"}${path}`;
  return `https://${name}sensorapi.atp.azure.${cloud === "global" ? "com" : "us"}${path}`;
}
