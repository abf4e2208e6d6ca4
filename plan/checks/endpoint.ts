import { compareVersions, defineCheck, fail, pass, unreadFinding } from "./define.ts";
import { LOWEST_SENSE_VERSION } from "./thresholds.ts";

const SOURCE = "Microsoft Learn: Deploy the sensor v3.x; Migrate from sensor v2.x to sensor v3.x (May 2026)";

export const endpointSensor = defineCheck({
  id: "endpoint-sensor",
  title: "Defender for Endpoint runs",
  protectsFrom: "A v3 sensor that cannot be activated: it is a part of Defender for Endpoint's service.",
  threshold: `Service Sense is running, version ${LOWEST_SENSE_VERSION} or later. UNCONFIRMED for a first activation: the version is named for migration.`,
  source: SOURCE,
  generations: ["v3"],
  blocking: "blocking",
  reads: ["sense"],
  byHand:
    "Get-Service Sense; (Get-Item 'C:\\Program Files\\Windows Defender Advanced Threat Protection\\MsSense.exe').VersionInfo.FileVersion",
  judge({ sense }) {
    if (sense === null) {
      return fail(
        "There is no service Sense.",
        "Onboard the host to Defender for Endpoint (Server 2019: the unified solution is built in), or set `sensor: v2` for it in the estate file.",
      );
    }
    if (sense.state !== "Running") {
      return fail(
        `Service Sense is ${sense.state}, start mode ${sense.startMode}.`,
        "Start it (`Start-Service Sense`) and see why it stopped: event log Microsoft-Windows-SENSE/Operational.",
      );
    }
    const age = sense.version === null ? undefined : compareVersions(sense.version, LOWEST_SENSE_VERSION);
    if (age === undefined) {
      return unreadFinding(`the version of Sense is "${sense.version ?? "not given"}"`, "Get-Service Sense");
    }
    const measured = `Sense ${sense.version} is running.`;
    return age >= 0
      ? pass(measured)
      : fail(
          measured,
          `Update Defender for Endpoint to ${LOWEST_SENSE_VERSION} or later (cumulative update).`,
        );
  },
});

export const endpointOnboarding = defineCheck({
  id: "endpoint-onboarding",
  title: "Onboarded to Defender for Endpoint",
  protectsFrom:
    "A domain controller that never becomes a candidate for activation; servers onboarded through Defender for Cloud lack the policy value.",
  threshold: "The policy value OnboardingInfo is there, and SenseMachineId is a GUID.",
  source: SOURCE,
  generations: ["v3"],
  blocking: "blocking",
  reads: ["endpointOnboarding"],
  byHand:
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection', 'HKLM:\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection' | Format-List OnboardingInfo, SenseMachineId",
  judge({ endpointOnboarding: { onboardingInfo, machineId } }) {
    const missing = [
      onboardingInfo ? "" : "policy value OnboardingInfo",
      machineId ? "" : "SenseMachineId",
    ].filter((word) => word !== "");
    return missing.length === 0
      ? pass("OnboardingInfo and SenseMachineId are there.")
      : fail(
          `Missing: ${missing.join(", ")}.`,
          "Run the Defender for Endpoint onboarding script (or its GPO) on the host and wait for it to appear in the portal, or set `sensor: v2` for it in the estate file.",
        );
  },
});

export const endpointAntivirus = defineCheck({
  id: "endpoint-antivirus",
  title: "Defender Antivirus is there, active or passive",
  protectsFrom:
    "A v3 sensor that cannot be activated: it asks for Defender Antivirus, be it in passive mode.",
  threshold: "Service WinDefend is running; beside another product it runs in passive mode.",
  source: "Microsoft Learn: Deploy the sensor v3.x (server requirements)",
  generations: ["v3"],
  blocking: "blocking",
  reads: ["defenderAntivirus"],
  byHand: "Get-Service WinDefend; (Get-MpComputerStatus).AMRunningMode",
  judge({ defenderAntivirus: found }) {
    if (found?.state === "Running") return pass("Service WinDefend is running.");
    return fail(
      found === null ? "There is no service WinDefend." : `Service WinDefend is ${found.state}.`,
      "Install the feature (`Install-WindowsFeature Windows-Defender`, then restart) and let it run, in passive mode beside another product; or set `sensor: v2` for it in the estate file.",
    );
  },
});
