import { type AnyHandler, registered } from "../handler.ts";
import { accessKey } from "./accessKey.ts";
import { activationConfiguration } from "./activationConfiguration.ts";
import { autoAuditing } from "./autoAuditing.ts";
import { centerLock } from "./centerLock.ts";
import { checklistRow } from "./checklistRow.ts";
import { defenderWorkspace } from "./defenderWorkspace.ts";
import { deploymentPackage } from "./deploymentPackage.ts";
import { dnsSignal } from "./dnsSignal.ts";
import { healthIssueGate } from "./healthIssueGate.ts";
import { healthIssueReopening } from "./healthIssueReopening.ts";
import { healthIssueSuppression } from "./healthIssueSuppression.ts";
import { huntingSignal } from "./huntingSignal.ts";
import { initialSync } from "./initialSync.ts";
import { keyRotation } from "./keyRotation.ts";
import { orphanSensors } from "./orphanSensors.ts";
import { preparationGate } from "./preparationGate.ts";
import { readyGate } from "./readyGate.ts";
import { restoredGateway } from "./restoredGateway.ts";
import { rollbackGate } from "./rollbackGate.ts";
import { sensor } from "./sensor.ts";
import { sensorActivation } from "./sensorActivation.ts";
import { sensorDeactivation } from "./sensorDeactivation.ts";
import { sensorMigration } from "./sensorMigration.ts";
import { waveGate } from "./waveGate.ts";

/** Every resource this provider has. */
export const handlers: readonly AnyHandler[] = [
  registered(defenderWorkspace),
  registered(deploymentPackage),
  registered(readyGate),
  registered(accessKey),
  registered(sensorActivation),
  registered(sensor),
  registered(waveGate),
  registered(checklistRow),
  registered(centerLock),
  registered(activationConfiguration),
  registered(autoAuditing),
  registered(healthIssueGate),
  registered(healthIssueSuppression),
  registered(healthIssueReopening),
  registered(huntingSignal),
  registered(dnsSignal),
  registered(initialSync),
  registered(keyRotation),
  registered(orphanSensors),
  registered(sensorMigration),
  registered(rollbackGate),
  registered(preparationGate),
  registered(sensorDeactivation),
  registered(restoredGateway),
];
