import { now } from "../clock.ts";
import { setupFault } from "../faults/setup.ts";
import { baseName } from "../hosts/files.ts";
import type { Host } from "../hosts/host.ts";
import { isAbsent, takeSoftware, windows } from "../hosts/software.ts";
import { type Definition, type Ending, expired, installerBusy, packageFolder } from "./definition.ts";

interface Data extends Record<string, unknown> {
  permitUntil: string;
  stoppedAt: string | null;
  keptBackup: string | null;
  begun: boolean;
}

const BACKUP = "C:/Program Files/Microsoft Advanced Threat Analytics/Center/Backup";

export const removeAtaCenter: Definition<"Remove-AtaCenter"> = {
  prepare: (_host, _world, input, previous): Data => ({
    ...input,
    stoppedAt: (previous as Data | undefined)?.stoppedAt ?? null,
    keptBackup: (previous as Data | undefined)?.keptBackup ?? null,
    begun: (previous as Data | undefined)?.begun ?? false,
  }),

  before(host, data) {
    if (host.has("gateway-unread") || !isAbsent(host, "gateway")) {
      return { outcome: "refused", reason: "an ATA Gateway is on this host, and the Center goes last" };
    }
    if (host.has("center-unread")) {
      return { outcome: "refused", reason: "whether a Center is here could not be read: Access is denied." };
    }
    if (isAbsent(host, "center")) return { outcome: "already", reason: null };
    const { begun, permitUntil } = data as Data;
    return (begun ? undefined : expired(permitUntil, "permitUntil")) ?? installerBusy(host);
  },

  phases: (host, _world, data) => [
    {
      name: "keep the backups",
      seconds: host.durations.keepPackage,
      run: () => keepBackups(host, data as Data),
    },
    {
      name: "stop the services",
      seconds: host.durations.stopService,
      run() {
        (data as Data).begun = true;
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

  facts(_host, data) {
    const { stoppedAt, keptBackup } = data as Data;
    return { stoppedAt, keptBackup };
  },

  late: () => ({ reason: "the uninstall still runs; it was not ended by force", exitCode: null, log: [] }),

  holds: (host) => isAbsent(host, "center"),
};

/** The configuration the Center writes by itself every four hours. */
function keepBackups(host: Host, data: Data): Ending | undefined {
  if (host.has("disk-full")) {
    return { outcome: "failed", reason: "There is not enough space on the disk. (0x80070070)" };
  }
  const folder = packageFolder("ata-center");
  const files = host.files.list(BACKUP);
  for (const { path } of files) host.files.place(`${folder}/${baseName(path)}`, host.files.read(path) ?? "");
  data.keptBackup = files.length > 0 ? windows(folder) : null;
  return undefined;
}

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
