import {
  type DomainControllerEntry,
  type OperatingSystem,
  operatingSystems,
  type SensorGeneration,
} from "../../estate/schema.ts";
import { factValue, type HostFacts } from "../facts.ts";
import type { Decision } from "../plan.ts";

type Basis = "declared" | "measured";
interface Known<T> {
  value: T;
  basis: Basis;
}

/** First build of each release, newest first; a build in between belongs to the release below it. */
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

/** Whether `os` is `than` or newer. */
function atLeast(os: OperatingSystem, than: OperatingSystem): boolean {
  return operatingSystems.indexOf(os) >= operatingSystems.indexOf(than);
}

/** What was measured, else what the estate declares, else undefined. */
function known<T>(measured: T | undefined, declared: T | undefined): Known<T> | undefined {
  if (measured !== undefined) return { value: measured, basis: "measured" };
  return declared === undefined ? undefined : { value: declared, basis: "declared" };
}

function measuredRelease(facts: HostFacts | undefined): OperatingSystem | undefined {
  const os = facts && factValue(facts.operatingSystem);
  return os && releaseOf(os.version);
}

function measuredEndpoint(facts: HostFacts | undefined): boolean | undefined {
  const sense = facts && factValue(facts.sense);
  const onboarding = facts && factValue(facts.endpointOnboarding);
  if (sense === undefined || onboarding === undefined) return undefined;
  return sense?.state === "Running" && onboarding.onboardingInfo && onboarding.machineId;
}

/** Why only a v2 sensor will do, where that is so; docs/planning.md gives the sources. */
function reasonForV2(dc: DomainControllerEntry, os: OperatingSystem, facts?: HostFacts): string | undefined {
  const readOnly = (facts && factValue(facts.directory)?.readOnly) ?? dc.readOnly;
  const role = dc.roles.find((r) => r === "adFs" || r === "adCs" || r === "entraConnect");
  if (dc.needs.length > 0) return `${dc.needs.join(" and ")} integration exists on v2 sensors only`;
  if (dc.settings.delayedUpdate) return "it is to take updates late, which only a v2 sensor does";
  if (role) return `it carries the role ${role}, which a v3 sensor does not cover`;
  if (facts && factValue(facts.sensor.service)) return "a v2 sensor is installed on it already";
  if (!atLeast(os, "2019")) return `a v3 sensor needs Server 2019 or newer, this is ${os}`;
  if (os === "2025") return "Server 2025 stays on v2, a known limitation of v3";
  if (readOnly) return "v2 is documented for read-only domain controllers, v3 is not";
  return undefined;
}

function blocked(reason: string, unblockedBy: string): Decision {
  return { kind: "blocked", reason, unblockedBy };
}

/** Whether a v3 sensor asked for by name can be had; undefined when nothing forbids it. */
function refusalOfV3(
  dc: DomainControllerEntry,
  os: OperatingSystem,
  endpoint: Known<boolean> | undefined,
): Decision | undefined {
  if (dc.needs.length > 0)
    return blocked(
      `it is to have a v3 sensor and needs ${dc.needs.join(" and ")}, which v3 does not have`,
      "remove `needs`, or set `sensor: v2`",
    );
  if (!atLeast(os, "2019"))
    return blocked(
      `it is to have a v3 sensor, which needs Server 2019 or newer; this is ${os}`,
      "upgrade it first, or set `sensor: v2`",
    );
  if (!endpoint?.value)
    return blocked(
      `it is to have a v3 sensor, and is ${endpoint ? "not" : "not known to be"} onboarded to Defender for Endpoint`,
      "onboard it and repeat `ata2mdi survey`, or declare `defenderForEndpoint: true`, or set `sensor: v2`",
    );
  return undefined;
}

/**
 * What becomes of one domain controller: from what was measured, else from what the estate declares; what neither
 * tells blocks it. The ready gate proves the same again, live, before anything is removed.
 */
export function decide(dc: DomainControllerEntry, facts?: HostFacts): Decision {
  if (dc.hold) return { kind: "hold", reason: dc.hold };
  const os = known(measuredRelease(facts), dc.os);
  if (!os)
    return blocked(
      "its Windows Server release is not known",
      "run `ata2mdi survey`, or declare `os` in the estate",
    );
  if (!atLeast(os.value, "2016"))
    return blocked(
      `no sensor runs on Windows Server ${os.value}; the oldest is 2016`,
      "replace or upgrade it first; until then it keeps its gateway and the Center",
    );
  if (facts && factValue(facts.operatingSystem)?.installation === "nano")
    return blocked("no sensor runs on a Nano Server installation", "replace it with Server Core or Desktop");
  const role = facts && factValue(facts.directory)?.domainRole;
  if (role !== undefined && role < 4)
    return blocked(
      "it was measured and is not a domain controller",
      "remove it from the estate, or correct its address and repeat `ata2mdi survey`",
    );

  const endpoint = known(measuredEndpoint(facts), dc.defenderForEndpoint);
  const move = (generation: SensorGeneration, reason: string, basis: Basis = os.basis): Decision => ({
    kind: "move",
    generation,
    reason,
    basis,
  });
  if (dc.sensor === "v2") return move("v2", "the estate asks for v2");
  if (dc.sensor === "v3") {
    return (
      refusalOfV3(dc, os.value, endpoint) ?? move("v3", "the estate asks for v3", bothBases(os, endpoint))
    );
  }
  const v2 = reasonForV2(dc, os.value, facts);
  if (v2) return move("v2", v2);
  if (!endpoint)
    return move("v2", "it is not known to be onboarded to Defender for Endpoint, which v3 needs");
  if (!endpoint.value)
    return move(
      "v2",
      "it is not onboarded to Defender for Endpoint, which v3 needs",
      bothBases(os, endpoint),
    );
  return move(
    "v3",
    `Server ${os.value} with Defender for Endpoint, and nothing asks for v2`,
    bothBases(os, endpoint),
  );
}

/** Measured only where everything the decision rests on was. */
function bothBases(a: Known<unknown>, b: Known<unknown> | undefined): Basis {
  return a.basis === "measured" && b?.basis === "measured" ? "measured" : "declared";
}
