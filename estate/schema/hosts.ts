import { z } from "zod";
import { reach } from "./connection.ts";
import { preparableChecks, reversibleChecks } from "./preparation.ts";
import { dnsName, hostName, proxyAddressOrNone, reason, siteName } from "./words.ts";

export const operatingSystems = ["2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025"] as const;
export const domainControllerRoles = [
  "globalCatalog",
  "schemaMaster",
  "domainNamingMaster",
  "pdcEmulator",
  "ridMaster",
  "infrastructureMaster",
  "bridgehead",
  "ataDomainSynchronizer",
  "adFs",
  "adCs",
  "entraConnect",
] as const;

export const domainController = z.strictObject({
  name: hostName,
  domain: dnsName.describe("DNS name of its domain, one of `domains`."),
  site: siteName.describe("Active Directory site, one of `sites`."),
  ...reach,
  os: z
    // Literals keep their order; the keys of an enum that look like numbers would come first.
    .literal(operatingSystems)
    .optional()
    .describe('Windows Server release, as far as known, in quotes: "2019"; a survey measures it.'),
  readOnly: z.boolean().default(false).describe("A read-only domain controller (RODC)."),
  roles: z.array(z.enum(domainControllerRoles)).default([]).describe("Roles that put it late in the order."),
  gateway: z
    .enum(["lightweight", "none"])
    .default("lightweight")
    .describe(
      "`lightweight`: an ATA Lightweight Gateway runs here; `none`: nothing to remove (watched by a standalone gateway, or new).",
    ),
  sensor: z
    .enum(["auto", "v2", "v3"])
    .default("auto")
    .describe("Sensor generation; `auto` lets the plan decide and say why."),
  defenderForEndpoint: z
    .boolean()
    .optional()
    .describe("Onboarded to Defender for Endpoint, which a v3 sensor needs."),
  hold: reason
    .optional()
    .describe(
      "Why this domain controller stays as it is for now. It keeps its gateway, and with it the Center.",
    ),
  needs: z
    .array(z.enum(["vpn", "syslog"]))
    .default([])
    .describe("Integrations only a v2 sensor has; either one makes `auto` choose v2."),
  prepare: z
    .array(z.enum(preparableChecks))
    .optional()
    .describe("Checks cured here, instead of `preparation.checks`; an empty list: none."),
  putBack: z
    .array(z.enum(reversibleChecks))
    .default([])
    .describe(
      "Checks whose cure is put back as it was before this program came; net-framework has no way back.",
    ),
  sensorProxy: proxyAddressOrNone
    .optional()
    .describe("Proxy its v2 sensor is installed with, instead of its site's; `none`: without one."),
  hypervisor: z
    .string()
    .min(1)
    .optional()
    .describe("Name of the physical host, so that two of one host do not move together."),
  settings: z
    .strictObject({
      description: z.string().max(250).optional().describe("Shown with the sensor in the portal."),
      delayedUpdate: z.boolean().optional().describe("Take sensor updates 72 hours late (v2 only)."),
    })
    .prefault({})
    .describe("Settings of its sensor."),
});

export const standaloneGateway = z.strictObject({
  name: hostName,
  domain: dnsName.optional().describe("Domain of the server itself, when it is joined to one."),
  ...reach,
  watches: z
    .array(hostName)
    .min(1)
    .describe("Domain controllers whose mirrored traffic it reads; all need sensors before it goes."),
  hold: reason.optional().describe("Why it stays as it is for now; it keeps the Center."),
});
