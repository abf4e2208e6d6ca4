import { z } from "zod";
import { target } from "../estate/target.ts";
import { consoleAccount, moment, subject, waits, workspaceRef } from "./declaredParts.ts";

/** Inputs and outputs of the resources for going back to a gateway. The same rules as in declared.ts. */

/** The Center a gateway reports to. */
const center = z.strictObject({ name: z.string(), console: z.string(), target, account: consoleAccount });

/** `<dc>-way-back`: passes only when the gateway can be had again and its Center is there to see it, measured now. */
export const rollbackGateInputs = z.strictObject({
  target,
  center,
  workspace: workspaceRef,
  freshForSeconds: z.number().positive(),
  deadlineSeconds: z.number().positive(),
});
export interface RollbackGateOutputs {
  measuredAt: string;
  /** The sensor must not be removed on this measurement after this moment. */
  permitUntil: string;
  /** When going back was first found possible: the steps after it are named by it, anew at each going back. */
  begunAt: string | null;
  /** Folder on the host the gateway is installed from; null where the gateway runs already. */
  keptPackage: string | null;
}

/** `<dc>-deactivate-sensor`: a v3 sensor taken out of the service, which removes it from the host. */
export const sensorDeactivationInputs = z.strictObject({ workspace: workspaceRef, subject, ...waits });
export interface SensorDeactivationOutputs {
  /** The sensor that was taken out; null where none was listed. */
  sensorId: string | null;
  deactivatedAt: string;
}

/** `<dc>-gateway`: a gateway that was installed again; done when its service runs and the Center says so too. */
export const restoredGatewayInputs = z.strictObject({
  target,
  center,
  workspace: workspaceRef,
  /** When the sensor stopped, ISO 8601; null where none ran. */
  unprotectedSince: moment.nullable(),
  ...waits,
});
export interface RestoredGatewayOutputs {
  /** State of the gateway's service by the host's word; `missing`: there is none. */
  serviceStatus: string;
  /** What the Center says of it; `missing`: it does not list it. */
  centerStatus: string;
  version: string | null;
  /** When host and Center first agreed. */
  verifiedAt: string;
  /** Seconds without a running sensor or gateway; null where no sensor was removed. */
  protectionGapSeconds: number | null;
}

export type RollbackGateInputs = z.output<typeof rollbackGateInputs>;
export type SensorDeactivationInputs = z.output<typeof sensorDeactivationInputs>;
export type RestoredGatewayInputs = z.output<typeof restoredGatewayInputs>;
