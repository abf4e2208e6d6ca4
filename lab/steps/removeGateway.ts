import { now } from "../clock.ts";
import { setupFault } from "../faults/setup.ts";
import type { Host } from "../hosts/host.ts";
import {
  cachedSetup,
  findSoftware,
  isAbsent,
  putSoftware,
  takeSoftware,
  windows,
} from "../hosts/software.ts";
import { type Definition, type Ending, expired, installerBusy, packageFolder } from "./definition.ts";

interface Data extends Record<string, unknown> {
  readyUntil: string | null;
  keepPackage: boolean;
  stoppedAt: string | null;
  keptPackage: string | null;
  /** An attempt of this work got as far as the setup: it may be brought to its end whatever the time is. */
  begun: boolean;
}

export const removeAtaGateway: Definition<"Remove-AtaGateway"> = {
  prepare: (_host, _world, input, previous): Data => ({
    ...input,
    stoppedAt: (previous as Data | undefined)?.stoppedAt ?? null,
    keptPackage: (previous as Data | undefined)?.keptPackage ?? null,
    begun: (previous as Data | undefined)?.begun ?? false,
  }),

  before(host, data) {
    if (host.has("gateway-unread")) {
      return { outcome: "refused", reason: "whether a gateway is here could not be read: Access is denied." };
    }
    if (isAbsent(host, "gateway")) return { outcome: "already", reason: null };
    const { begun, readyUntil } = data as Data;
    return (begun ? undefined : expired(readyUntil, "readyUntil")) ?? installerBusy(host);
  },

  phases(host, _world, data) {
    const own = data as Data;
    return [
      {
        name: "keep the package",
        seconds: own.keepPackage ? host.durations.keepPackage : 0,
        run() {
          if (!own.keepPackage) return undefined;
          if (host.has("disk-full")) {
            return { outcome: "failed", reason: "There is not enough space on the disk. (0x80070070)" };
          }
          const setup = host.files.read(cachedSetup("gateway"));
          if (!setup) return { outcome: "failed", reason: "the gateway's cached setup is missing" };
          const folder = packageFolder("ata-gateway");
          host.files.place(`${folder}/Microsoft ATA Gateway Setup.exe`, setup);
          own.keptPackage = windows(folder);
          return undefined;
        },
      },
      {
        name: "stop the service",
        seconds: host.durations.stopService,
        run() {
          own.begun = true;
          if (host.service("ATAGateway")?.state === "Running") {
            host.switchService("ATAGateway", "Stopped");
            own.stoppedAt = now();
          }
          return undefined;
        },
      },
      {
        name: "uninstall",
        seconds: host.has("uninstall-hangs") ? Number.POSITIVE_INFINITY : host.durations.uninstall,
        main: true,
        run: () => uninstall(host),
      },
    ];
  },

  facts(_host, data) {
    const { stoppedAt, keptPackage } = data as Data;
    return { stoppedAt, keptPackage };
  },

  late: () => ({ reason: "the uninstall still runs; it was not ended by force", exitCode: null, log: [] }),

  holds: (host) => isAbsent(host, "gateway"),
};

async function uninstall(host: Host): Promise<Ending | undefined> {
  const fault = setupFault(host, "uninstall");
  if (fault && !fault.works) {
    host.switchService("ATAGateway", "Running"); // the installer rolls back
    return { outcome: "failed", reason: fault.reason, exitCode: fault.exitCode, log: fault.log };
  }
  if (host.consume("second-administrator", "Remove-AtaGateway") !== undefined) {
    takeSoftware(host, "gateway");
    const log = ["Error 0x80070645: This action is only valid for products that are currently installed."];
    return { outcome: "done", reason: null, exitCode: 1605, log };
  }
  const before = findSoftware(host, "gateway");
  takeSoftware(host, "gateway");
  if (host.has("remnants")) return leaveRemnants(host, before.product?.version ?? "");
  return fault
    ? { outcome: "done", reason: null, exitCode: fault.exitCode, log: fault.log }
    : { outcome: "done", reason: null, exitCode: 0, log: ["Uninstallation completed successfully."] };
}

/** The setup says 0 and leaves its registry key and its executable behind. */
function leaveRemnants(host: Host, version: string): Ending {
  putSoftware(host, "gateway", version);
  host.removeService("ATAGateway");
  host.state.products = host.state.products.filter((product) => !product.name.includes("Gateway"));
  return {
    outcome: "failed",
    reason: "the setup ended with 0, but registry key and executable are still there",
    exitCode: 0,
    log: ["Uninstallation completed successfully."],
  };
}
