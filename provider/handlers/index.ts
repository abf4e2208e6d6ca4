import { type AnyHandler, registered } from "../handler.ts";
import { centerLock } from "./centerLock.ts";
import { checklistRow } from "./checklistRow.ts";
import { defenderWorkspace } from "./defenderWorkspace.ts";
import { deploymentPackage } from "./deploymentPackage.ts";
import { readyGate } from "./readyGate.ts";
import { sensor } from "./sensor.ts";
import { sensorActivation } from "./sensorActivation.ts";
import { waveGate } from "./waveGate.ts";

/** Every resource this provider has. */
export const handlers: readonly AnyHandler[] = [
  registered(defenderWorkspace),
  registered(deploymentPackage),
  registered(readyGate),
  registered(sensorActivation),
  registered(sensor),
  registered(waveGate),
  registered(checklistRow),
  registered(centerLock),
];
