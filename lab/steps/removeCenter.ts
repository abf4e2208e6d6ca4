import { now } from "../clock.ts";
import { setupFault } from "../faults/setup.ts";
import type { Host } from "../hosts/host.ts";
import { isAbsent, takeSoftware } from "../hosts/software.ts";
import { type Definition, type Ending, expired } from "./definition.ts";

interface Data extends Record<string, unknown> {
  permitUntil: string;
  stoppedAt: string | null;
}

export const removeAtaCenter: Definition<"Remove-AtaCenter"> = {
  prepare: (_host, _world, input, previous): Data => ({
    ...input,
    stoppedAt: (previous as Data | undefined)?.stoppedAt ?? null,
  }),

  before(host, data) {
    if (host.has("gateway-unread") || !isAbsent(host, "gateway")) {
      return { outcome: "refused", reason: "an ATA Gateway is on this host, and the Center goes last" };
    }
    if (host.has("center-unread")) {
      return { outcome: "refused", reason: "whether a Center is here could not be read: Access is denied." };
    }
    if (isAbsent(host, "center")) return { outcome: "already", reason: null };
    return expired((data as Data).permitUntil, "permitUntil");
  },

  phases: (host, _world, data) => [
    {
      name: "stop the services",
      seconds: host.durations.stopService,
      run() {
        if (host.service("ATACenter")?.state === "Running") (data as Data).stoppedAt = now();
        host.switchService("ATACenter", "Stopped");
        host.switchService("MongoDB", "Stopped");
        return undefined;
      },
    },
    {
      name: "uninstall",
      seconds: host.has("uninstall-hangs") ? Number.POSITIVE_INFINITY : host.durations.removeCenter,
      main: true,
      run: () => uninstall(host),
    },
  ],

  facts: (_host, data) => ({ stoppedAt: (data as Data).stoppedAt }),

  holds: (host) => isAbsent(host, "center"),
};

function uninstall(host: Host): Ending {
  const fault = setupFault(host, "uninstall");
  if (fault && !fault.works) {
    host.switchService("MongoDB", "Running");
    host.switchService("ATACenter", "Running");
    return { outcome: "failed", reason: fault.reason, exitCode: fault.exitCode, log: fault.log };
  }
  takeSoftware(host, "center");
  return {
    outcome: "done",
    reason: null,
    exitCode: fault?.exitCode ?? 0,
    log: fault?.log ?? ["Uninstallation completed successfully."],
  };
}
