import { setTimeout as wait } from "node:timers/promises";
import { now } from "../clock.ts";
import type { Host } from "../hosts/host.ts";
import type { WorkRecord } from "../hosts/state.ts";
import { receiveAccessKey, sweepAccessKey } from "./accessKey.ts";
import { copyAtaCenterBackup } from "./archive.ts";
import { backupAtaCenter, testAtaCenterBackup } from "./backup.ts";
import { setAtaCenterRest } from "./centerRest.ts";
import {
  type ChangingStep,
  CONTRACT,
  type HandingStep,
  isHanding,
  isMeasuring,
  type MeasuringStep,
  type StepAnswer,
  stepInputs,
} from "./contract.ts";
import { type Definition, type Ending, HOST_FOLDER, type Phase, type World } from "./definition.ts";
import { installDotNetFramework } from "./dotNet.ts";
import { installSensor } from "./installSensor.ts";
import { measurements } from "./measure.ts";
import { preparation, undoPreparation } from "./preparation.ts";
import { clearRemnants } from "./remnants.ts";
import { removeAtaCenter, removeAtaGateway, removeSensor } from "./removals.ts";
import { restoreAtaGateway } from "./restoreGateway.ts";
import { getSensorPackage } from "./sensorPackage.ts";

const definitions: { [S in ChangingStep]: Definition<S> } = {
  "Get-SensorPackage": getSensorPackage,
  "Remove-AtaGateway": removeAtaGateway,
  "Install-Sensor": installSensor,
  "Backup-AtaCenter": backupAtaCenter,
  "Test-AtaCenterBackup": testAtaCenterBackup,
  "Copy-AtaCenterBackup": copyAtaCenterBackup,
  "Set-AtaCenterRest": setAtaCenterRest,
  "Remove-AtaCenter": removeAtaCenter,
  "Remove-Sensor": removeSensor,
  "Restore-AtaGateway": restoreAtaGateway,
  "Clear-Remnants": clearRemnants,
  "Import-RootCertificate": preparation("Import-RootCertificate"),
  "Set-TlsDefault": preparation("Set-TlsDefault"),
  "Set-PowerPlan": preparation("Set-PowerPlan"),
  "Set-SecurityLogRetention": preparation("Set-SecurityLogRetention"),
  "Disable-LargeSendOffload": preparation("Disable-LargeSendOffload"),
  "Install-DotNetFramework": installDotNetFramework,
  "Undo-Preparation": undoPreparation,
};

const GOES_ON: Ending = { outcome: "failed", reason: "the work goes on; call again to attach to it" };
const ONE_HOUR = 3600;

export interface Call<S> {
  step: S;
  work: string;
  deadlineSeconds: number;
  input: unknown;
}

/**
 * Runs the steps of one host. A changing step is detached: it goes on when its caller is gone, a second call for the
 * same work attaches, and what is done is answered from the journal. Work that failed or ran out of time is tried
 * again under the same id, as a new attempt.
 */
export class StepRunner {
  readonly #host: Host;
  readonly #world: World;
  readonly #running = new Map<string, Promise<StepAnswer>>();
  readonly #stopped = new AbortController();

  constructor(host: Host, world: World) {
    this.#host = host;
    this.#world = world;
  }

