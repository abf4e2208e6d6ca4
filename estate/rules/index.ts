import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { freezesWithLength, knownPlacesAndZones, openForEverybody, windowsWithLength } from "./calendar.ts";
import {
  approvedRemovals,
  archivesAndDatabases,
  attestedCenters,
  briefOverrides,
  oneCenterPerForest,
  pastWords,
} from "./centers.ts";
import { watchedDomainControllers } from "./gateways.ts";
import { reachableHosts, uniqueAddresses, uniqueHosts } from "./hosts.ts";
import { labOnly } from "./lab.ts";
import { possibleMigrations } from "./migration.ts";
import { meaningfulWaivers, movableCanary, separatePairs } from "./policy.ts";
import { possiblePreparations } from "./preparation.ts";
import { clearableRemnants } from "./remnants.ts";
import { operationsMasters } from "./roles.ts";
import { possibleRollbacks } from "./rollback.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { possibleSensors } from "./sensors.ts";
import { domainsAndSites, placedDomainControllers, populatedDomains } from "./topology.ts";

const rules: readonly Rule[] = [
  domainsAndSites,
  populatedDomains,
  placedDomainControllers,
  uniqueHosts,
  uniqueAddresses,
  reachableHosts,
  oneCenterPerForest,
  approvedRemovals,
  archivesAndDatabases,
  attestedCenters,
  briefOverrides,
  pastWords,
  watchedDomainControllers,
  operationsMasters,
  possibleSensors,
  possibleMigrations,
  possibleRollbacks,
  possiblePreparations,
  clearableRemnants,
  movableCanary,
  separatePairs,
  meaningfulWaivers,
  knownPlacesAndZones,
  windowsWithLength,
  freezesWithLength,
  openForEverybody,
  labOnly,
];

/** Everything that is wrong with an estate whose single values are right. */
export function ruleFindings(estate: Estate, context: RuleContext): Finding[] {
  return rules.flatMap((rule) => rule(estate, context));
}
