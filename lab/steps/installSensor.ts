import { now } from "../clock.ts";
import { runningFaults } from "../faults/running.ts";
import { setupFault } from "../faults/setup.ts";
import type { Host } from "../hosts/host.ts";
import { isAbsent, productFolder, putSoftware, windows } from "../hosts/software.ts";
import { forgetAccessKey, handedKey } from "./accessKey.ts";
import { type Definition, type Ending, installerBusy, type World } from "./definition.ts";
import { errorLog } from "./measure.ts";
import { packageHash } from "./sensorPackage.ts";

interface Data extends Record<string, unknown> {
  version: string;
  sha256: string;
  delayedUpdate: boolean;
  proxy: string | null;
  sensorRunningAt: string | null;
  exitCode: number | null;
  log: string[];
  /** Whether this attempt runs the setup, or an earlier one has installed the services already. */
  setup?: "runs now" | "done before";
}

const TOO_OLD = ["2008R2", "2012", "2012R2"];

export const installSensor: Definition<"Install-Sensor"> = {
  prepare: (_host, _world, input): Data => ({
    ...input,
    sensorRunningAt: null,
    exitCode: null,
    log: [],
  }),

  before(host, data) {
    if (isRunning(host)) return { outcome: "already", reason: null };
    if (!isAbsent(host, "gateway")) {
      return { outcome: "refused", reason: "an ATA Gateway is on this host: a sensor cannot run beside it" };
    }
    if (isInstalled(host)) return undefined;
    if (packageHash(host) !== (data as Data).sha256) {
      return { outcome: "refused", reason: "the package is not on this host, or not whole" };
    }
    const busy = installerBusy(host);
    if (busy) return busy;
    if (handedKey(host) !== undefined) return undefined;
    return { outcome: "refused", reason: "no access key lies here, or its time is over" };
  },

  phases(host, world, data) {
    const own = data as Data;
    own.setup ??= isInstalled(host) ? "done before" : "runs now";
    return [
      {
        name: "setup",
        seconds: own.setup === "done before" ? 0 : setupSeconds(host),
        main: true,
        run: () => (own.setup === "done before" ? undefined : setup(host, world, own)),
      },
      {
        name: "start the services",
        seconds: host.durations.install * 0.25,
        run: (deadline) => start(host, own, deadline),
      },
    ];
  },

  facts(host, data) {
    const { sensorRunningAt, version } = data as Data;
    const service = host.service("AATPSensor");
    return {
      sensorRunningAt: sensorRunningAt ?? (service?.state === "Running" ? service.since : null),
      version: service?.version ?? null,
      folder: service ? windows(productFolder("sensor", service.version ?? version)) : null,
    };
  },

  late: (host, data) => ({
    reason: isInstalled(host)
      ? `the services do not run: AATPSensor ${host.service("AATPSensor")?.state}`
      : "the setup still runs; it was not ended by force",
    exitCode: (data as Data).exitCode,
    log: [...(data as Data).log, ...runningLines(host)],
  }),

  ended: forgetAccessKey,
  holds: isRunning,
};

function isInstalled(host: Host): boolean {
  return host.service("AATPSensor") !== undefined && host.service("AATPSensorUpdater") !== undefined;
}

function isRunning(host: Host): boolean {
  return isInstalled(host) && host.service("AATPSensor")?.state === "Running";
}

function setupSeconds(host: Host): number {
  return host.has("install-hangs") ? Number.POSITIVE_INFINITY : host.durations.install * 0.75;
}

async function setup(host: Host, world: World, data: Data): Promise<Ending | undefined> {
  const fault = setupFault(host, "install");
  if (fault && !fault.works) {
    return { outcome: "failed", reason: fault.reason, exitCode: fault.exitCode, log: fault.log };
  }
  if (TOO_OLD.includes(host.state.os)) return broken("This operating system is not supported by the sensor.");
  if (!world.acceptsAccessKey(handedKey(host) ?? "")) {
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

/** Waits for the service as long as something keeps it in Starting, at most until the deadline. */
async function start(host: Host, data: Data, deadline: AbortSignal): Promise<Ending> {
  for (const line of runningLines(host)) sensorError(host, line);
  const stuck = () => Object.entries(runningFaults).some(([name, fault]) => fault.stuck && host.has(name));
  while (stuck()) await host.clock.sleep(5, deadline);
  host.switchService("AATPSensor", "Running");
  data.sensorRunningAt = now();
  if (data.exitCode === 3010) host.state.measured.pendingReboot.fileRenames = true;
  return { outcome: "done", reason: null, exitCode: data.exitCode, log: [] };
}

function runningLines(host: Host): string[] {
  return Object.entries(runningFaults).flatMap(([name, { lines }]) => (host.has(name) ? lines : []));
}

/** A line in the sensor's error log, with its moment. */
export function sensorError(host: Host, text: string): void {
  const version = host.service("AATPSensor")?.version;
  if (version) host.files.append(errorLog(version), `${now().replace("T", " ").replace("Z", "")} ${text}\n`);
}
