import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GraphResource } from "../../policies/graph.ts";
import type { DumpedResource } from "../support/programDump.ts";

/** The resources of a reviewed dump, as the rules take them. */
export function reviewed(name: "dev" | "end" | "rollback" | "prepared" | "kept"): GraphResource[] {
  const file = join(__dirname, "..", "golden", `${name}.json`);
  return asGraph(JSON.parse(readFileSync(file, "utf8")) as DumpedResource[]);
}

export function asGraph(dump: readonly DumpedResource[]): GraphResource[] {
  return dump.map(({ name, type, dependsOn, inputs, secretInputs, timeouts }) => ({
    name,
    type,
    dependsOn,
    inputs,
    secretInputs,
    timeoutSeconds: timeouts[0] ? Number(timeouts[0].replace("s", "")) : null,
  }));
}

/** Shows what a dump hides: the connection a command would get, with its pinned key and a credential. */
export function revealed(
  resources: readonly GraphResource[],
  portFor: (name: string) => number = portOf,
): GraphResource[] {
  const connection = {
    host: "127.0.0.1",
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
    privateKey:
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----",
  };
  return resources.map((one) =>
    one.type.startsWith("command:remote:")
      ? { ...one, inputs: { ...one.inputs, connection: { ...connection, port: portFor(one.name) } } }
      : one,
  );
}

/** Ports of the sample estate. */
function portOf(name: string): number {
  if (name.startsWith("gw01")) return 42_111;
  if (name.startsWith("atacenter")) return 42_121;
  return 42_100 + Number(name.slice(2, 4));
}

export function change(
  resources: readonly GraphResource[],
  name: string,
  edit: (one: GraphResource) => Partial<GraphResource>,
): GraphResource[] {
  return resources.map((one) =>
    one.name === name && one.inputs && !isComponentLike(one) ? { ...one, ...edit(one) } : one,
  );
}

function isComponentLike({ type }: GraphResource): boolean {
  return /:(AtaCenter|DomainController|StandaloneGateway|Wave)$/.test(type);
}
