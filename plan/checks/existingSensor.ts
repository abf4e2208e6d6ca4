import { defineCheck, fail, pass, unreadFinding } from "./define.ts";
import { describePlaces, placesOf } from "./gatewayPresent.ts";

const BY_HAND = "Get-Service AATPSensor, AATPSensorUpdater";

/** No sensor, and no remains of one, where a sensor is to be installed. */
export const existingSensor = defineCheck({
  id: "existing-sensor",
  title: "No earlier v2 sensor or its remains",
  protectsFrom:
    "A setup that fails on the remains of an earlier sensor, a v3 sensor that cannot be activated beside a v2 one, and gateway and sensor on one host, which Microsoft's planner excludes.",
  threshold:
    "v2: neither sensor, updater nor any remains while the gateway is there; once the gateway is gone, the sensor or its parts are the move's own work. v3: no v2 sensor at any time.",
  source:
    "Microsoft Learn: Deploy the sensor v3.x (server requirements); Invoke-MDIDeploymentPlanner.ps1; public clean-up scripts show that remains keep a setup from running",
  blocking: "blocking",
  reads: ["sensor", "sensorUpdater"],
  byHand: BY_HAND,
  judge({ sensor, sensorUpdater }, { generation }, state) {
    const parts = [...placesOf(sensor), ...(sensorUpdater ? ["updater service"] : [])];
    if (parts.length === 0) return pass("No v2 sensor in any of the four places, and no updater.");
    const places = describePlaces("v2 sensor", sensor);
    const measured = sensorUpdater ? `${places} Its updater is ${sensorUpdater.state}.` : places;
    if (generation === "v3") {
      return fail(
        measured,
        'Set `sensor: v2` for it in the estate file, or remove the v2 sensor first: `& "Azure ATP sensor Setup.exe" /quiet /uninstall`.',
      );
    }
    if (state === "unread")
      return unreadFinding(`${measured} Whether the gateway is gone is unread`, BY_HAND);
    if (state === "moved") return pass(`The sensor is already there, and no gateway: ${measured}`);
    if (state === "gatewayRemoved")
      return pass(`No gateway runs; a setup was begun and goes on. ${measured}`);
    return sensor.service === null
      ? fail(
          measured,
          "Clear what an earlier installation left: `npx ata2mdi remnants <estate>` lists it and prints the part of the estate file that has exactly this cleared. Where its product can still be uninstalled, do that first, with the cached setup under C:\\ProgramData\\Package Cache.",
        )
      : fail(
          `${measured} The gateway is still there too.`,
          "Somebody installed the sensor beside the gateway. If it is healthy in the portal, waive `existing-sensor` for this host so that the gateway is removed; else uninstall the sensor first.",
        );
  },
});
