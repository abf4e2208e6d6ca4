import {
  type DomainControllerEntry,
  type Estate,
  type OperatingSystem,
  operatingSystems,
  type SensorGeneration,
} from "../../estate/schema.ts";
import { endpointAntivirus, endpointOnboarding, endpointSensor } from "../checks/endpoint.ts";
import { cumulativeUpdate } from "../checks/operatingSystem.ts";
import { factValue, type HostFacts, otherRoles } from "../facts.ts";
import type { Decision } from "../plan.ts";
import type { CheckContext } from "../verdict.ts";

type Basis = "declared" | "measured";
interface Known<T> {
  value: T;
  basis: Basis;
}

/** First build of each release, newest first; a build in between belongs to the release before it. */
const FIRST_BUILDS: readonly [number, OperatingSystem][] = [
  [26_100, "2025"],
  [20_348, "2022"],
  [17_763, "2019"],
  [14_393, "2016"],
  [9_600, "2012R2"],
  [9_200, "2012"],
  [0, "2008R2"],
];

/** Windows Server release of a version such as `10.0.17763`; undefined when it is not written so. */
export function releaseOf(version: string): OperatingSystem | undefined {
  const build = Number(/^\d+\.\d+\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
  return FIRST_BUILDS.find(([first]) => build >= first)?.[1];
}

/** What becomes of a domain controller of an estate: `rollback` comes before all it is and has. */
export function decideIn(estate: Estate, dc: DomainControllerEntry, facts?: HostFacts): Decision {
  const decision = decide(dc, facts);
  if (!estate.rollback.includes(dc.name)) return decision;
  const generation = decision.kind === "move" ? decision.generation : "v2";
  return {
    kind: "rollback",
    generation,
    reason: `it goes back to its gateway: the estate's \`rollback\` names it`,
  };
}

/**
 * What becomes of one domain controller: from what was measured, else from what the estate declares; what neither
 * tells blocks it. The ready gate proves the same again, live, before anything is removed.
 */
export function decide(dc: DomainControllerEntry, facts?: HostFacts): Decision {
  if (dc.hold) return { kind: "hold", reason: dc.hold };
  const measuredRelease = facts && factValue(facts.operatingSystem);
  const os = known(measuredRelease && releaseOf(measuredRelease.version), dc.os);
  const obstacle = obstacleToAnySensor(os?.value, facts);
  if (obstacle || !os) return obstacle ?? unknownRelease();

  const v3 = readinessForV3(dc, facts);
  const basis = os.basis === "measured" && (v3?.basis ?? "declared") === "measured" ? "measured" : "declared";
  const v2Move = (reason: string, basedOn: Basis): Decision => move("v2", reason, basedOn);
  if (dc.sensor === "v2") return v2Move("the estate asks for v2", os.basis);
  if (dc.sensor === "v3") return refusalOfV3(dc, os.value, v3) ?? move("v3", "the estate asks for v3", basis);
  const reason = reasonForV2(dc, os.value, facts);
  if (reason) return v2Move(reason, os.basis);
  if (!v3?.value.ready)
    return v2Move(`a v3 sensor cannot run there: ${v3?.value.reason ?? NOT_KNOWN}`, basis);
  return move("v3", `Server ${os.value} with Defender for Endpoint, and nothing asks for v2`, basis);
}

const NOT_KNOWN = "it is not known to be onboarded to Defender for Endpoint";

function move(generation: SensorGeneration, reason: string, basis: Basis): Decision {
  return { kind: "move", generation, reason, basis };
}

function blocked(reason: string, unblockedBy: string): Decision {
  return { kind: "blocked", reason, unblockedBy };
}

/** What was measured, else what the estate declares, else undefined. */
function known<T>(measured: T | undefined, declared: T | undefined): Known<T> | undefined {
  if (measured !== undefined) return { value: measured, basis: "measured" };
  return declared === undefined ? undefined : { value: declared, basis: "declared" };
}

function isOlder(os: OperatingSystem, than: OperatingSystem): boolean {
  return operatingSystems.indexOf(os) < operatingSystems.indexOf(than);
}

function unknownRelease(): Decision {
  return blocked(
    "its Windows Server release is not known",
    "run `ata2mdi survey`, or declare `os` in the estate",
  );
}

function obstacleToAnySensor(os: OperatingSystem | undefined, facts?: HostFacts): Decision | undefined {
  if (os && isOlder(os, "2016"))
    return blocked(
      `no sensor runs on Windows Server ${os}; the oldest is 2016`,
      "replace or upgrade it first; until then it keeps its gateway and the Center",
    );
  if (facts && factValue(facts.operatingSystem)?.installation === "nano")
    return blocked("no sensor runs on Nano Server", "replace it with Server Core or Desktop");
  const role = facts && factValue(facts.directory)?.domainRole;
  if (role !== undefined && role < 4)
    return blocked(
      "it was measured and is not a domain controller",
      "remove it from the estate, or correct its address and repeat `ata2mdi survey`",
    );
  return undefined;
}

/** Why only a v2 sensor will do, whatever Defender for Endpoint says; docs/planning.md gives the sources. */
function reasonForV2(dc: DomainControllerEntry, os: OperatingSystem, facts?: HostFacts): string | undefined {
  const readOnly = (facts && factValue(facts.directory)?.readOnly) ?? dc.readOnly;
  const carried = [...dc.roles, ...((facts && factValue(facts.otherRoles)) ?? [])];
  const role = otherRoles.find((one) => carried.includes(one));
  if (dc.needs.length > 0) return `${dc.needs.join(" and ")} integration exists on v2 sensors only`;
  if (dc.settings.delayedUpdate) return "it is to take updates late, which only a v2 sensor does";
  if (role) return `it carries the role ${role}, which a v3 sensor does not cover`;
  if (facts && factValue(facts.sensor.service)) return "a v2 sensor is installed on it already";
  if (isOlder(os, "2019")) return `a v3 sensor needs Server 2019 or newer, this is ${os}`;
  if (os === "2025") return "Server 2025 stays on v2, a known limitation of v3";
  if (readOnly) return "v2 is documented for read-only domain controllers, v3 is not";
  return undefined;
}

interface Readiness {
  ready: boolean;
  /** Why it is not. */
  reason: string;
  cure: string;
}

/** Whether Defender for Endpoint and the cumulative update let a v3 sensor run; undefined: nobody knows. */
function readinessForV3(dc: DomainControllerEntry, facts?: HostFacts): Known<Readiness> | undefined {
  if (facts) {
    const context: CheckContext = { host: dc.name, generation: "v3", gateway: dc.gateway, cloud: "global" };
    const findings = [cumulativeUpdate, endpointSensor, endpointOnboarding, endpointAntivirus].map((check) =>
      check.judge(facts, context),
    );
    const failed = findings.find(({ outcome }) => outcome === "fail");
    if (failed) {
      const { measured, cure } = failed;
      return { value: { ready: false, reason: withoutStop(measured), cure }, basis: "measured" };
    }
    if (findings.every(({ outcome }) => outcome === "pass"))
      return { value: { ready: true, reason: "", cure: "" }, basis: "measured" };
  }
  if (dc.defenderForEndpoint === undefined) return undefined;
  return {
    value: {
      ready: dc.defenderForEndpoint,
      reason: "it is not onboarded to Defender for Endpoint",
      cure: "onboard it and repeat `ata2mdi survey`",
    },
    basis: "declared",
  };
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}

/** Why a v3 sensor asked for by name cannot be had; undefined when nothing forbids it. */
function refusalOfV3(
  dc: DomainControllerEntry,
  os: OperatingSystem,
  v3: Known<Readiness> | undefined,
): Decision | undefined {
  const asked = "it is to have a v3 sensor";
  if (dc.needs.length > 0)
    return blocked(
      `${asked}, and needs ${dc.needs.join(" and ")}, which only v2 has`,
      "remove `needs`, or set `sensor: v2`",
    );
  if (isOlder(os, "2019"))
    return blocked(
      `${asked}, which needs Server 2019 or newer; this is ${os}`,
      "upgrade it first, or set `sensor: v2`",
    );
  if (v3?.value.ready) return undefined;
  return blocked(
    `${asked}, and ${v3?.value.reason ?? NOT_KNOWN}`,
    v3
      ? `${withoutStop(v3.value.cure)}; or set \`sensor: v2\``
      : "run `ata2mdi survey`, declare `defenderForEndpoint: true`, or set `sensor: v2`",
  );
}
