import type { HostFacts } from "../facts.ts";
import type { Check, CheckContext, Finding, Verdict } from "../verdict.ts";
import { logOnAsService, managedAccount } from "./accounts.ts";
import { auditFailure, auditPolicy, ntlmAuditing } from "./auditing.ts";
import { unreadFinding } from "./define.ts";
import { endpointAntivirus, endpointOnboarding, endpointSensor } from "./endpoint.ts";
import { existingSensor } from "./existingSensor.ts";
import { centerAbsent, gatewayPresent } from "./gatewayPresent.ts";
import { diskSpace, dynamicMemory, memory, processors } from "./hardware.ts";
import { domainController, identity, otherRoles } from "./host.ts";
import { captureDriver, clockSkew, loopback444 } from "./network.ts";
import { cumulativeUpdate, operatingSystem, server2025 } from "./operatingSystem.ts";
import { installerBusy, netFramework, pendingReboot } from "./restart.ts";
import { sensorApiReachable } from "./sensorApi.ts";
import { certificateClient, rootCertificate, tlsInspection, tlsSettings } from "./tls.ts";
import { largeSendOffload, powerPlan } from "./tuning.ts";
import { findingsOfWaivers, type WaiverFinding, type WaiverLike, waiverFor } from "./waivers.ts";

export { moveState } from "./moveState.ts";
export { rootCertificateThumbprints } from "./thresholds.ts";
export { isExpired, type WaiverFinding, type WaiverLike } from "./waivers.ts";

/** Every check, in the order they are told: who it is, what is on it, what it can carry, what it can reach. */
export const checks: readonly Check[] = [
  identity,
  domainController,
  otherRoles,
  centerAbsent,
  gatewayPresent,
  existingSensor,
  operatingSystem,
  cumulativeUpdate,
  server2025,
  pendingReboot,
  installerBusy,
  netFramework,
  processors,
  memory,
  diskSpace,
  dynamicMemory,
  powerPlan,
  largeSendOffload,
  captureDriver,
  sensorApiReachable,
  tlsInspection,
  rootCertificate,
  tlsSettings,
  certificateClient,
  loopback444,
  clockSkew,
  managedAccount,
  logOnAsService,
  endpointSensor,
  endpointOnboarding,
  endpointAntivirus,
  auditFailure,
  auditPolicy,
  ntlmAuditing,
];

/** Checks that pass by themselves after a while, so that a gate may ask again before it gives up. */
export const passingByWaiting: readonly string[] = [installerBusy.id];

/**
 * The verdicts of every check that applies to the generation, in the order of `checks`. Pure, and never throws.
 *
 * @param waivers those of the estate, or those of this host; one without `hosts` counts for this host.
 * @param today ISO 8601 date or moment; a waiver counts up to and including its last day. Anything else: none counts.
 */
export function judge(
  facts: HostFacts,
  context: CheckContext,
  waivers: readonly WaiverLike[],
  today: string,
): Verdict[] {
  return checks
    .filter((check) => check.generations.includes(context.generation))
    .map((check) => {
      const verdict: Verdict = { check: check.id, blocking: check.blocking, ...ask(check, facts, context) };
      const waiver = waiverFor(verdict, check, context.host, waivers, today);
      return waiver
        ? { ...verdict, waived: { by: waiver.by, reason: waiver.reason, expires: waiver.expires } }
        : verdict;
    });
}

/**
 * Waivers that do not do what they were written for: expired where they would be needed, unused, on an advisory check,
 * or on a check that is never waived.
 *
 * @param verdictsByHost what `judge` said of every host measured, by its name in the estate.
 */
export function waiverFindings(
  waivers: readonly WaiverLike[],
  verdictsByHost: Readonly<Record<string, readonly Verdict[]>>,
  today: string,
): WaiverFinding[] {
  return findingsOfWaivers(waivers, verdictsByHost, today, checks);
}

/** Facts that do not have their shape, or a rule with a fault, must not look like a healthy host. */
function ask(check: Check, facts: HostFacts, context: CheckContext): Finding {
  try {
    return check.judge(facts, context);
  } catch (error) {
    return unreadFinding(
      `it could not be judged: ${error instanceof Error ? error.message : String(error)}`,
      check.byHand,
    );
  }
}
