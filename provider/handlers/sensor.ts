import { type SensorInputs, type SensorOutputs, sensorInputs } from "../../plan/declared.ts";
import type { Fingerprint } from "../../plan/outcomes/fingerprint.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { cloudWord, isV3, sensorOf, settingsGeneration, settingsPatch } from "../../plan/sensorState.ts";
import type { GraphSensor } from "../graph/api.ts";
import { orUnread, readOrThrow, readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { Call, CheckFailure, ResourceHandler, WorkCall } from "../handler.ts";
import { lookAtSensor } from "../hostSensor.ts";
import { inWords, waitFor } from "../waiting.ts";
import { sameWorkspace } from "../workspaces.ts";
import { NOT_REPORTED, verifySensor } from "./sensorVerification.ts";

/** A refresh asks each host itself, and gives it this long. */
const READ_SECONDS = 60;
/** Age of a list of sensors that a preview may rest on: all sensors of one preview share a request or two. */
const LISTED_SECONDS = 2;
/** What is said of a sensor the service does not list. */
const NOT_LISTED = { serviceStatus: "missing", deploymentStatus: "missing", healthStatus: "unknown" };

type State = SensorInputs & Partial<SensorOutputs>;

/** A sensor that is verified on its host and in the cloud, with its settings as declared. */
export const sensor: ResourceHandler<SensorInputs, SensorOutputs> = {
  token: "ata2mdi:index:Sensor",
  inputs: sensorInputs,
  minds: ["subject", "generation", "settings"],
  notes: ["workspace", "target", "unprotectedSince"],
  farewell: "forgotten; the sensor keeps running and protecting. Remove it in the portal if it must go.",
  idOf: (inputs) => `${inputs.subject.name}.${inputs.subject.domain}`.toLowerCase(),

  failures(inputs): CheckFailure[] {
    if (inputs.generation !== "v3" || inputs.settings.delayedUpdate === null) return [];
    return [
      {
        property: "settings.delayedUpdate",
        reason: "a v3 sensor is updated by Windows Update and has no delayed update; take it out",
      },
    ];
  },

  async due(state, inputs, call) {
    tellSharedCauses(state, inputs, call);
    if (!sameWorkspace(state.workspace, inputs.workspace))
      return "another workspace: it will be verified there";
    if (state.verifiedAt === undefined || state.serviceStatus === undefined) {
      return "was not verified to the end: it will be verified again";
    }
    const word = cloudWord(asCloud(state));
    if (word.state !== "good") return `${word.says}: it will be verified again`;
    return (await isMissing(inputs, call))
      ? "the service lists no sensor of it any more: it will be verified again"
      : undefined;
  },

  create: (inputs, call) => verifyAndSet(inputs, undefined, call),
  update(state, inputs, call) {
    tellSharedCauses(state, inputs, call);
    return verifyAndSet(inputs, state, call);
  },

  async read(state, call) {
    const { sensors } = call.services.graph(state.workspace);
    const listed = sensorOf(
      readOrThrow(await sensors.recent(READ_SECONDS, call.signal)),
      state.subject,
    ).sensor;
    // One that was migrated is a v3 sensor now: the services of its v2 stay there, stopped.
    const hasServices = state.generation === "v2" && !(listed && isV3(listed));
    const stopped = hasServices ? await stoppedOnHost(state, call) : undefined;
    if (!listed) return NOT_LISTED;
    const { description, isDelayedDeploymentEnabled } = listed.settings;
    return {
      ...outputsOf(listed),
      ...(stopped ? { serviceStatus: stopped } : {}),
      settings: {
        description: state.settings.description === null ? null : (description ?? ""),
        delayedUpdate: state.settings.delayedUpdate === null ? null : (isDelayedDeploymentEnabled ?? false),
      },
    };
  },
};

/**
 * What the state holds as done may be undone: by hand, or by a way back that ended half way. Then it must not pass for
 * protected. A service that cannot be asked says neither; who counts on the sensor, as a Center's lock, asks again itself.
 */
async function isMissing({ workspace, subject }: SensorInputs, call: Call): Promise<boolean> {
  const read = readSnapshot(await call.services.graph(workspace).sensors.recent(LISTED_SECONDS, call.signal));
  return "value" in read && sensorOf(read.value, subject).sensor === undefined;
}

/** Waits until host and cloud agree that the sensor runs, then brings its settings to what is declared. */
async function verifyAndSet(
  inputs: SensorInputs,
  state: State | undefined,
  call: WorkCall<SensorOutputs>,
): Promise<SensorOutputs> {
  // Recorded from the first moment: a wait that is cut short goes on where it was.
  const movedUnder = state?.movedUnder ?? inputs.plan ?? null;
  if (!state) call.keep({ ...NOT_LISTED, movedUnder });
  const verified = await verifySensor(inputs, state === undefined ? "first" : "again", call, {
    seen: (sensor) => call.keep(outputsOf(sensor)),
    late: (cause) => call.keep({ lastFailure: failureOf(cause, inputs, call) }),
  });
  const outputs: SensorOutputs = {
    ...outputsOf(verified.sensor),
    verifiedAt: state?.verifiedAt ?? call.services.now().toISOString(),
    protectionGapSeconds: state?.protectionGapSeconds ?? gapSeconds(inputs, verified.firstRunning),
    lastFailure: null,
    movedUnder,
  };
  call.services.sharedCauses.done(inputs.subject.name);
  call.keep(outputs);
  return { ...outputs, ...outputsOf(await setSettings(inputs, verified.sensor, call)) };
}

/** What an earlier run found out: that it is verified, or why it was not. */
function tellSharedCauses(state: State, { subject }: SensorInputs, call: Call): void {
  const { sharedCauses } = call.services;
  const { lastFailure, verifiedAt } = state;
  if (lastFailure) sharedCauses.failed(subject, lastFailure.fingerprint, new Date(lastFailure.at));
  else if (verifiedAt && cloudWord(asCloud(state)).state === "good") sharedCauses.done(subject.name);
}

function failureOf(cause: Fingerprint, { subject }: SensorInputs, call: Call): SensorOutputs["lastFailure"] {
  const at = call.services.now();
  call.services.sharedCauses.failed(subject, cause.id, at);
  return { fingerprint: cause.id, at: at.toISOString() };
}

/** Read, merge, write, and read back until the service says so itself. */
async function setSettings(
  inputs: SensorInputs,
  current: GraphSensor,
  call: WorkCall<SensorOutputs>,
): Promise<GraphSensor> {
  const generation = settingsGeneration(inputs.generation, current);
  const patch = settingsPatch(inputs.settings, current, generation);
  if (!patch) return current;
  const { api, sensors } = call.services.graph(inputs.workspace);
  call.status("writing its settings");
  let written = false;
  let last: Snapshot<GraphSensor[]> | undefined;
  return waitFor<GraphSensor>({
    deadlineSeconds: inputs.deadlineSeconds,
    signal: call.signal,
    status: call.status,
    now: call.services.now,
    problem: (late) => settingsLost(inputs, `${late.missing}, after ${inWords(late.waitedSeconds)}`),
    look: async (signal) => {
      if (!written) {
        const sent = await orUnread(api.updateSensor(current.id, patch, signal));
        // The list sets the pace of trying again; what it shows is from before.
        if (!("value" in sent)) last = await sensors.next(last, inputs.pollSeconds, signal);
        if (!("value" in sent)) return sent;
        written = true;
        sensors.forget();
      }
      last = await sensors.next(last, inputs.pollSeconds, signal);
      const read = readSnapshot(last);
      if (!("value" in read)) return read;
      const seen = sensorOf(read.value, inputs.subject).sensor;
      if (!seen) throw new ProblemError(settingsLost(inputs, "the sensor is no longer listed"));
      return settingsPatch(inputs.settings, seen, generation)
        ? { missing: "the service does not show the new settings yet" }
        : { reached: seen };
    },
  });
}

/** The service's state on the host where it is not running; undefined where it runs or cannot be read. */
async function stoppedOnHost(state: State, call: Call): Promise<string | undefined> {
  const options = { deadlineSeconds: READ_SECONDS, signal: call.signal };
  const { facts } = await lookAtSensor(
    call.services.hosts,
    state.target,
    call.services.now().toISOString(),
    options,
  );
  if (!("value" in facts.sensor)) {
    call.warn(
      `its host could not be asked (${facts.sensor.unread}); what is shown is the cloud's word alone`,
    );
    return undefined;
  }
  const { value } = facts.sensor;
  if (value === "Running") return undefined;
  return value === null ? "notInstalled" : value.toLowerCase();
}

function outputsOf(
  seen: GraphSensor,
): Pick<SensorOutputs, "sensorId" | "version" | "serviceStatus" | "deploymentStatus" | "healthStatus"> {
  return {
    sensorId: seen.id,
    version: seen.version,
    serviceStatus: seen.serviceStatus ?? NOT_REPORTED,
    deploymentStatus: seen.deploymentStatus,
    healthStatus: seen.healthStatus,
  };
}

function asCloud(state: State) {
  const { sensorId, serviceStatus, deploymentStatus, healthStatus, version } = state;
  return {
    id: sensorId ?? "",
    displayName: state.subject.name,
    domainName: state.subject.domain,
    deploymentStatus: deploymentStatus ?? NOT_LISTED.deploymentStatus,
    healthStatus: healthStatus ?? "unknown",
    version: version ?? "",
    ...(serviceStatus === NOT_REPORTED ? {} : { serviceStatus }),
  };
}

function gapSeconds(inputs: SensorInputs, firstRunning: Date): number | null {
  if (inputs.unprotectedSince === null) return null;
  const gap = (firstRunning.getTime() - Date.parse(inputs.unprotectedSince)) / 1000;
  return Number.isNaN(gap) ? null : Math.max(0, Math.round(gap));
}

function settingsLost(inputs: SensorInputs, measured: string): Problem {
  return {
    id: "SENSOR-SETTINGS",
    host: inputs.subject.name,
    cause: "its settings are not as declared: the service does not take or does not show them",
    measured,
    cure: "Look at the sensor in the portal, then run again: they are written once more.",
    command: "pulumi up",
  };
}
