import { z } from "zod";
import { secretReference } from "../estate/schema.ts";

/** What the inputs of several of the project's resources have in common. */

/** How the Defender for Identity service is reached; credentials come from the provider's configuration. */
export const workspaceRef = z.strictObject({
  name: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  cloud: z.enum(["global", "usGovL4", "usGovL5", "lab"]),
  sensorApi: z.string(),
  lab: z.strictObject({ graph: z.string(), token: z.string(), ca: z.string() }).nullable(),
});
export type WorkspaceRef = z.output<typeof workspaceRef>;

/** Who signs in to a Center's console; null: whoever runs this, by a Kerberos ticket or a Windows session. */
export const consoleAccount = z
  .strictObject({ user: z.string(), password: secretReference })
  .nullable()
  .optional();

export const subject = z.strictObject({ name: z.string(), domain: z.string() });
export const moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "must be a moment, ISO 8601");
export const waits = {
  /** Seconds between two looks. */
  pollSeconds: z.number().positive(),
  /** Seconds after which the wait ends as failed. */
  deadlineSeconds: z.number().positive(),
};
export const gate = {
  ...waits,
  /** Seconds after which a warning says what is still waited for; default: never. */
  warnAfterSeconds: z.number().positive().optional(),
  /** Lets the gate pass unseen, for the reason a person gives; it is recorded. */
  skipWithReason: z.string().min(3).nullable().optional(),
};
/** What every gate answers. */
export interface GateOutputs {
  passedAt: string;
  outcome: "pass" | "skipped";
  /** The reason, where a person had it skipped. */
  skipped: string | null;
}
