import type { Cause } from "./cause.ts";
import { cloudCauses } from "./cloudCauses.ts";
import { runningCauses } from "./runningCauses.ts";
import { serviceCauses } from "./serviceCauses.ts";
import { setupCauses } from "./setupCauses.ts";
import { stepCauses } from "./stepCauses.ts";

export type { Cause, Evidence } from "./cause.ts";

/** Every known cause of a failure; where two fit equally well, the earlier one is named. */
export const causes: readonly Cause[] = [
  ...cloudCauses,
  ...setupCauses,
  ...runningCauses,
  ...serviceCauses,
  ...stepCauses,
];
