import type { ListedGateway } from "../centerLock/measured.ts";
import type { Fact } from "../facts.ts";
import type { SensorWord } from "../sensorState.ts";
import type { HostStatus } from "./measured.ts";

/** State of the gateway's service by the host's word; null: there is none. */
export function serviceStateOf(host: Fact<HostStatus>): Fact<string | null> {
  if (!("value" in host)) return host;
  const { service } = host.value.gateway;
  return "value" in service ? { value: service.value?.state ?? null } : service;
}

/** Whether the gateway's service runs on the host. */
export function hostWordOf(host: Fact<HostStatus>): SensorWord {
  const state = serviceStateOf(host);
  if (!("value" in state)) return { state: "unread", says: `has service ATAGateway unread: ${state.unread}` };
  if (state.value === "Running") return { state: "good", says: "is well" };
  return {
    state: "notYet",
    says: state.value === null ? "has no service ATAGateway" : `has service ATAGateway ${state.value}`,
  };
}

/** What the Center says of the gateway on a host; null: it does not list it. */
export function listedAs(list: Fact<ListedGateway[]>, host: string): Fact<string | null> {
  if (!("value" in list)) return list;
  const found = list.value.find(({ name }) => name.toLowerCase() === host.toLowerCase());
  return { value: found ? found.serviceStatus : null };
}

/** Whether the Center sees the gateway run. A list that does not say so is no proof. */
export function centerWordOf(list: Fact<ListedGateway[]>, host: string): SensorWord {
  const status = listedAs(list, host);
  if (!("value" in status)) return { state: "unread", says: `is unread at the Center: ${status.unread}` };
  if (status.value === null) return { state: "notYet", says: "is not listed by the Center" };
  if (status.value === "") {
    return { state: "unread", says: "is listed by the Center, which does not say whether it runs" };
  }
  if (status.value.toLowerCase() === "running") return { state: "good", says: "is well" };
  return { state: "notYet", says: `is ${status.value} by the Center's word` };
}
