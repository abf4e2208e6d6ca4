import { z } from "zod";

/** Everything needed to reach a host, without any secret value: where the key is, not the key. Plain data, kept in state. */
export const target = z.strictObject({
  host: z.string().describe("The host's name in the estate."),
  kind: z.literal("ssh"),
  address: z.string(),
  port: z.int(),
  user: z.string(),
  /** Public key line, `ssh-ed25519 AAAA…`; a host without a pinned key has no target. */
  hostKey: z.string(),
  authentication: z.union([
    z.strictObject({ agent: z.literal(true) }),
    z.strictObject({
      privateKey: z.union([
        z.strictObject({ config: z.string() }),
        z.strictObject({ env: z.string() }),
        z.strictObject({ file: z.string() }),
      ]),
    }),
  ]),
});
export type Target = z.output<typeof target>;
