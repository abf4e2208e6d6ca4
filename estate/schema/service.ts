import { z } from "zod";
import { duration } from "../duration.ts";
import { formed, hostName, instant, reason, waveName } from "./words.ts";

export const workspace = z
  .strictObject({
    name: formed(/^[a-z0-9-]{1,63}$/, "the workspace's name as in the sensor API's address").describe(
      "Defender for Identity workspace; portal: Settings > Identities > About.",
    ),
    tenantId: z.guid().describe("Microsoft Entra tenant."),
    clientId: z
      .guid()
      .describe("Application that calls Microsoft Graph; its secret is the stack's `graphClientSecret`."),
    cloud: z
      .enum(["global", "usGovL4", "usGovL5", "lab"], {
        error: "China and the other national clouds have no Defender for Identity in Microsoft Graph",
      })
      .default("global")
      .describe("Microsoft's cloud; `lab` is the stand-in on this machine."),
    sensorApi: z.url().optional().describe("Ping address of the sensor API; else from name and cloud."),
    lab: z
      .strictObject({
        graph: z.url().describe("Address of the stand-in for Microsoft Graph."),
        token: z.url().describe("Address of its token endpoint."),
        ca: z.string().min(1).describe("Path of its certificate authority, from the project's folder."),
      })
      .optional()
      .describe("Only with cloud: lab. Loopback addresses alone are accepted."),
  })
  .describe("The Defender for Identity workspace the sensors report to, and how it is asked.");

export const azure = z
  .strictObject({
    location: z.string().min(1).describe("Azure region, such as westeurope."),
    resourceGroup: z.string().min(1).max(90).describe("Resource group that holds what is declared here."),
    logAnalyticsWorkspace: formed(
      /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
      "4 to 63 letters, digits or hyphens, without a hyphen at either end",
    ).describe("Log Analytics workspace."),
    sentinel: z
      .boolean()
      .default(true)
      .describe("Onboard the workspace to Sentinel and connect Defender for Identity's alerts."),
    evidenceStorageAccount: formed(/^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters or digits")
      .optional()
      .describe("Storage account for the evidence archive."),
  })
  .describe("What to declare in Azure beside the move; leave it out to declare nothing there.");

const skip = reason
  .optional()
  .describe("Why this gate is passed unseen; it stands in the state and the report.");

export const service = z
  .strictObject({
    activation: z
      .enum(["manual", "automated"])
      .optional()
      .describe("Whether servers that can take a v3 sensor get it by themselves; left as it is by default."),
    autoAuditing: z
      .boolean()
      .optional()
      .describe("Whether the service sets the Windows auditing of v3 sensors; left as it is by default."),
    keyRotation: z
      .enum(["never", "each-wave", "end"])
      .default("never")
      .describe("When a new access key is made, so that the one the move used registers no more sensors."),
    huntingSignal: duration({ min: "5m", max: "30d" })
      .optional()
      .describe("Wait at the end until a hunting query shows events of each moved one, no older than this."),
    suppress: z
      .strictObject({
        titles: z.array(z.string().min(3)).min(1).describe("Parts of the titles of health issues to expect."),
        until: instant
          .optional()
          .describe("End of the planned work, at most seven days ahead. Either this or `for`."),
        for: duration({ min: "1s", max: "7d" })
          .optional()
          .describe("How long the planned work takes from the first `pulumi up` on. Either this or `until`."),
        reason,
      })
      .refine((window) => (window.until === undefined) !== (window.for === undefined), {
        error: "needs one of `until` and `for`, and only one",
      })
      .optional()
      .describe(
        "Health issues of the moving domain controllers that are kept quiet during planned work; open again before the health of the whole move is judged, and when the window is over.",
      ),
    removeOrphans: z
      .array(z.string().min(1))
      .default([])
      .describe("Sensors nobody stands behind, by name, to be removed from the service."),
    migrateToV3: z
      .strictObject({
        domainControllers: z.array(hostName).min(1).describe("Whose v2 sensors become v3."),
        risk: z
          .literal("beta and irreversible after a week")
          .describe("Written out by the person who takes it."),
      })
      .optional()
      .describe("Let the service make v3 sensors of v2 ones; a beta function of Microsoft Graph."),
    skip: z
      .strictObject({
        waves: z
          .record(waveName, reason)
          .default({})
          .describe("Waves whose soak and health nobody waits for, by name: `wave-1`, and why."),
        initialSync: skip,
        healthIssues: skip,
        huntingSignal: skip,
      })
      .prefault({})
      .describe("Gates a person lets pass unseen."),
  })
  .describe("What is declared of the Defender for Identity service itself.");
