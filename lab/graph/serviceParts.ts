import type { LabClock } from "../clock.ts";
import type { Host } from "../hosts/host.ts";
import type { Scenario } from "../scenario.ts";
import type { ServiceState } from "./state.ts";

/** What the service's parts (issues, migrations) are decided from. */
export interface ServiceParts {
  readonly state: ServiceState;
  readonly scenario: Scenario;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly clock: LabClock;
  /** Says that `state` was changed and has to be kept. */
  changed(): void;
}
