import type { SensorInputs, SensorOutputs } from "../../plan/declared.ts";
import { factValue } from "../../plan/facts.ts";
import { type Fingerprint, fingerprint } from "../../plan/outcomes/fingerprint.ts";
import type { Problem } from "../../plan/problem.ts";
import { forgetSteps } from "../../plan/rollback/turnedRound.ts";
import { cloudWord, hostWord, type SensorWord, sensorOf, together } from "../../plan/sensorState.ts";
import type { GraphSensor } from "../graph/api.ts";
import { readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { WorkCall } from "../handler.ts";
import { lookAtSensor } from "../hostSensor.ts";
import { inWords, type Late, type Look, waitFor } from "../waiting.ts";

/** Looks in a row at which host and cloud must agree. */
const IN_A_ROW = 2;
/** Longest time one look at the host may take. */
const LOOK_SECONDS = 60;
/** Service status of a sensor in a cloud that reports none. */
export const NOT_REPORTED = "notReported";

export interface Verified {
  sensor: GraphSensor;
  /** When the sensor was first seen to run. */
  firstRunning: Date;
}

/** What is told while a sensor is verified. */
export interface VerificationWatcher {
  /** The service lists it. */
  seen(sensor: GraphSensor): void;
  /** It was not verified in time, and this is the last known cause. */
  late(cause: Fingerprint): void;
}

/**
 * Waits until the sensor's services run, its error log stays clean and the service lists it as running, at two looks
 * in a row. A v3 sensor has no services of its own to ask: there the cloud's word counts alone.
 *
 * @param turn `first`: error lines since the gateway stopped count; `again`: those from now on
 */
export async function verifySensor(
  inputs: SensorInputs,
  turn: "first" | "again",
  call: WorkCall<SensorOutputs>,
  watcher: VerificationWatcher,
): Promise<Verified> {
  const verification = new Verification(inputs, turn, call, watcher);
  return waitFor<Verified>({
    look: (signal) => verification.look(signal),
    inARow: IN_A_ROW,
    deadlineSeconds: inputs.deadlineSeconds,
    signal: call.signal,
    status: call.status,
    now: call.services.now,
    problem: (late) => verification.problem(late),
  });
}

class Verification {
  private readonly inputs: SensorInputs;
  private readonly call: WorkCall<SensorOutputs>;
  private readonly watcher: VerificationWatcher;
  private readonly turn: "first" | "again";
  private since: string | null;
  private firstRunning: Date | undefined;
  private lastCause: Fingerprint | undefined;
  private remnantsTold = false;
  private last: Snapshot<GraphSensor[]> | undefined;

  constructor(
    inputs: SensorInputs,
    turn: "first" | "again",
    call: WorkCall<SensorOutputs>,
    watcher: VerificationWatcher,
  ) {
    this.inputs = inputs;
    this.call = call;
    this.watcher = watcher;
    this.turn = turn;
    this.since = turn === "first" ? inputs.unprotectedSince : call.services.now().toISOString();
  }

  async look(signal: AbortSignal): Promise<Look<Verified>> {
    this.last = await this.nextList(signal);
    const host = await this.hostWord(signal);
    const list = readSnapshot(this.last);
    if (!("value" in list)) return list;
    const { sensor, remnants } = sensorOf(list.value, this.inputs.subject);
    if (sensor) this.watcher.seen(sensor);
    this.tellRemnants(remnants);
    const cloud = cloudWord(sensor);
    if (this.inputs.generation === "v3" && cloud.state === "good") this.running();
    const word = together([...(host ? [host] : []), cloud]);
    const says = `${this.inputs.subject.name} ${word.says}`;
    if (word.state === "unread") return { unread: says };
    if (word.state !== "good" || !sensor) return { missing: says };
    return { reached: { sensor, firstRunning: this.running() } };
  }

  problem({ missing, waitedSeconds }: Late): Problem {
    const { subject } = this.inputs;
    if (this.lastCause) this.watcher.late(this.lastCause);
    return {
      id: "SENSOR-NOT-VERIFIED",
      host: subject.name,
      cause: `its sensor was not seen to run within ${inWords(this.inputs.deadlineSeconds)}; its gateway is gone, so it may be unprotected`,
      measured: `${missing}, after ${inWords(waitedSeconds)}${this.lastCause ? `; ${this.lastCause.evidence}` : ""}`,
      cure: this.turn === "again" ? `${this.cure()} ${forgetSteps(subject.name, "ready")}` : this.cure(),
      command: "pulumi up",
    };
  }

  private cure(): string {
    if (this.lastCause) return this.lastCause.cure;
    return this.inputs.generation === "v2"
      ? "Look at the services AATPSensor and AATPSensorUpdater and their error logs on the host, and at the sensor in the portal."
      : "Look at the sensor in the portal, and at Defender for Endpoint on the host.";
  }

  private nextList(signal: AbortSignal): Promise<Snapshot<GraphSensor[]>> {
    const { sensors } = this.call.services.graph(this.inputs.workspace);
    return sensors.next(this.last, this.inputs.pollSeconds, signal);
  }

  /** The host's word on a v2 sensor; undefined for v3. Error lines count once: a good look is one without new ones. */
  private async hostWord(signal: AbortSignal): Promise<SensorWord | undefined> {
    if (this.inputs.generation === "v3") return undefined;
    const options = { deadlineSeconds: LOOK_SECONDS, signal };
    const { facts, askedAt } = await lookAtSensor(
      this.call.services.hosts,
      this.inputs.target,
      this.since,
      options,
    );
    if (askedAt !== null) this.since = askedAt;
    if ("value" in facts.sensor && facts.sensor.value === "Running") this.running();
    // A service that does not come up says why in its log.
    const log = factValue(facts.errors) ?? [];
    const known = fingerprint({ step: "Get-SensorStatus", exitCode: null, log });
    if (known) this.lastCause = known;
    return hostWord(facts, () => known?.cause);
  }

  private running(): Date {
    this.firstRunning ??= this.call.services.now();
    return this.firstRunning;
  }

  private tellRemnants(remnants: readonly GraphSensor[]): void {
    if (remnants.length === 0 || this.remnantsTold) return;
    this.remnantsTold = true;
    const ids = remnants.map((remnant) => `${remnant.id} (${remnant.deploymentStatus})`).join(", ");
    this.call.warn(`the service lists it more than once; remnants to remove in the portal: ${ids}`);
  }
}