  /** Goes on with what the journal holds as unfinished: after a restart of the lab. */
  resume(): void {
    for (const record of Object.values(this.#host.state.works)) {
      if (record.answer === null) this.#launch(record);
    }
  }

  /** Lets go of all work without ending it: the journal has it, and the next run of the lab goes on with it. */
  stop(): void {
    this.#stopped.abort(new Error("the lab goes down"));
  }

  /** Lab seconds a call is expected to take: where the middle of it is. */
  expectedSeconds(step: string): number {
    const d = this.#host.durations;
    if (step === "Get-HostFacts") return d.facts;
    if (step === "Get-SensorPackage") return d.package;
    if (step === "Remove-AtaGateway") return d.keepPackage + d.stopService + d.uninstall;
    if (step === "Remove-Sensor") return d.stopService + d.uninstall;
    if (step === "Remove-AtaCenter") return d.keepPackage + d.stopService + d.removeCenter;
    if (step === "Backup-AtaCenter") return d.stopService + d.backup;
    if (step === "Test-AtaCenterBackup") return d.readBack;
    if (step === "Copy-AtaCenterBackup") return d.archive;
    if (step === "Set-AtaCenterRest") return d.stopService;
    if (isMeasuring(step) || isHanding(step)) return d.status;
    return /^(Install|Restore)-/.test(step) ? d.install : d.preparation;
  }

  async measure(call: Call<MeasuringStep>): Promise<StepAnswer> {
    const host = this.#host;
    sweepAccessKey(host);
    const startedAt = now();
    const facts = (input: unknown) => measurements[call.step](host, input);
    facts(call.input); // a bad input is refused at once
    host.countStep(call.step);
    await host.clock.sleep(this.expectedSeconds(call.step));
    return this.#answer(call, startedAt, { outcome: "done", reason: null }, facts(call.input));
  }

  async receive(call: Call<HandingStep>): Promise<StepAnswer> {
    const input = stepInputs[call.step].parse(call.input);
    this.#host.countStep(call.step);
    const startedAt = now();
    await this.#host.clock.sleep(this.expectedSeconds(call.step));
    const { ending, facts } = receiveAccessKey(this.#host, input);
    if (ending.outcome === "done") this.#note(call, "keeps the access key");
    return this.#answer(call, startedAt, ending, facts);
  }

  async change(call: Call<ChangingStep>): Promise<StepAnswer> {
    sweepAccessKey(this.#host);
    const known = this.#host.state.works[call.work];
    const good = known?.answer?.outcome === "done" || known?.answer?.outcome === "already";
    if (known?.answer && good && definitions[call.step].holds(this.#host, known.data)) return known.answer;
    // What work that was done noted of itself belongs to that attempt: a new one begins anew.
    const last = good && known ? { ...known, data: {} } : known;
    return this.#waitFor(call, this.#running.get(call.work) ?? this.#start(call, last));
  }

  #start(call: Call<ChangingStep>, last: WorkRecord | undefined): Promise<StepAnswer> | StepAnswer {
    const host = this.#host;
    const definition = definitions[call.step] as Definition<ChangingStep>;
    const data = definition.prepare(
      host,
      this.#world,
      stepInputs[call.step].parse(call.input) as never,
      last?.data,
    );
    const startedAt = now();
    const other = [...this.#running.keys()][0];
    const ending: Ending | undefined = other
      ? { outcome: "refused", reason: `this host is at work on ${other}` }
      : definition.before(host, data);
    if (ending) {
      if (!other) definition.ended?.(host);
      return this.#answer(call, startedAt, ending, definition.facts(host, data));
    }
    const endedBefore = last?.answer ?? last?.lastAnswer;
    const record: WorkRecord = {
      work: call.work,
      step: call.step,
      attempt: (last?.attempt ?? 0) + 1,
      startedAt,
      deadlineAt: new Date(Date.now() + call.deadlineSeconds * 1000).toISOString(),
      phase: 0,
      rebooted: false,
      data,
      answer: null,
      ...(endedBefore ? { lastAnswer: endedBefore } : {}),
    };
    host.state.works[call.work] = record;
    host.countStep(call.step);
    host.countWrite();
    return this.#launch(record);
  }

  #launch(record: WorkRecord): Promise<StepAnswer> {
    const running = this.#carryOut(record).finally(() => this.#running.delete(record.work));
    running.catch(() => undefined); // whoever waits is told; nobody has to
    this.#running.set(record.work, running);
    return running;
  }

  async #carryOut(record: WorkRecord): Promise<StepAnswer> {
    const host = this.#host;
    const step = record.step as ChangingStep;
    const definition = definitions[step] as Definition<ChangingStep>;
    const deadline = AbortSignal.timeout(Math.max(0, Date.parse(record.deadlineAt) - Date.now()));
    const end = AbortSignal.any([deadline, this.#stopped.signal]);
    let ending: Ending | "timeout" = { outcome: "done", reason: null, exitCode: null };
    // Whatever restarts the host, a fault, a person or the setup itself.
    const gone = () => {
      record.rebooted = true;
    };
    host.on("gone", gone);
    try {
      const phases = definition.phases(host, this.#world, record.data);
      while (record.phase < phases.length) {
        const phase = phases[record.phase] as Phase;
        await this.#pass(record, phase, end);
        this.#note(record, phase.name);
        const ended = await phase.run(end);
        if (host.away) await this.#sitOut(record);
        record.phase += 1;
        host.changed();
        if (ended) {
          ending = ended;
          break;
        }
      }
    } catch (error) {
      if (this.#stopped.signal.aborted || !deadline.aborted) throw error;
      ending = "timeout";
    } finally {
      host.off("gone", gone);
    }
    const late = definition.late?.(host, record.data) ?? { reason: "the deadline passed" };
    const told: Ending = ending === "timeout" ? { outcome: "failed", ...late } : ending;
    const answer = this.#answer(record, record.startedAt, told, definition.facts(host, record.data));
    if (ending === "timeout") answer.outcome = "timeout";
    answer.rebooted = record.rebooted;
    record.answer = answer;
    definition.ended?.(host);
    host.changed();
    return answer;
  }

  /** The time a phase takes, with the restart that a fault puts in its middle. */
  async #pass(record: WorkRecord, phase: Phase, deadline: AbortSignal): Promise<void> {
    const host = this.#host;
    if (!Number.isFinite(phase.seconds)) {
      await new Promise((_, reject) => {
        if (deadline.aborted) reject(deadline.reason);
        deadline.addEventListener("abort", () => reject(deadline.reason), { once: true });
      });
    }
    const seconds = phase.main && host.has("setup-slow") ? ONE_HOUR : phase.seconds;
    const restartAt = phase.main ? host.consume("reboot-during-step", record.step) : undefined;
    if (restartAt === undefined) await host.clock.sleep(seconds, deadline);
    else {
      await host.clock.sleep(seconds * restartAt, deadline);
      record.rebooted = true;
      await host.restart(host.durations.reboot);
      await host.clock.sleep(seconds * (1 - restartAt), deadline);
    }
    if (host.away) await this.#sitOut(record);
  }

  /** A line in the host's journal. */
  #note(record: { work: string }, text: string): void {
    this.#host.files.append(`${HOST_FOLDER}/journal/journal.log`, `${now()} ${record.work} ${text}\r\n`);
  }

  async #sitOut(record: WorkRecord): Promise<void> {
    record.rebooted = true;
    await this.#host.comeBack();
  }

  /** The answer, or `running` when the caller's time is up before the work's own. */
  async #waitFor(call: Call<ChangingStep>, work: Promise<StepAnswer> | StepAnswer): Promise<StepAnswer> {
    const startedAt = now();
    const patience = new AbortController();
    const signal = patience.signal;
    // Half a second more than the caller gave, so that a work of the same age is told as timed out.
    const late = wait(call.deadlineSeconds * 1000 + 500, undefined, { signal }).then(
      () => ({ ...this.#answer(call, startedAt, GOES_ON, {}), outcome: "running" as const }),
      () => undefined,
    );
    try {
      return (await Promise.race([work, late])) ?? (await work);
    } finally {
      patience.abort();
    }
  }

  #answer(
    call: { step: string; work: string },
    startedAt: string,
    ending: Ending,
    facts: StepAnswer["facts"],
  ): StepAnswer {
    return {
      contract: CONTRACT,
      step: call.step,
      work: call.work,
      startedAt,
      finishedAt: now(),
      outcome: ending.outcome,
      reason: ending.reason,
      exitCode: ending.exitCode ?? null,
      rebooted: false,
      facts,
      log: (ending.log ?? []).slice(-40),
    };
  }
}
