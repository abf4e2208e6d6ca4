import { baseName } from "../hosts/files.ts";
import { cachedSetup, isAbsent, windows } from "../hosts/software.ts";
import { type Ending, packageFolder } from "./definition.ts";
import { removal } from "./removal.ts";

const BACKUP = "C:/Program Files/Microsoft Advanced Threat Analytics/Center/Backup";
const DATABASE = "C:/Program Files/Microsoft Advanced Threat Analytics/Center/MongoDB/bin/data";
const FULL: Ending = { outcome: "failed", reason: "There is not enough space on the disk. (0x80070070)" };

export const removeAtaGateway = removal<"Remove-AtaGateway">({
  component: "gateway",
  limit: "readyUntil",
  keep: {
    fact: "keptPackage",
    run(host, data) {
      if (!data.keepPackage) return undefined;
      if (host.has("disk-full")) return FULL;
      const setup = host.files.read(cachedSetup("gateway"));
      if (!setup)
        return { outcome: "failed", reason: "the gateway's package is not in this host's package cache" };
      const folder = packageFolder("ata-gateway");
      host.files.place(`${folder}/Microsoft ATA Gateway Setup.exe`, setup);
      data.kept = windows(folder);
      return undefined;
    },
  },
  seconds: (host) => host.durations.uninstall,
});

export const removeSensor = removal<"Remove-Sensor">({
  component: "sensor",
  limit: "permitUntil",
  seconds: (host) => host.durations.uninstall,
  removed: (host, world) => world.sensorRemoved(host),
});

/** The configuration that the Center writes by itself is kept; the database's files are left where they are. */
export const removeAtaCenter = removal<"Remove-AtaCenter">({
  component: "center",
  limit: "permitUntil",
  refuses(host) {
    if (!host.has("gateway-unread") && isAbsent(host, "gateway")) return undefined;
    return { outcome: "refused", reason: "an ATA Gateway is on this host, and the Center goes last" };
  },
  keep: {
    fact: "keptBackup",
    run(host, data) {
      if (host.has("disk-full")) return FULL;
      const folder = packageFolder("ata-center");
      const files = host.files.list(BACKUP);
      for (const { path } of files)
        host.files.place(`${folder}/${baseName(path)}`, host.files.read(path) ?? "");
      data.kept = files.length > 0 ? windows(folder) : null;
      return undefined;
    },
  },
  removed(host, _world, data) {
    if (data.deleteDatabase === true) host.files.removeTree(DATABASE);
  },
  seconds: (host) => host.durations.removeCenter,
});
