import { measuredWith } from "../faults/facts.ts";
import type { Host } from "../hosts/host.ts";
import type { ChangingStep, StepAnswer, StepInput } from "./contract.ts";

/** What a step meets outside its host: the service it downloads from and registers with. */
export interface World {
  /** Checks a download address and says what came back. */
  download(uri: string): { status: number; version: string | null };
  /** The installer of that version, a zip; undefined: there is none. */
  sensorPackage(version: string): Buffer | undefined;
  acceptsAccessKey(key: string): boolean;
  /** A sensor of generation 2 was installed and registered itself. */
  sensorInstalled(host: Host, version: string, options: { delayedUpdate: boolean }): void;
  /** It was uninstalled and has taken its leave of the service. */
  sensorRemoved(host: Host): void;
}

/** How a step or one of its phases ended, where it is not simply done. */
export interface Ending {
  outcome: "done" | "already" | "failed" | "refused";
  reason: string | null;
  exitCode?: number | null;
  log?: string[];
}

/** One part of a step. Its effect comes at its end, and a restart in between repeats at most this part. */
export interface Phase {
  name: string;
  /** Lab seconds; Infinity hangs until the deadline. */
  seconds: number;
  /** The part in whose middle a restart or a cut falls. */
  main?: true;
  /** An ending stops the step here. */
  run(deadline: AbortSignal): Ending | undefined | Promise<Ending | undefined>;
}

/** A step that changes the host. `data` is what the journal keeps: never a secret. `previous` is that of the last attempt. */
export interface Definition<S extends ChangingStep> {
  prepare(
    host: Host,
    world: World,
    input: StepInput<S>,
    previous: Record<string, unknown> | undefined,
  ): Record<string, unknown>;
  /** An ending without a start: it is so already, or the step will not. */
  before(host: Host, data: Record<string, unknown>): Ending | undefined;
  phases(host: Host, world: World, data: Record<string, unknown>): Phase[];
  facts(host: Host, data: Record<string, unknown>): StepAnswer["facts"];
  /** What is said when the deadline passes, besides that it passed. */
  late?(
    host: Host,
    data: Record<string, unknown>,
  ): { reason: string; exitCode: number | null; log: string[] };
  /** Whatever the end was: what must not outlast the work goes. */
  ended?(host: Host): void;
  /** What was done once still holds: the stored answer may be given again. */
  holds(host: Host, data: Record<string, unknown>): boolean;
}

/** The folder on a host that is the program's. */
export const HOST_FOLDER = "C:/ProgramData/ata2mdi";

/** Where packages are kept: the sensor's, the gateway's for going back, the Center's backups. */
export function packageFolder(name: "sensor" | "ata-gateway" | "ata-center"): string {
  return `${HOST_FOLDER}/packages/${name}`;
}

/** The folder a gateway can be installed from again; null where none is kept. */
export function keptGatewayPackage(host: Host): string | null {
  const folder = packageFolder("ata-gateway");
  return host.files.exists(`${folder}/Microsoft ATA Gateway Setup.exe`) ? folder : null;
}

/** A step does not begin while Windows Installer is at work for somebody else. */
export function installerBusy(host: Host): Ending | undefined {
  if (!host.has("installer-busy") && !host.state.measured.installerBusy) return undefined;
  return { outcome: "refused", reason: "another Windows Installer transaction is under way" };
}

/** A refusal when the moment an input names has passed by the host's own clock; null never passes. */
export function expired(host: Host, moment: string | null): Ending | undefined {
  const { clockSkewSeconds } = measuredWith(host.state.measured, host.state.faults);
  if (moment === null || Date.parse(moment) > Date.now() + clockSkewSeconds * 1000) return undefined;
  const late = new Date(Date.now() + clockSkewSeconds * 1000).toISOString();
  const reason = `the measurement this rests on was good until ${moment}, now it is ${late}; nothing was touched`;
  return { outcome: "refused", reason };
}
