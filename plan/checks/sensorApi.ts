import { defineCheck, fail, pass } from "./define.ts";
import { REACHED_STATUS } from "./thresholds.ts";

export const PING_BY_HAND =
  "Invoke-WebRequest -UseBasicParsing https://<workspace>sensorapi.atp.azure.com/tri/sensor/api/ping";

export const sensorApiReachable = defineCheck({
  id: "sensor-api-reachable",
  title: "The sensor API answers this host",
  protectsFrom:
    "A setup that cannot register the sensor: 1603 without a route, or a message about the licence where a proxy asks for a password.",
  threshold:
    "Its ping, made on the host as SYSTEM through the host's proxy, answers 200, or 503 (older workspaces).",
  source:
    "Microsoft Learn: Test connectivity; Troubleshooting known issues (proxy authentication shown as a licensing error)",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["sensorApi"],
  byHand: PING_BY_HAND,
  judge({ sensorApi: { status, error } }) {
    if (REACHED_STATUS.includes(status)) return pass(`It answered ${status}.`);
    if (status === 0) {
      return fail(
        `No answer${error ? `: ${error}` : ""}.`,
        "Let the host reach https://<workspace>sensorapi.atp.azure.com on 443, directly or by a proxy that SYSTEM knows (`netsh winhttp show proxy`), or set the sensor's proxy in the installation.",
      );
    }
    if ([401, 403, 407].includes(status)) {
      return fail(
        `It answered ${status}: a proxy on the way asks for authentication.`,
        "Except *.atp.azure.com from authentication on the proxy; the setup would call this a licensing problem.",
      );
    }
    return fail(
      `It answered ${status}, where 200 or 503 is expected.`,
      "Check the workspace's name in the estate file, and what the proxy or firewall does with https://<workspace>sensorapi.atp.azure.com.",
    );
  },
});
