import { z } from "zod";
import { maintenanceWindow } from "./calendar.ts";
import { formed } from "./words.ts";

/** Checks the program can cure itself, where the estate asks for it; docs/checks.md says what each one changes. */
export const preparableChecks = [
  "root-certificate",
  "tls-settings",
  "power-plan",
  "audit-failure-crash",
  "large-send-offload",
  "net-framework",
] as const;
/** Those whose cure can be put back as it was. */
export const reversibleChecks = preparableChecks.filter((check) => check !== "net-framework");

/** .NET Framework 4.7, the oldest release the sensor takes. */
const NET_FRAMEWORK_4_7 = 460_798;

export const preparation = z.strictObject({
  checks: z
    .array(z.enum(preparableChecks))
    .default([])
    .describe(
      "Checks that are cured before the ready gate on every domain controller that moves; `prepare` at one overrides it.",
    ),
  windows: z
    .array(maintenanceWindow)
    .default([])
    .describe("When what interrupts a host may be done: large-send-offload, net-framework with a restart."),
  netFramework: z
    .strictObject({
      uri: z
        .url({ protocol: /^https$/, error: "must be an https address" })
        .describe("Where the hosts get the offline installer from."),
      sha256: formed(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex").describe("SHA-256 of the installer."),
      signer: z
        .string()
        .min(3)
        .default("Microsoft Corporation")
        .describe("Text the Authenticode signer of the installer must hold."),
      release: z
        .int()
        .min(NET_FRAMEWORK_4_7)
        .default(NET_FRAMEWORK_4_7)
        .describe("`Release` that is enough, as the registry has it: 460798 is 4.7, 528040 is 4.8."),
      restart: z
        .boolean()
        .default(false)
        .describe(
          "Let the step restart the host in a window of `preparation.windows`; else it asks for one.",
        ),
    })
    .optional()
    .describe("The installer of .NET Framework, for `net-framework`."),
  rootCertificate: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Path of the root certificate (PEM or DER), from the project's folder, for `root-certificate` in a US government cloud; the one of the commercial cloud is known.",
    ),
});
