import { type Fact, factValue, type HostFacts } from "../facts.ts";

/**
 * How far the move of a host is, by what is on it now. A readiness that is asked for again in the middle of a move
 * must not take its own work for a fault.
 * - `untouched`: the gateway's service is there.
 * - `gatewayRemoved`: no gateway service and no sensor service; also a host that never had either.
 * - `moved`: no gateway service, and a v2 sensor's service.
 * - `unread`: it cannot be told, so it is judged as strictly as an untouched host.
 */
export type MoveState = "untouched" | "gatewayRemoved" | "moved" | "unread";

export function moveState(facts: HostFacts): MoveState {
  const { gateway, sensor } = facts;
  const needed: Fact<unknown>[] = [
    gateway.service,
    gateway.registry,
    gateway.file,
    gateway.product,
    sensor.service,
  ];
  if (needed.some((fact) => !("value" in fact))) return "unread";
  if (factValue(gateway.service) !== null) return "untouched";
  return factValue(sensor.service) === null ? "gatewayRemoved" : "moved";
}
