import { z } from "zod";
import { duration } from "../duration.ts";
import { formed } from "./words.ts";

/** Where a secret is kept. The value itself never stands in the file. */
export const secretReference = z.union([
  z.strictObject({
    config: z.string().min(1).describe("Name of a stack config secret: `pulumi config set --secret <name>`."),
  }),
  z.strictObject({
    env: formed(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable").describe(
      "Name of an environment variable.",
    ),
  }),
  z.strictObject({
    file: z
      .string()
      .min(1)
      .describe("Path of a file that only you can read, from the project's folder or from `~/`."),
  }),
]);

const authentication = z.union([
  z.strictObject({
    agent: z.literal(true).describe("Use the SSH agent of SSH_AUTH_SOCK: no key is kept in state."),
  }),
  z.strictObject({ privateKey: secretReference.describe("Where the private key is that opens the hosts.") }),
]);

const port = z.int().min(1).max(65_535);

export const connectionDefaults = z
  .strictObject({
    kind: z.enum(["ssh"]).default("ssh").describe("How hosts are reached."),
    user: z.string().min(1).describe("Account on the hosts; a member of Administrators there."),
    port: port.default(22).describe("Port of the hosts' SSH server."),
    authentication: authentication.describe("How the account proves itself; exactly one of the two."),
    knownHosts: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Path of an OpenSSH known_hosts file with the hosts' keys, from the project's folder or from `~/`; a host may name its key itself instead.",
      ),
    deadline: duration({ min: "10s", max: "12h" })
      .prefault("45m")
      .describe("Longest time one step on a host may take; a deadline there and for the resource."),
  })
  .describe("How every host is reached, where it does not say otherwise itself.");

/** Keys of a host that say how to reach it. */
export const reach = {
  address: z.string().min(1).optional().describe("Name or address to connect to; else `<name>.<domain>`."),
  port: port.optional().describe("Overrides connection.port for this host."),
  hostKey: formed(
    /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]+=*( .*)?$/,
    "a public key line such as `ssh-ed25519 AAAA…`",
  )
    .optional()
    .describe(
      "The host's public SSH key; else it is looked up in connection.knownHosts. There is no unpinned host.",
    ),
};
