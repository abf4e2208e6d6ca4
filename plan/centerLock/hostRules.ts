import type { CenterLockInputs, LockReason } from "../declared.ts";
import type { ComponentFacts, Fact } from "../facts.ts";
import { cloudWord } from "../sensorState.ts";
import type { LockMeasurement } from "./measured.ts";
import { centerUnread, fails, unread } from "./reason.ts";

const UP = "pulumi up";

/** Every domain controller has moved, its sensor was verified, and it runs now. */
export function movedRules(inputs: CenterLockInputs, measured: LockMeasurement): LockReason[] {
  if (inputs.domainControllers.length === 0) {
    return [
      fails("known-hosts", null, {
        measured: `no domain controller of forest ${inputs.center.forest} is known`,
        cure: "Write the forest's domain controllers into the estate file.",
        command: "ata2mdi check",
      }),
    ];
  }
  return inputs.domainControllers.flatMap((dc) => {
    if (dc.decision === "rollback") {
      return fails("rolled-back", dc.name, {
        measured: `went back to its gateway, or is on its way: ${dc.why}`,
        cure: "Take it out of `rollback` in the estate file when it may move again.",
        command: "ata2mdi plan",
      });
    }
    if (dc.decision !== "move") {
      return fails(dc.decision === "hold" ? "held" : "blocked", dc.name, {
        measured: `keeps its gateway: ${dc.why}`,
        cure:
          dc.decision === "hold"
            ? "Take `hold` out of the estate file when it may move."
            : "Do what unblocks it, then plan anew.",
        command: "ata2mdi plan",
      });
    }
    if (!dc.sensorId || Number.isNaN(Date.parse(dc.verifiedAt ?? ""))) {
      return fails("sensor-verified", dc.name, {
        measured: "its sensor was not verified",
        cure: "Let its move end; it goes on where it stopped.",
        command: UP,
      });
    }
    return sensorRuns(dc, measured);
  });
}

function sensorRuns(
  dc: CenterLockInputs["domainControllers"][number],
  { sensors }: LockMeasurement,
): LockReason[] {
  if (!("value" in sensors)) return [];
  const sensor = sensors.value.find((candidate) => candidate.id === dc.sensorId);
  const word = cloudWord(sensor);
  if (word.state === "good") return [];
  return [
    fails("sensor-running", dc.name, {
      measured: sensor ? `its sensor ${word.says}` : "the service does not list its sensor any more",
      cure: "Bring the sensor back (its services on the host, the sensor in the portal), then verify it again.",
      command: "pulumi refresh && pulumi up",
    }),
  ];
}

/** The service's list could be read at all. */
export function sensorsReadRule({ sensors }: LockMeasurement): LockReason[] {
  if ("value" in sensors) return [];
  return [
    unread("sensor-running", null, {
      measured: sensors.unread,
      cure: "Make Microsoft Graph answer; without it no sensor is known to run.",
      command: UP,
    }),
  ];
}

/** No gateway on any host that was to give one up, measured there now, in four places. */
export function gatewayRules(inputs: CenterLockInputs, measured: LockMeasurement): LockReason[] {
  const moved = inputs.domainControllers.filter((dc) => dc.decision === "move").map((dc) => dc.name);
  const standalone = inputs.standaloneGateways.flatMap((gateway) => {
    if (gateway.removed) return gatewayOn(gateway.name, measured);
    return fails("standalone-gateway", gateway.name, {
      measured: `still watches domain controllers: ${gateway.why}`,
      cure: "It goes when every domain controller it watches has a healthy sensor.",
      command: UP,
    });
  });
  return [...moved.flatMap((name) => gatewayOn(name, measured)), ...standalone];
}

function gatewayOn(host: string, measured: LockMeasurement): LockReason[] {
  const gateway: Fact<ComponentFacts> = measured.gateways[host] ?? { unread: "was not asked" };
  if (!("value" in gateway)) return [hostUnread(host, gateway.unread)];
  const places = Object.entries(gateway.value) as [keyof ComponentFacts, Fact<unknown>][];
  const found = places.filter(([, place]) => "value" in place && place.value !== null);
  if (found.length > 0) {
    return [
      fails("gateway-absent", host, {
        measured: `a gateway is there: ${found.map(([place]) => placeNames[place]).join(", ")}`,
        cure: "Remove it there (Programs and Features), or put the host into the estate file so that it is moved.",
        command: UP,
      }),
    ];
  }
  const hidden = places.flatMap(([place, fact]) =>
    "unread" in fact ? [`${placeNames[place]}: ${fact.unread}`] : [],
  );
  return hidden.length > 0 ? [hostUnread(host, hidden.join("; "))] : [];
}

const placeNames: Record<keyof ComponentFacts, string> = {
  service: "service",
  registry: "registry key",
  file: "executable",
  product: "uninstall entry",
};

function hostUnread(host: string, why: string): LockReason {
  return unread("gateway-absent", host, {
    measured: `whether a gateway is there could not be read: ${why}`,
    cure: "Make the host answer. A gateway that is not seen is not a gateway that is gone.",
    command: UP,
  });
}

/** States in which a gateway the Center lists is certainly no longer at work. */
const AT_REST = ["", "stopped", "unknown", "disabled"];

/**
 * The Center's own list holds no gateway but those measured absent on their hosts: it names the ones an estate file
 * forgot. Whether the Center drops an uninstalled gateway from its list by itself is not documented.
 */
export function centerListRules(inputs: CenterLockInputs, measured: LockMeasurement): LockReason[] {
  if (!("value" in measured.centerList)) {
    return [
      centerUnread("center-list", inputs, {
        measured: measured.centerList.unread,
        cure: "Make the Center's own list of gateways readable (`consoleAccount` in the estate file, `centerCertificates` in the stack): it names those the estate file may have forgotten.",
      }),
    ];
  }
  // Each host of the estate stands for one entry: another of the same name is another domain's computer.
  const unlisted = new Set(
    [...inputs.domainControllers, ...inputs.standaloneGateways].map((host) => host.name.toLowerCase()),
  );
  const known = new Set(unlisted);
  return measured.centerList.value.flatMap((gateway) => {
    const name = gateway.name.toLowerCase();
    if (known.has(name) && !unlisted.delete(name)) {
      return fails("center-list", gateway.name, {
        measured: `the Center lists ${gateway.name} more than once, and only one of them was measured`,
        cure: "Delete the one that is gone in the Center's console; if it is a computer of another domain, remove its gateway first.",
        command: UP,
      });
    }
    if (!known.has(name)) {
      return fails("center-list", gateway.name, {
        measured: `the Center lists a gateway on ${gateway.name}, which the estate file does not have`,
        cure: "Put it into the estate file and move it, or delete it in the Center's console if its server is gone.",
        command: "ata2mdi check",
      });
    }
    if (AT_REST.includes(gateway.serviceStatus.toLowerCase())) return [];
    return fails("center-list", gateway.name, {
      measured: `the Center still hears a gateway on ${gateway.name}: ${gateway.serviceStatus}`,
      cure: "Remove that gateway; if it is gone, wait until the Center has noticed.",
      command: UP,
    });
  });
}
