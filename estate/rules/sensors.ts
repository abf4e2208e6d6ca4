import type { Finding } from "../problem.ts";
import { type DomainControllerEntry, type Estate, operatingSystems } from "../schema.ts";

/** A sensor generation that is asked for by name must be able to do what is asked of it. */
export function possibleSensors(estate: Estate): Finding[] {
  return estate.domainControllers.flatMap((dc, index) =>
    dc.sensor === "v3"
      ? contradictionsOfV3(dc).map(([key, finding]) => ({
          path: ["domainControllers", index, ...key],
          ...finding,
        }))
      : [],
  );
}

function contradictionsOfV3(dc: DomainControllerEntry): [string[], Omit<Finding, "path">][] {
  const found: [string[], Omit<Finding, "path">][] = [];
  if (dc.needs.length > 0) {
    const needs = dc.needs.join(" and ");
    found.push([
      ["sensor"],
      {
        value: dc.sensor,
        message: `a v3 sensor does not have the ${needs} integration that \`needs\` asks for`,
        fix: `set \`sensor: v2\`, or remove ${needs} from \`needs\``,
      },
    ]);
  }
  if (dc.settings.delayedUpdate) {
    found.push([
      ["settings", "delayedUpdate"],
      {
        value: true,
        message: "only a v2 sensor takes its updates late; v3 gets them through Windows Update",
        fix: "remove `delayedUpdate`, or set `sensor: v2`",
      },
    ]);
  }
  if (dc.os && operatingSystems.indexOf(dc.os) < operatingSystems.indexOf("2019")) {
    found.push([
      ["sensor"],
      {
        value: dc.sensor,
        message: `a v3 sensor needs Windows Server 2019 or newer, and \`os\` says ${dc.os}`,
        fix: "set `sensor: auto` and let the plan decide, or correct `os`",
      },
    ]);
  }
  if (dc.defenderForEndpoint === false) {
    found.push([
      ["sensor"],
      {
        value: dc.sensor,
        message: "a v3 sensor needs Defender for Endpoint, and `defenderForEndpoint` says false",
        fix: "onboard it and set `defenderForEndpoint: true`, or set `sensor: v2`",
      },
    ]);
  }
  return found;
}
