import type { Host } from "../hosts/host.ts";
import type { StepInput } from "./contract.ts";
import type { Ending } from "./definition.ts";

/** Keeps the key that was handed over, readable by SYSTEM alone on a real host, for the installation to come. */
export function receiveAccessKey(
  host: Host,
  { accessKey, goodForSeconds }: StepInput<"Receive-AccessKey">,
): { ending: Ending; facts: { goodUntil: string | null } } {
  if (host.service("AATPSensor") && host.service("AATPSensorUpdater")) {
    forgetAccessKey(host);
    return { ending: { outcome: "already", reason: null }, facts: { goodUntil: null } };
  }
  const goodUntil = new Date(Date.now() + goodForSeconds * 1000).toISOString();
  host.state.handedKey = { accessKey, goodUntil };
  host.countWrite();
  return { ending: { outcome: "done", reason: null }, facts: { goodUntil } };
}

/** The key that lies on the host, while its time is not over. */
export function handedKey(host: Host): string | undefined {
  const handed = host.state.handedKey;
  return handed && Date.parse(handed.goodUntil) > Date.now() ? handed.accessKey : undefined;
}

export function forgetAccessKey(host: Host): void {
  if (!host.state.handedKey) return;
  host.state.handedKey = null;
  host.changed();
}

/** Any call takes away a key whose time is over. */
export function sweepAccessKey(host: Host): void {
  if (handedKey(host) === undefined) forgetAccessKey(host);
}
