import { z } from "zod";
import { changeFreeze, maintenanceWindow, preparableChecks } from "../estate/schema.ts";
import { target } from "../estate/target.ts";

/** Inputs and outputs of the resource before a preparation that interrupts a host. The same rules as in declared.ts. */

/** `<dc>-prepare-window`: passes when nothing is needed any more, or when a window of the estate is open. */
export const preparationGateInputs = z.strictObject({
  target,
  site: z.string(),
  domain: z.string(),
  generation: z.enum(["v2", "v3"]),
  gateway: z.enum(["lightweight", "none"]),
  cloud: z.enum(["global", "usGovL4", "usGovL5", "lab"]),
  sensorApi: z.string(),
  /** Checks whose cure interrupts the host. */
  checks: z.array(z.enum(preparableChecks)).min(1),
  windows: z.array(maintenanceWindow).min(1),
  freezes: z.array(changeFreeze),
  deadlineSeconds: z.number().positive(),
});
export interface PreparationGateOutputs {
  measuredAt: string;
  /** Of the checks, those that do not pass; empty: there is nothing to do. */
  needed: string[];
  /** When the window closes; empty where none is needed. */
  until: string;
}
export type PreparationGateInputs = z.output<typeof preparationGateInputs>;
