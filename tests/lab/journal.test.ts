import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { putSoftware } from "../../lab/hosts/software.ts";
import {
  changingSteps,
  handingSteps,
  remnantsFacts,
  type StepInputs,
  type StepName,
} from "../../remote/contract.ts";
import { soon, step, type TestLab, testLab } from "./support.ts";

/** Every step that changes a host of the lab leaves a line with its work in the host's journal. */
jest.setTimeout(60_000);

let it: TestLab;
beforeAll(async () => {
  it = await testLab((scenario) => {
    for (const name of Object.keys(scenario.durations) as (keyof typeof scenario.durations)[]) {
      scenario.durations[name] = 0;
    }
  });
});
afterAll(() => it.stop());

const JOURNAL = "C:/ProgramData/ata2mdi/journal/journal.log";
const certificate = Buffer.from("a certificate of the test").toString("base64");
const thumbprint = createHash("sha1").update(Buffer.from(certificate, "base64")).digest("hex").toUpperCase();
const hash = "0".repeat(64);
const signer = "Microsoft Corporation";
const seen = new Set<StepName>();

function host(name: string) {
  const found = it.lab.hosts.get(name);
  if (!found) throw new Error(name);
  return found;
}

function lines(name: string): string[] {
  const text = host(name).files.read(JOURNAL)?.toString("utf8") ?? "";
  return text.split("\r\n").filter((line) => line !== "");
}

/** Runs a step that is to change something, and looks for its line. */
async function changes<S extends StepName>(name: string, of: S, input: StepInputs[S]): Promise<void> {
  const work = `${name}/${of}/1`;
  const answer = await step(it, name, of, input, { work }).catch((error: Error) => error.message);
  // The link drops for a moment where a network adapter restarts; the work does not.
  if (of !== "Disable-LargeSendOffload") expect(answer).toMatchObject({ outcome: "done" });
  expect(lines(name).some((line) => /^\d{4}-\S+Z \S+ \S/.test(line) && line.includes(` ${work} `))).toBe(
    true,
  );
  seen.add(of);
}

test("from the package to the sensor, and back to the gateway", async () => {
  const version = it.scenario.graph.sensorVersion;
  const bytes = it.lab.service.sensorPackage(version) ?? "";
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await changes("dc04", "Get-SensorPackage", {
    uri: it.lab.service.packageAddress(),
    version,
    sha256,
    signer,
    proxy: null,
  });
  await changes("dc04", "Remove-AtaGateway", { readyUntil: soon(), keepPackage: true });
  const { accessKey } = it.lab.service.state;
  await changes("dc04", "Receive-AccessKey", { accessKey, goodForSeconds: 600 });
  await changes("dc04", "Install-Sensor", { version, sha256, delayedUpdate: false, proxy: null });
  await changes("dc04", "Remove-Sensor", { permitUntil: soon() });
  await changes("dc04", "Restore-AtaGateway", { consoleUser: null, consolePassword: null });
  expect(lines("dc04").join("\n")).not.toContain(accessKey);
});

test("preparations, and what puts them back", async () => {
  const faults = [
    "root-certificate-missing",
    "tls-weak",
    "power-saving",
    "crash-on-audit-fail",
    "large-send-offload",
    "dotnet-old",
  ];
  for (const fault of faults) await it.lab.hostFault("dc03", fault, "on");
  await changes("dc03", "Import-RootCertificate", { certificate, thumbprint });
  await changes("dc03", "Set-TlsDefault", {});
  await changes("dc03", "Set-PowerPlan", {});
  await changes("dc03", "Set-SecurityLogRetention", {});
  await changes("dc03", "Disable-LargeSendOffload", {});
  await changes("dc03", "Undo-Preparation", { step: "Set-PowerPlan" });
  const uri = "https://127.0.0.1/ndp.exe";
  await step(it, "dc03", "Install-DotNetFramework", {
    uri,
    sha256: hash,
    signer,
    release: 461_808,
    restart: true,
  }).catch(() => undefined);
  expect(lines("dc03").some((line) => line.includes(" dc03/Install-DotNetFramework/1 "))).toBe(true);
  seen.add("Install-DotNetFramework");
});

test("remnants that are cleared", async () => {
  putSoftware(host("dc05"), "gateway", "1.9.7478.57683");
  await it.lab.hostFault("dc05", "remnants", "on");
  await step(it, "dc05", "Remove-AtaGateway", { readyUntil: soon(), keepPackage: false });
  const { gateway } = remnantsFacts.parse((await step(it, "dc05", "Get-Remnants", {})).facts);
  const shown = "value" in gateway ? (gateway.value ?? []) : [];
  await changes("dc05", "Clear-Remnants", { product: "gateway", shown, permitUntil: null });
});

test("a Center: backed up, read back, stopped, removed", async () => {
  const place = { folder: null, name: "atacenter-1" };
  await changes("atacenter", "Backup-AtaCenter", { ...place, pfxPassword: "Kept-In-The-Safe-7" });
  await changes("atacenter", "Test-AtaCenterBackup", { ...place, sample: 10 });
  const manifest = it.lab.hosts
    .get("atacenter")
    ?.files.find("C:/ProgramData/ata2mdi/backups/atacenter-1/manifest.json");
  await changes("atacenter", "Copy-AtaCenterBackup", {
    ...place,
    destination: "C:\\Archive",
    container: null,
    manifestSha256: manifest && !manifest.folder ? manifest.sha256 : "",
    signature: "signed",
  });
  await changes("atacenter", "Set-AtaCenterRest", { rest: "stopped", once: false });
  await changes("atacenter", "Remove-AtaCenter", { permitUntil: soon(), deleteDatabase: false });
});

test("no step that changes a host was left out", () => {
  expect([...seen].sort()).toEqual([...changingSteps, ...handingSteps].sort());
});
