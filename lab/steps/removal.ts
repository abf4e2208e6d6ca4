import { now } from "../clock.ts";
import { setupFault } from "../faults/setup.ts";
import type { Host } from "../hosts/host.ts";
import {
  type ComponentName,
  findSoftware,
  isAbsent,
  isUninstallable,
  leaveRemnants,
  serviceOf,
  takeSoftware,
} from "../hosts/software.ts";
import type { ChangingStep } from "./contract.ts";
import { type Definition, type Ending, expired, installerBusy, type World } from "./definition.ts";

/** What one removal has of its own; the rest is alike for gateway, Center and sensor. */
export interface Removal {
  component: ComponentName;
  /** Member of the input that holds the moment after which it must not begin. */
  limit?: string;
  /** Name of the fact that tells where something was kept, and what keeps it; an ending stops the step. */
  keep?: { fact: string; run(host: Host, data: RemovalData): Ending | undefined };
  /** Something that must not be there beside it. */
  refuses?(host: Host): Ending | undefined;
  /** Lab seconds of the setup. */
  seconds(host: Host): number;
  /** What follows outside the host. */
  removed?(host: Host, world: World, data: Record<string, unknown>): void;
}

export interface RemovalData extends Record<string, unknown> {
  stoppedAt: string | null;
  /** Path of what was kept. */
  kept: string | null;
  /** An attempt of this work got as far as the setup: it may be brought to its end whatever the time is. */
  begun: boolean;
}

/** A step that takes a product away by its own setup and proves in four places that it is gone. */
export function removal<S extends ChangingStep>(own: Removal): Definition<S> {
  const { component } = own;
  return {
    prepare: (_host, _world, input, previous): RemovalData => {
      const last = previous as RemovalData | undefined;
      const { stoppedAt = null, kept = null, begun = false } = last ?? {};
      return { ...(input as object), stoppedAt, kept, begun };
    },

    before(host, data) {
      if (own.refuses?.(host)) return own.refuses(host);
      if (host.has(`${component}-unread`)) {
        return {
          outcome: "refused",
          reason: `whether the ${component} is here could not be read: Access is denied.`,
        };
      }
      if (isAbsent(host, component)) return { outcome: "already", reason: null };
      const limit = own.limit === undefined ? null : (data[own.limit] as string | null);
      const late = data.begun ? undefined : expired(host, limit);
      if (late) return late;
      if (!isUninstallable(host, component)) {
        return {
          outcome: "failed",
          reason: `the ${component} has no uninstall entry any more: ${places(host, component)}`,
        };
      }
      return installerBusy(host);
    },

    phases: (host, world, data) => [
      {
        name: "keep what must outlast the removal",
        seconds: own.keep ? host.durations.keepPackage : 0,
        run: () => own.keep?.run(host, data as RemovalData),
      },
      {
        name: "stop the services",
        seconds: host.durations.stopService,
        run() {
          stop(host, component, data as RemovalData);
          return undefined;
        },
      },
      {
        name: "uninstall",
        seconds: host.has("uninstall-hangs") ? Number.POSITIVE_INFINITY : own.seconds(host),
        main: true,
        run() {
          const ending = uninstall(host, component);
          if (ending.outcome === "done") own.removed?.(host, world, data);
          return ending;
        },
      },
    ],

    facts(_host, data) {
      const { stoppedAt, kept } = data as RemovalData;
      return { stoppedAt, ...(own.keep ? { [own.keep.fact]: kept } : {}) };
    },

    late: () => ({ reason: "the uninstall still runs; it was not ended by force", exitCode: null, log: [] }),

    holds: (host) => isAbsent(host, component),
  };
}

function stop(host: Host, component: ComponentName, data: RemovalData): void {
  data.begun = true;
  const service = serviceOf(component);
  if (host.service(service)?.state === "Running") data.stoppedAt = now();
  host.switchService(service, "Stopped");
}

function uninstall(host: Host, component: ComponentName): Ending {
  const fault = setupFault(host, "uninstall");
  if (fault && !fault.works) {
    host.switchService(serviceOf(component), "Running"); // the installer rolls back
    return { outcome: "failed", reason: fault.reason, exitCode: fault.exitCode, log: fault.log };
  }
  if (host.has("remnants")) {
    leaveRemnants(host, component);
    const reason = `the setup ended with 0, but the ${component} is still in ${places(host, component)}`;
    return { outcome: "failed", reason, exitCode: 0, log: ["Uninstallation completed successfully."] };
  }
  const byHand = host.consume("second-administrator", removalSteps[component]) !== undefined;
  takeSoftware(host, component);
  if (byHand) {
    const log = ["Error 0x80070645: This action is only valid for products that are currently installed."];
    return { outcome: "done", reason: null, exitCode: 1605, log };
  }
  return { outcome: "done", reason: null, exitCode: fault?.exitCode ?? 0, log: fault?.log ?? [] };
}

const removalSteps: Record<ComponentName, ChangingStep> = {
  gateway: "Remove-AtaGateway",
  center: "Remove-AtaCenter",
  sensor: "Remove-Sensor",
};

/** `registry, file`: where a product is found. */
function places(host: Host, component: ComponentName): string {
  const found = Object.entries(findSoftware(host, component)).filter(([, part]) => part !== null);
  return found.map(([place]) => place).join(", ");
}
