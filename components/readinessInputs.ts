import { sensorNeedsOf } from "../estate/lookups.ts";
import type { Estate, SensorGeneration } from "../estate/schema.ts";
import type { ReadyGateInputs } from "../plan/declared.ts";
import { secondsNeeded } from "../plan/moveWindow.ts";
import type { PlannedDomainController } from "../plan/plan.ts";
import type { MoveContext } from "./context.ts";

/** What the estate's rules make of the readiness of one domain controller: by what it is judged, when, and how long it holds. */
export function readinessInputs(
  { estate }: MoveContext,
  planned: PlannedDomainController,
  generation: SensorGeneration,
): Pick<
  ReadyGateInputs,
  "site" | "managedAccounts" | "sensorProxy" | "waivers" | "calendar" | "readyForSeconds" | "deadlineSeconds"
> {
  return {
    site: planned.site,
    ...needs(estate, planned.name, generation),
    waivers: estate.policy.waivers
      .filter((waiver) => waiver.hosts.includes(planned.name))
      .map(({ check, reason, by, expires }) => ({ check, reason, by, expires })),
    calendar: calendar(estate, planned),
    readyForSeconds: estate.policy.readyFor,
    deadlineSeconds: estate.connection.deadline,
  };
}

/** What its sensor needs of the domain and the network: a v3 sensor uses neither account nor proxy of its own. */
function needs(
  estate: Estate,
  name: string,
  generation: SensorGeneration,
): Pick<ReadyGateInputs, "managedAccounts" | "sensorProxy"> {
  if (generation === "v3") return { managedAccounts: [] };
  const { managedAccounts, proxy } = sensorNeedsOf(estate, name);
  return { managedAccounts: [...managedAccounts], ...(proxy === null ? {} : { sensorProxy: proxy }) };
}

/** Windows and freezes, where the estate has any: the gate refuses outside them, and where too little is left of one. */
function calendar(estate: Estate, planned: PlannedDomainController): ReadyGateInputs["calendar"] {
  const { windows, freezes } = estate.policy;
  if (windows.length === 0 && freezes.length === 0) return null;
  return { site: planned.site, windows, freezes, needsSeconds: secondsNeeded(planned) };
}
