import { attestedRows } from "../../../estate/schema.ts";
import type { LockMeasurement } from "../../../plan/centerLock/evaluate.ts";
import type { CenterLockInputs } from "../../../plan/declared.ts";
import { wholeBackup } from "../../support/backups.ts";
import { absentComponent } from "../../support/facts.ts";

export const now = new Date("2026-12-01T20:00:00Z");

const target = (host: string): CenterLockInputs["center"]["target"] => ({
  host,
  kind: "ssh",
  address: "127.0.0.1",
  port: 22,
  user: "svc",
  hostKey: "ssh-ed25519 AAAA",
  authentication: { agent: true },
});

const moved = (name: string): CenterLockInputs["domainControllers"][number] => ({
  name,
  domain: "contoso.test",
  decision: "move",
  why: "can take a sensor",
  sensorId: `s-${name}`,
  verifiedAt: "2026-12-01T10:00:00Z",
  target: target(name),
});

/** A lock whose every rule passes: the only one that opens. */
export function openInputs(overrides: Partial<CenterLockInputs> = {}): CenterLockInputs {
  return {
    center: {
      name: "atacenter",
      forest: "contoso.test",
      target: target("atacenter"),
      console: "https://center.test",
    },
    workspace: {
      name: "contoso",
      tenantId: "t",
      clientId: "c",
      cloud: "global",
      sensorApi: "https://api.test",
      lab: null,
    },
    request: "remove",
    retainUntil: "2026-11-30",
    approval: { by: "a.person", at: "2026-12-01T12:00:00+01:00", retainUntil: null },
    backup: { folder: null, name: "atacenter-1", maxAgeSeconds: 86_400 },
    archive: null,
    deleteDatabase: null,
    decidedAlerts: [],
    override: null,
    domainControllers: [moved("dc01"), moved("dc02")],
    standaloneGateways: [
      { name: "gw01", removed: true, why: "removed by this program", target: target("gw01") },
    ],
    checklist: Object.fromEntries(attestedRows.map((row) => [row, "done" as const])),
    initialSyncSeconds: 7200,
    soakSeconds: 3600,
    freshForSeconds: 600,
    deadlineSeconds: 60,
    ...overrides,
  };
}

const sensor = (name: string) => ({
  id: `s-${name}`,
  displayName: name,
  domainName: "contoso.test",
  deploymentStatus: "upToDate",
  healthStatus: "healthy",
  serviceStatus: "running",
  version: "2.254",
});

export function clearMeasurement(overrides: Partial<LockMeasurement> = {}): LockMeasurement {
  return {
    gateways: {
      dc01: { value: absentComponent() },
      dc02: { value: absentComponent() },
      gw01: { value: absentComponent() },
    },
    clocks: { dc01: 0, dc02: -2, gw01: 1 },
    centerList: { value: [] },
    sensors: { value: [sensor("dc01"), sensor("dc02")] },
    healthIssues: { value: [] },
    backup: { value: wholeBackup() },
    openAlerts: { value: [] },
    firstSeenAt: "2026-11-01T10:00:00Z",
    ...overrides,
  };
}
