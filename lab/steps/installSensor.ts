import { now } from "../clock.ts";
import { runningFaults } from "../faults/running.ts";
import { setupFault } from "../faults/setup.ts";
import type { Host } from "../hosts/host.ts";
import { isAbsent, productFolder, putSoftware, windows } from "../hosts/software.ts";
import { type Definition, type Ending, packagePath, type World } from "./definition.ts";
import { errorLog } from "./measure.ts";
import { packageHash } from "./sensorPackage.ts";

interface Data extends Record<string, unknown> {
  version: string;
  sha256: string;
  keyAccepted: boolean;
  delayedUpdate: boolean;
  proxy: string | null;
  sensorRunningAt: string | null;
  exitCode: number;
  log: string[];
}

const TOO_OLD = ["2008R2", "2012", "2012R2"];

export const installSensor: Definition<"Install-Sensor"> = {
  // The key is tried and forgotten: the journal keeps only whether the service takes it.
  prepare: (_host, world, { accessKey, ...input }): Data => ({
    ...input,
    keyAccepted: world.acceptsAccessKey(accessKey),
    sensorRunningAt: null,
    exitCode: 0,
    log: [],
  }),

  before(host, data) {
    const { version, sha256 } = data as Data;
    if (host.service("AATPSensor")?.state === "Running") return { outcome: "already", reason: null };
    if (!isAbsent(host, "gateway")) {
      return { outcome: "refused", reason: "an ATA Gateway is on this host: a sensor cannot run beside it" };
    }
    if (packageHash(host, version) !== sha256) {
      return {
        outcome: "refused",
        reason: `the package ${windows(packagePath(version))} is missing or another one`,
      };
    }
    return undefined;
  },

  phases: (host, world, data) => [
    {
      name: "setup",
      seconds: host.has("install-hangs") ? Number.POSITIVE_INFINITY : host.durations.install * 0.75,
      main: true,
      run: () => setup(host, world, data as Data),
    },
    {
      name: "start the services",
      seconds: host.durations.install * 0.25,
      run: () => start(host, data as Data),
    },
  ],

  facts(host, data) {
    const { sensorRunningAt, version } = data as Data;
    const service = host.service("AATPSensor");
    return {
      sensorRunningAt: sensorRunningAt ?? (service?.state === "Running" ? service.since : null),
      version: service?.version ?? null,
      folder: service ? windows(productFolder("sensor", service.version ?? version)) : null,
    };
  },

  holds: (host) => host.service("AATPSensor") !== undefined,
};

async function setup(host: Host, world: World, data: Data): Promise<Ending | undefined> {
  const fault = setupFault(host, "install");
  if (fault && !fault.works) {
    return { outcome: "failed", reason: fault.reason, exitCode: fault.exitCode, log: fault.log };
  }
  if (TOO_OLD.includes(host.state.os)) return broken("This operating system is not supported by the sensor.");
  if (!data.keyAccepted) {
    return broken("DeploymentModel Failed management authentication [Status=FailedAuthentication]");
  }
  if (host.has("disk-full")) return broken("Error 1711. Disk full.");
  data.exitCode = fault?.exitCode ?? 0;
  data.log = fault?.log ?? ["Installation completed successfully."];
  putSoftware(host, "sensor", data.version);
  host.switchService("AATPSensor", "StartPending");
  world.sensorInstalled(host, data.version, { delayedUpdate: data.delayedUpdate });
  if (host.consume("second-administrator", "Install-Sensor") !== undefined) {
    host.switchService("AATPSensor", "Running");
    return {
      outcome: "failed",
      reason: "the setup ended with 1638",
      exitCode: 1638,
      log: ["Another version of this product is already installed. (0x80070666)"],
    };
  }
  if (host.consume("install-reboots", "Install-Sensor") !== undefined) {
    data.exitCode = 1641;
    await host.restart(host.durations.reboot);
  }
  return undefined;
}

function broken(line: string): Ending {
  return { outcome: "failed", reason: "the setup ended with 1603", exitCode: 1603, log: [line] };
}

function start(host: Host, data: Data): Ending {
  const { exitCode, log } = data;
  const faults = Object.entries(runningFaults).filter(([name]) => host.has(name));
  for (const [, { lines }] of faults) for (const line of lines) sensorError(host, line);
  const told = [...log, ...faults.flatMap(([, { lines }]) => lines)];
  if (faults.some(([, { stuck }]) => stuck)) {
    return { outcome: "failed", reason: "service AATPSensor stays in StartPending", exitCode, log: told };
  }
  host.switchService("AATPSensor", "Running");
  data.sensorRunningAt = now();
  if (exitCode === 3010) host.state.measured.pendingReboot.fileRenames = true;
  return { outcome: "done", reason: null, exitCode, log: told };
}

/** A line in the sensor's error log, with its moment. */
export function sensorError(host: Host, text: string): void {
  const version = host.service("AATPSensor")?.version;
  if (version) host.files.append(errorLog(version), `${now().replace("T", " ").replace("Z", "")} ${text}\n`);
}
