import type { SensorGeneration } from "../estate/schema.ts";

/** What is to become of a domain controller, and why. */
export type Decision =
  | { kind: "move"; generation: SensorGeneration; reason: string; basis: "declared" | "measured" }
  /** Held back by a person: keeps its gateway and the Center. */
  | { kind: "hold"; reason: string }
  /** Cannot take a sensor as it is: keeps its gateway and the Center until `unblockedBy` is done. */
  | { kind: "blocked"; reason: string; unblockedBy: string };

export interface PlannedDomainController {
  name: string;
  domain: string;
  site: string;
  decision: Decision;
  /** 0 for the canary's wave; undefined where it does not move. */
  wave?: number;
  /** The domain controllers whose sensors must be verified before this one's gateway goes: its lane's edges. */
  after: string[];
  /** Why it stands where it stands, one sentence a rule. */
  because: string[];
}

export interface PlannedWave {
  index: number;
  /** `wave-0`, `wave-1`, …: start of its resources' names. */
  name: string;
  domainControllers: string[];
  soakSeconds: number;
}

export interface PlannedStandaloneGateway {
  name: string;
  /** Sensors that must be verified before it goes. */
  after: string[];
  /** Why it stays, where it does. */
  heldBy: string[];
}

export interface PlannedCenter {
  name: string;
  forest: string;
  request: "retain" | "remove";
  domainControllers: string[];
  standaloneGateways: string[];
}

/** The whole move, decided before it begins. Plain data: the same object is drawn, compared and carried out. */
export interface Plan {
  schema: 1;
  estate: string;
  domainControllers: PlannedDomainController[];
  waves: PlannedWave[];
  standaloneGateways: PlannedStandaloneGateway[];
  centers: PlannedCenter[];
  /** SHA-256 of the plan without this field, canonical JSON. */
  hash: string;
}
