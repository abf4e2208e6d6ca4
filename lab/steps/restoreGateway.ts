import { now } from "../clock.ts";
import { setupFault } from "../faults/setup.ts";
import { ataVersion, isAbsent, putSoftware } from "../hosts/software.ts";
import { type Definition, installerBusy, keptGatewayPackage } from "./definition.ts";

/** Installs the gateway again from the package that was kept. The password is not looked at and not kept. */
export const restoreAtaGateway: Definition<"Restore-AtaGateway"> = {
  prepare: (_host, _world, { consoleUser }) => ({ consoleUser }),

  before(host) {
    if (host.service("ATAGateway")?.state === "Running") return { outcome: "already", reason: null };
    if (host.has("sensor-unread") || !isAbsent(host, "sensor")) {
      return {
        outcome: "refused",
        reason: "the sensor is on this host, or cannot be read; nothing was installed",
      };
    }
    if (keptGatewayPackage(host) === null) {
      return {
        outcome: "refused",
        reason: "the kept package is not there or not whole; nothing was installed",
      };
    }
    return installerBusy(host);
  },

  phases: (host) => [
    {
      name: "install the gateway again",
      seconds: host.has("restore-hangs") ? Number.POSITIVE_INFINITY : host.durations.install,
      main: true,
      run() {
        const fault = setupFault(host, "restore");
        if (fault)
          return { outcome: "failed", reason: fault.reason, exitCode: fault.exitCode, log: fault.log };
        putSoftware(host, "gateway", ataVersion());
        return { outcome: "done", reason: null, exitCode: 0 };
      },
    },
  ],

  facts(host) {
    const service = host.service("ATAGateway");
    const running = service?.state === "Running";
    return { gatewayRunningAt: running ? now() : null, version: running ? service.version : null };
  },

  late: () => ({ reason: "the setup still runs; it was not ended by force", exitCode: null, log: [] }),

  holds: (host) => host.service("ATAGateway")?.state === "Running",
};
