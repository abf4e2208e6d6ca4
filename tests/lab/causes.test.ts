import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { runningFaults } from "../../lab/faults/running.ts";
import { setupFaults } from "../../lab/faults/setup.ts";
import { putSoftware, takeSoftware } from "../../lab/hosts/software.ts";
import { factValue } from "../../plan/facts.ts";
import { classifyExitCode } from "../../plan/outcomes/exitCode.ts";
import { fingerprint } from "../../plan/outcomes/fingerprint.ts";
import { sensorStatusFacts } from "../../remote/contract.ts";
import { soon, step, type TestLab, testLab } from "./support.ts";

/** The lab's failures of a setup or a sensor, told by the program as the causes they are. */
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

const expected: Record<string, string | undefined> = {
  "install-fails": "cloud-unreachable",
  "install-licence": "proxy-authentication",
  "install-tls": "tls-inspection",
  "install-tls-version": "tls-version",
  "install-root-certificate": "root-certificate",
  "install-busy": "installer-busy",
  "install-needs-reboot": "restart-pending",
  "install-syntax": "command-line",
  "install-event-log-denied": "event-log-access",
  "install-certificate-client": "certificate-client",
  "install-capture-driver": "capture-driver",
  "install-remnants": "remnants",
  "install-dotnet": "dot-net-prerequisites",
  "install-antivirus": "antivirus",
  "sensor-stuck-starting": "performance-counters",
  "sensor-logon-right": "log-on-as-service",
  "sensor-gmsa": "managed-account-password",
  "sensor-log-errors": "event-log-reading",
  "sensor-loopback-blocked": "loopback-blocked",
  "sensor-clock": "clock",
};

describe("Install-Sensor", () => {
  test("every fault of an installation has its cause here", () => {
    const installs = Object.entries(setupFaults).filter(([, { kinds }]) => kinds.includes("install"));
    expect([...installs.map(([name]) => name), ...Object.keys(runningFaults)].sort()).toEqual(
      Object.keys(expected).sort(),
    );
  });

  test.each(Object.entries(expected))("%s is told as %s", async (fault, cause) => {
    await it.lab.hostFault("dc03", fault, "on");
    const { version, sha256 } = await fetchPackage();
    const { accessKey } = it.lab.service.state;
    await step(it, "dc03", "Receive-AccessKey", { accessKey, goodForSeconds: 600 });
    const answer = await step(
      it,
      "dc03",
      "Install-Sensor",
      { version, sha256, delayedUpdate: false, proxy: null },
      { work: `dc03/Install-Sensor/${fault}`, deadlineSeconds: runningFaults[fault]?.stuck ? 0.4 : 30 },
    );
    const { errors } = sensorStatusFacts.parse(
      (await step(it, "dc03", "Get-SensorStatus", { since: null })).facts,
    );
    await it.lab.hostFault("dc03", fault, "off");
    const host = it.lab.hosts.get("dc03");
    if (host) takeSoftware(host, "sensor");
    const outcome =
      setupFaults[fault]?.works === false ? "failed" : runningFaults[fault]?.stuck ? "timeout" : "done";
    expect(answer.outcome).toBe(outcome);
    const log = [...answer.log, ...(factValue(errors) ?? [])];
    expect(fingerprint({ step: "Install-Sensor", exitCode: answer.exitCode, log })?.id).toBe(cause);
    if (answer.exitCode !== null) expect(classifyExitCode(answer.exitCode).code).toBe(answer.exitCode);
  });

  async function fetchPackage() {
    const version = it.scenario.graph.sensorVersion;
    const sha256 = createHash("sha256")
      .update(it.lab.service.sensorPackage(version) ?? "")
      .digest("hex");
    const uri = it.lab.service.packageAddress();
    await step(it, "dc03", "Get-SensorPackage", { uri, version, sha256, signer: "Microsoft Corporation" });
    return { version, sha256 };
  }
});

describe("Remove-AtaGateway", () => {
  test.each([
    ["uninstall-path-missing", "gateway-uninstall-path"],
    ["uninstall-needs-reboot", "restart-pending"],
    ["install-busy", "installer-busy"],
    ["disk-full", "disk-full"],
    ["uninstall-fails", undefined],
  ])("%s is told as %s", async (fault, cause) => {
    await it.lab.hostFault("dc06", fault, "on");
    const answer = await step(
      it,
      "dc06",
      "Remove-AtaGateway",
      { readyUntil: soon(), keepPackage: true },
      {
        work: `dc06/Remove-AtaGateway/${fault}`,
      },
    );
    await it.lab.hostFault("dc06", fault, "off");
    const host = it.lab.hosts.get("dc06");
    if (host) putSoftware(host, "gateway", "1.9.7478.57683");
    const log = [...answer.log, answer.reason ?? ""];
    expect(fingerprint({ step: "Remove-AtaGateway", exitCode: answer.exitCode, log })?.id).toBe(cause);
  });
});
