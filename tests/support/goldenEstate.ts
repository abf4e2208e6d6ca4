import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshKeyPair } from "./sshKeys.ts";

/**
 * A copy of a sample estate whose hosts have a pinned key and whose private key exists, so that the program can be run
 * without a lab. Returns the copy's path.
 */
export function preparedEstate(sample: string, edit: (text: string) => string = (text) => text): string {
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-golden-"));
  const key = sshKeyPair();
  const ports = ["42101", "42102", "42103", "42104", "42105", "42106", "42107", "42111", "42121"];
  writeFileSync(join(folder, "id_ed25519"), key.private, { mode: 0o600 });
  writeFileSync(
    join(folder, "known_hosts"),
    ports.map((port) => `[127.0.0.1]:${port} ${FIXED_HOST_KEY}\n`).join(""),
  );
  const copy = join(folder, "estate.yaml");
  writeFileSync(copy, edit(readFileSync(sample, "utf8")).replaceAll(".ata2mdi/lab/", `${folder}/`));
  return copy;
}

/** A public key that is nobody's, so that the dump stays the same from run to run. */
const FIXED_HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

/** What the hosts and the service would answer: enough for every output the program reads. */
export function goldenAnswers(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "ata2mdi:index:DefenderWorkspace":
      return { checkedAt: NOON };
    case "ata2mdi:index:DeploymentPackage":
      return {
        version: "2.250.1",
        sha256: "ab".repeat(32),
        fetchedAt: NOON,
        uri: "https://package.test/x",
      };
    case "ata2mdi:index:AccessKey":
      return { handedAt: NOON, goodUntil: "2026-01-01T13:00:00Z", sensorListed: false };
    case "ata2mdi:index:ReadyGate":
      return {
        measuredAt: NOON,
        readyUntil: "2026-01-01T12:30:00Z",
        verdicts: {},
        factsHash: "",
        begunAt: NOON,
      };
    case "ata2mdi:index:SensorActivation":
      return { candidateId: `${name}-candidate`, activatedAt: NOON };
    case "ata2mdi:index:Sensor":
      return { sensorId: `${name}-id`, serviceStatus: "running", verifiedAt: NOON, protectionGapSeconds: 60 };
    case "ata2mdi:index:WaveGate":
      return { passedAt: NOON };
    case "ata2mdi:index:RollbackGate":
      return { measuredAt: NOON, permitUntil: "2026-01-01T12:30:00Z", begunAt: NOON, keptPackage: "kept" };
    case "ata2mdi:index:SensorDeactivation":
      return { sensorId: `${name}-id`, deactivatedAt: NOON };
    case "ata2mdi:index:RestoredGateway":
      return {
        serviceStatus: "Running",
        centerStatus: "Running",
        version: "1.9.7478.57683",
        verifiedAt: NOON,
        protectionGapSeconds: 60,
      };
    case "ata2mdi:index:CenterLock":
      return {
        open: false,
        reasons: [],
        waived: [],
        measuredBackup: null,
        evaluatedAt: NOON,
        permitUntil: "",
      };
    case "command:remote:Command":
      return { stdout: answerOf(name) };
    default:
      return type.startsWith("azure-native:") ? { name } : {};
  }
}

const NOON = "2026-01-01T12:00:00Z";

function answerOf(name: string): string {
  const steps: Record<string, string> = {
    package: "Get-SensorPackage",
    "remove-gateway": "Remove-AtaGateway",
    "install-sensor": "Install-Sensor",
    "remove-sensor": "Remove-Sensor",
    "restore-gateway": "Restore-AtaGateway",
    remove: "Remove-AtaCenter",
    "read-back-1": "Test-AtaCenterBackup",
    "archive-1": "Copy-AtaCenterBackup",
  };
  const [host = "", ...suffix] = name.split("-");
  const step = steps[suffix.join("-")];
  return JSON.stringify({
    contract: 1,
    step,
    work: `${host}/${step}/1`,
    startedAt: NOON,
    finishedAt: NOON,
    outcome: "done",
    reason: null,
    exitCode: 0,
    rebooted: false,
    facts: factsOf(step),
    log: [],
  });
}

function factsOf(step: string | undefined): Record<string, unknown> {
  if (step?.startsWith("Remove-")) return { stoppedAt: NOON, keptPackage: null };
  return step?.endsWith("-AtaCenterBackup") ? { manifestSha256: "cd".repeat(32) } : {};
}
