import { domainControllerOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { DomainControllerEntry, Estate } from "../schema.ts";
import { repeated, unknownName } from "./rule.ts";

/** Releases on which the service makes a v3 sensor of a v2 one. */
const RELEASES: readonly string[] = ["2019", "2022"];
/** Roles beside which it makes none: the v2 sensor sees to them too. */
const OTHER_ROLES: readonly string[] = ["adFs", "adCs", "entraConnect"];

/** Only a v2 sensor that needs nothing which ends with v2 is made a v3 one, on a host the service does it on. */
export function possibleMigrations(estate: Estate): Finding[] {
  const named = estate.service.migrateToV3?.domainControllers ?? [];
  const pathOf = (index: number) => ["service", "migrateToV3", "domainControllers", index];
  const known = estate.domainControllers.map(({ name }) => name);
  const twice = repeated(
    named,
    (name) => name,
    (name, index) => ({
      path: pathOf(index),
      value: name,
      message: "stands twice in this list",
      fix: "remove one of the two",
    }),
  );
  const wrong = named.flatMap((name, index): Finding[] => {
    const path = pathOf(index);
    const dc = domainControllerOf(estate, name);
    if (!dc) return [unknownName(path, name, "domain controller", known, "domainControllers")];
    return hindrances(dc).map(([message, fix]) => ({
      path,
      value: name,
      message: `${dc.name} ${message}`,
      fix,
    }));
  });
  return [...twice, ...wrong];
}

function hindrances(dc: DomainControllerEntry): [message: string, fix: string][] {
  const { hold, sensor, needs, settings, os, defenderForEndpoint, roles } = dc;
  const remove = "remove it here";
  const found: [boolean, string, string][] = [
    [hold !== undefined, "is held back: nothing is changed on it", `remove \`hold\`, or ${remove}`],
    [sensor === "v3", "is given a v3 sensor from the beginning", remove],
    [
      needs.length > 0,
      `needs the ${needs.join(" and ")} integration, which ends with v2`,
      `remove it from \`needs\`, or ${remove}`,
    ],
    [
      settings.delayedUpdate === true,
      "takes its updates late, which ends with v2",
      `remove \`delayedUpdate\`, or ${remove}`,
    ],
    [
      os !== undefined && !RELEASES.includes(os),
      `runs Windows Server ${os}: the service migrates on ${RELEASES.join(" and ")} alone`,
      `correct \`os\`, or ${remove}`,
    ],
    [
      defenderForEndpoint === false,
      "is not onboarded to Defender for Endpoint, without which there is no v3 sensor",
      `onboard it and set \`defenderForEndpoint: true\`, or ${remove}`,
    ],
    [
      roles.some((role) => OTHER_ROLES.includes(role)),
      "has another role that a sensor sees to: the service migrates pure domain controllers alone",
      `correct \`roles\`, or ${remove}`,
    ],
  ];
  return found.flatMap(([holds, message, fix]) => (holds ? [[message, fix]] : []));
}
