import type { Finding } from "../verdict.ts";
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
    "Its ping, made on the host as SYSTEM through the proxy the sensor will be given (`sensorProxy` in the estate file), else SYSTEM's own, answers 200, or 503 (older workspaces).",
  source:
    "Microsoft Learn: Test connectivity; Troubleshooting known issues (proxy authentication shown as a licensing error)",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["sensorApi"],
  byHand: PING_BY_HAND,
  judge({ sensorApi: { status, issuer, error } }) {
    if (REACHED_STATUS.includes(status)) return pass(`It answered ${status}.`);
    const refusal = error === null ? null : PROXY_REFUSAL.exec(error);
    if (refusal) return refusedBy(`The proxy ${refusal[1]}`, Number(refusal[2]));
    if (status === 0 && issuer !== null) {
      return fail(
        `It was reached, and its certificate is not trusted on this host: ${error ?? "no reason given"}; issued by ${issuer}.`,
        "See root-certificate and tls-inspection: import the root that is missing, or except *.atp.azure.com from TLS inspection.",
      );
    }
    if (status === 0) {
      return fail(
        `No answer${error ? `: ${error}` : ""}.`,
        "Let the host reach https://<workspace>sensorapi.atp.azure.com on 443, directly, by a proxy that SYSTEM knows, or by `sensorProxy` of its site in the estate file.",
      );
    }
    if (ASKS_WHO.includes(status)) return refusedBy("It", status);
    return fail(
      `It answered ${status}, where 200 or 503 is expected.`,
      "Check the workspace's name in the estate file, and what the proxy or firewall does with https://<workspace>sensorapi.atp.azure.com.",
    );
  },
});

/** What a host says of a proxy that opens no tunnel; remote/powershell/facts/Network.ps1 has the words. */
const PROXY_REFUSAL = /^the proxy (\S+) answered (\d{3})$/;
/** Answers of a proxy that wants to know who asks, or lets nobody there. */
const ASKS_WHO: readonly number[] = [401, 403, 407];

function refusedBy(who: string, status: number): Finding {
  return ASKS_WHO.includes(status)
    ? fail(
        `${who} answered ${status}: a proxy on the way asks for authentication, or does not let the host there.`,
        "Except *.atp.azure.com from authentication and filters on the proxy; the setup would call this a licensing problem.",
      )
    : fail(
        `${who} answered ${status}: it opens no way to the sensor API.`,
        "See why the proxy does not reach https://<workspace>sensorapi.atp.azure.com, or give the site another `sensorProxy` in the estate file.",
      );
}
