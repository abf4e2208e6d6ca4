import { setTimeout as sleep } from "node:timers/promises";
import {
  type RestoredGatewayInputs,
  type RestoredGatewayOutputs,
  restoredGatewayInputs,
} from "../../plan/declaredRollback.ts";
import type { Problem } from "../../plan/problem.ts";
import type { WayBack } from "../../plan/rollback/measured.ts";
import { centerWordOf, hostWordOf, listedAs, serviceStateOf } from "../../plan/rollback/restored.ts";
import { forgetSteps } from "../../plan/rollback/turnedRound.ts";
import { together } from "../../plan/sensorState.ts";
import { readGatewayStatus } from "../center/lockMeasurement.ts";
import { readCenterList } from "../center/wayBackMeasurement.ts";
import type { Call, ResourceHandler } from "../handler.ts";
import { inWords, type Late, type Look, waitFor } from "../waiting.ts";

/** Looks in a row at which host and Center must agree. */
const IN_A_ROW = 2;
/** Longest time one look at the host may take. */
const LOOK_SECONDS = 60;

type Seen = Pick<WayBack, "host" | "centerList">;

/** A gateway that is back: its service runs by the host's word, and the Center sees it. */
export const restoredGateway: ResourceHandler<RestoredGatewayInputs, RestoredGatewayOutputs> = {
  token: "ata2mdi:index:RestoredGateway",
  inputs: restoredGatewayInputs,
  minds: [],
  notes: ["target", "center", "workspace", "unprotectedSince"],
  farewell: "forgotten; the gateway stays as it is",
  idOf: (inputs) => inputs.target.host,

  async due(state, inputs, call) {
    if (state.verifiedAt === undefined) return "was not verified to the end: it will be verified again";
    const runs = state.serviceStatus === "Running" && state.centerStatus?.toLowerCase() === "running";
    if (!runs) return "did not run when it was last looked at: it will be verified again";
    // The state may be that of an earlier way back, and a way forward that ended half way lie between.
    const now = serviceStateOf(await readGatewayStatus(inputs.target, LOOK_SECONDS, call));
    const gone = "value" in now && now.value !== "Running";
    return gone ? `its service is ${now.value ?? "missing"}: it will be verified again` : undefined;
  },

  async create(inputs, call) {
    // Recorded from the first moment: a wait that is cut short goes on where it was.
    call.keep({ serviceStatus: "missing", centerStatus: "missing" });
    return verify(inputs, {}, call);
  },
  update: (state, inputs, call) => verify(inputs, state, call),

  async read(state, call) {
    const seen = await lookAt(state, call);
    const { serviceStatus, centerStatus } = statusesOf(seen, state.target.host);
    for (const [what, status] of Object.entries({ host: serviceStatus, Center: centerStatus })) {
      if (!("value" in status))
        call.warn(`its ${what} could not be asked (${status.unread}); what is shown is older`);
    }
    return {
      ...("value" in serviceStatus ? { serviceStatus: serviceStatus.value } : {}),
      ...("value" in centerStatus ? { centerStatus: centerStatus.value } : {}),
    };
  },
};

/** Waits until host and Center agree, at two looks in a row, that the gateway runs. */
async function verify(
  inputs: RestoredGatewayInputs,
  state: Partial<RestoredGatewayOutputs>,
  call: Call,
): Promise<RestoredGatewayOutputs> {
  let firstRunning: Date | undefined;
  let looked = false;
  const { host } = inputs.target;
  const seen = await waitFor<Seen>({
    inARow: IN_A_ROW,
    deadlineSeconds: inputs.deadlineSeconds,
    signal: call.signal,
    status: call.status,
    now: call.services.now,
    problem: (late) => notBack(inputs, late, state.verifiedAt !== undefined),
    look: async (signal): Promise<Look<Seen>> => {
      if (looked) await sleep(inputs.pollSeconds * 1000, undefined, { signal });
      looked = true;
      const now = await lookAt(inputs, { ...call, signal });
      const onHost = hostWordOf(now.host);
      if (onHost.state === "good") firstRunning ??= call.services.now();
      const word = together([onHost, centerWordOf(now.centerList, host)]);
      if (word.state === "unread") return { unread: `${host} ${word.says}` };
      if (word.state === "notYet") return { missing: `${host} ${word.says}` };
      return { reached: now };
    },
  });
  return {
    serviceStatus: "Running",
    centerStatus: "Running",
    version: versionIn(seen),
    verifiedAt: state.verifiedAt ?? call.services.now().toISOString(),
    protectionGapSeconds: state.protectionGapSeconds ?? gapSeconds(inputs.unprotectedSince, firstRunning),
  };
}

async function lookAt(
  { target, center, workspace }: Pick<RestoredGatewayInputs, "target" | "center" | "workspace">,
  call: Call,
): Promise<Seen> {
  const [host, centerList] = await Promise.all([
    readGatewayStatus(target, LOOK_SECONDS, call),
    readCenterList(center, workspace, call),
  ]);
  return { host, centerList };
}

function statusesOf({ host, centerList }: Seen, name: string) {
  const said = <T>(fact: { value: T | null } | { unread: string }) =>
    "value" in fact ? { value: fact.value ?? "missing" } : fact;
  return { serviceStatus: said(serviceStateOf(host)), centerStatus: said(listedAs(centerList, name)) };
}

function versionIn({ host }: Seen): string | null {
  if (!("value" in host)) return null;
  const { service } = host.value.gateway;
  return "value" in service ? (service.value?.version ?? null) : null;
}

function gapSeconds(since: string | null, running: Date | undefined): number | null {
  if (since === null || !running) return null;
  return Math.max(0, Math.round((running.getTime() - Date.parse(since)) / 1000));
}

function notBack(
  inputs: RestoredGatewayInputs,
  { missing, outcome, waitedSeconds }: Late,
  wasBack: boolean,
): Problem {
  const look = `Look at the service ATAGateway and its logs on the host, and at Configuration > Gateways in the console of ${inputs.center.name}.`;
  return {
    id: "ROLLBACK-NOT-VERIFIED",
    host: inputs.target.host,
    cause:
      outcome === "unread"
        ? "whether its gateway is back could not be read; it may be unprotected"
        : "its gateway was not seen to be back; its sensor is gone, so it may be unprotected",
    measured: `${missing}, after ${inWords(waitedSeconds)}`,
    cure: wasBack ? `${look} ${forgetSteps(inputs.target.host, "way-back")}` : look,
    command: "pulumi up",
  };
}
