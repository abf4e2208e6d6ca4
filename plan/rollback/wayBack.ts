import type { ComponentFacts } from "../facts.ts";
import type { WayBack } from "./measured.ts";

/** One thing that stands in the way of going back. */
export interface Obstacle {
  /** `gone`: there is no Center to go back to, and no waiting brings it. */
  kind: "gone" | "fail" | "unread";
  measured: string;
  cure: string;
}

/** What stands in the way of going back; empty: nothing does. Pure. */
export function obstaclesToGoingBack(measured: WayBack, names: { center: string }): Obstacle[] {
  return [...ofCenter(measured, names.center), ...ofHost(measured)];
}

function ofCenter({ centerHost, centerList }: WayBack, center: string): Obstacle[] {
  const look = `Make ${center} answer: a gateway that no Center sees protects nobody.`;
  if (!("value" in centerHost)) return [unread(`whether ${center} is there: ${centerHost.unread}`, look)];
  const places = placesOf(centerHost.value.center);
  if (places.found.length === 0) {
    if (places.unread.length > 0)
      return [unread(`whether ${center} is there: ${places.unread.join("; ")}`, look)];
    return [
      {
        kind: "gone",
        measured: `the ATA Center is in none of its four places on ${center}`,
        cure: "Take the name out of `rollback`: the sensor stays. Without a Center there is nothing to go back to.",
      },
    ];
  }
  const { service } = centerHost.value.center;
  if (!("value" in service)) return [unread(`the service of ${center}: ${service.unread}`, look)];
  if (service.value?.state !== "Running") {
    const state = service.value?.state ?? "not there";
    return [
      fail(`the service ATACenter on ${center} is ${state}`, `Start the service ATACenter on ${center}.`),
    ];
  }
  if ("value" in centerList) return [];
  return [unread(`the gateways ${center} lists: ${centerList.unread}`, look)];
}

function ofHost({ host }: WayBack): Obstacle[] {
  const look = "Make the host answer; nothing is touched before.";
  if (!("value" in host)) return [unread(`the gateway on the host: ${host.unread}`, look)];
  const { gateway, keptPackage } = host.value;
  const { service } = gateway;
  if (!("value" in service)) return [unread(`the gateway's service: ${service.unread}`, look)];
  if (service.value?.state === "Running") return [];
  if (!("value" in keptPackage)) return [unread(`the kept package: ${keptPackage.unread}`, look)];
  if (keptPackage.value !== null) return [];
  return [
    fail(
      "no whole package of the gateway is kept on the host",
      "Put the gateway's setup from the Center (Configuration > Gateways > Download) with all its files into C:\\ProgramData\\ata2mdi\\packages\\ata-gateway, without a manifest.json.",
    ),
  ];
}

function placesOf(component: ComponentFacts): { found: string[]; unread: string[] } {
  const entries = Object.entries(component);
  return {
    found: entries.flatMap(([place, fact]) => ("value" in fact && fact.value !== null ? [place] : [])),
    unread: entries.flatMap(([place, fact]) => ("unread" in fact ? [`${place}: ${fact.unread}`] : [])),
  };
}

function fail(measured: string, cure: string): Obstacle {
  return { kind: "fail", measured, cure };
}

function unread(measured: string, cure: string): Obstacle {
  return { kind: "unread", measured: `could not be read: ${measured}`, cure };
}
