import { z } from "zod";
import { formed } from "./words.ts";

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
      .enum(["global", "usGovL4", "usGovL5", "lab"])
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
