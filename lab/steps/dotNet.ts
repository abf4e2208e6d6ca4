import { measuredWith } from "../faults/facts.ts";
import type { Host } from "../hosts/host.ts";
import { type Definition, installerBusy } from "./definition.ts";

interface Data extends Record<string, unknown> {
  release: number;
  restart: boolean;
}

/** Installs .NET Framework, which is complete after a restart. The lab downloads nothing: any address is good. */
export const installDotNetFramework: Definition<"Install-DotNetFramework"> = {
  prepare: (_host, _world, { release, restart }): Data => ({ release, restart }),

  before(host, data) {
    if (release(host) >= (data as Data).release) return { outcome: "already", reason: null };
    return installerBusy(host);
  },

  phases: (host, _world, data) => [
    {
      name: "install .NET Framework",
      seconds: host.durations.install,
      main: true,
      async run() {
        if (host.has("download-fails"))
          return { outcome: "failed", reason: "the download was not over in time" };
        host.state.afterRestart = { dotNetRelease: (data as Data).release };
        host.state.measured.pendingReboot.componentServicing = true;
        if (!(data as Data).restart) {
          const reason = `the release is ${release(host)} until the host restarts`;
          return { outcome: "failed", reason, exitCode: 3010 };
        }
        await host.restart(host.durations.reboot);
        return { outcome: "done", reason: null, exitCode: 3010 };
      },
    },
  ],

  facts: (host) => ({ release: release(host) }),

  late: () => ({ reason: "the installer still runs; it was not ended by force", exitCode: null, log: [] }),

  holds: (host, data) => release(host) >= (data as Data).release,
};

function release(host: Host): number {
  return measuredWith(host.state.measured, host.state.faults).dotNetRelease;
}
