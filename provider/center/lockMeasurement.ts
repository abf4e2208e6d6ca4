import type { Target } from "../../estate/target.ts";
import { type CenterBackup, centerBackupFacts } from "../../plan/centerBackup.ts";
import type { LockMeasurement } from "../../plan/centerLock/evaluate.ts";
import type { CenterLockInputs } from "../../plan/declared.ts";
import type { Fact } from "../../plan/facts.ts";
import { problemOf } from "../../plan/problem.ts";
import { type GatewayStatusFacts, gatewayStatusFacts } from "../../remote/contract.ts";
import type { SharedPoller } from "../graph/poller.ts";
import type { Call } from "../handler.ts";

/** Bytes of a backup that are hashed again while the lock waits; of larger files size and time are compared. */
const HASH_BYTES = 2 * 1024 ** 3;

/** What is measured of the world now. */
export type LiveMeasurement = Omit<LockMeasurement, "firstSeenAt">;

/** Measures all a lock rests on, everything at the same time. What cannot be read is unread, never an error. */
export async function measureLock(inputs: CenterLockInputs, call: Call): Promise<LiveMeasurement> {
  const { graph, centerConsole } = call.services;
  const { sensors, healthIssues } = graph(inputs.workspace);
  const hosts = [
    ...inputs.domainControllers.filter((dc) => dc.decision === "move"),
    ...inputs.standaloneGateways.filter((gateway) => gateway.removed),
  ];
  let answered = 0;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    answered += 1;
    call.status(
      `measuring every host, the Center and the service: ${answered} of ${hosts.length + 5} have answered`,
    );
    return result;
  };
  const { center, workspace, backup: place } = inputs;
  const [gateways, centerList, openAlerts, backup, sensorList, issues] = await Promise.all([
    Promise.all(
      hosts.map(async ({ name, target }) => {
        const { status, clockSeconds } = await counted(askGateway(target, inputs.deadlineSeconds, call));
        const gateway = "value" in status ? { value: status.value.gateway } : status;
        return { name, gateway, clockSeconds };
      }),
    ),
    counted(orUnread(centerConsole.gateways(center, workspace, call.signal), call.signal)),
    counted(orUnread(centerConsole.openAlerts(center, workspace, call.signal), call.signal)),
    counted(place === null ? nothing : readBackup(center.target, place, inputs.deadlineSeconds, call)),
    counted(newest(sensors, call.signal)),
    counted(newest(healthIssues, call.signal)),
  ]);
  return {
    gateways: Object.fromEntries(gateways.map(({ name, gateway }) => [name, gateway])),
    clocks: Object.fromEntries(
      gateways.flatMap(({ name, clockSeconds }) =>
        clockSeconds === undefined ? [] : [[name, clockSeconds]],
      ),
    ),
    centerList,
    openAlerts,
    backup,
    sensors: sensorList,
    healthIssues: issues,
  };
}

const nothing: Promise<Fact<null>> = Promise.resolve({ value: null });

/** What the Center's host says of the backup that counts. */
async function readBackup(
  target: Target,
  place: NonNullable<CenterLockInputs["backup"]>,
  deadlineSeconds: number,
  call: Call,
): Promise<Fact<CenterBackup | null>> {
  const input = { folder: place.folder, name: place.name, hashBytes: HASH_BYTES };
  const options = { deadlineSeconds, signal: call.signal };
  const answer = await orUnread(
    call.services.hosts.measure(target, "Get-AtaCenterBackup", input, options),
    call.signal,
  );
  if (!("value" in answer)) return answer;
  const facts = centerBackupFacts.safeParse(answer.value.facts);
  return facts.success ? facts.data.backup : { unread: "Get-AtaCenterBackup did not answer as agreed" };
}

/** What a host says of gateway and Center on it. */
export async function readGatewayStatus(
  target: Target,
  deadlineSeconds: number,
  call: Call,
): Promise<Fact<GatewayStatusFacts>> {
  return (await askGateway(target, deadlineSeconds, call)).status;
}

/** The same, and by how many seconds the host's clock is ahead of this machine's; undefined where it did not answer. */
async function askGateway(
  target: Target,
  deadlineSeconds: number,
  call: Call,
): Promise<{ status: Fact<GatewayStatusFacts>; clockSeconds: number | undefined }> {
  const options = { deadlineSeconds, signal: call.signal };
  const answer = await orUnread(
    call.services.hosts.measure(target, "Get-GatewayStatus", {}, options),
    call.signal,
  );
  if (!("value" in answer)) return { status: answer, clockSeconds: undefined };
  const clockSeconds = (Date.parse(answer.value.finishedAt) - call.services.now().getTime()) / 1000;
  const facts = gatewayStatusFacts.safeParse(answer.value.facts);
  const status = facts.success
    ? { value: facts.data }
    : { unread: "Get-GatewayStatus did not answer as agreed" };
  return { status, clockSeconds };
}

/** True when every one of the four places says that the Center is not there; false when one says so or is unread. */
export async function isCenterGone(target: Target, deadlineSeconds: number, call: Call): Promise<boolean> {
  const status = await readGatewayStatus(target, deadlineSeconds, call);
  if (!("value" in status)) return false;
  return Object.values(status.value.center).every((place) => "value" in place && place.value === null);
}

async function newest<T>(poller: SharedPoller<T>, signal: AbortSignal): Promise<Fact<T>> {
  const snapshot = await poller.recent(1, signal);
  if ("value" in snapshot) return { value: snapshot.value };
  return { unread: `${snapshot.unread.id}: ${snapshot.unread.cause} (${snapshot.unread.measured})` };
}

/** What came of work, or why it could not be had. */
export async function orUnread<T>(work: Promise<T>, signal: AbortSignal): Promise<Fact<T>> {
  try {
    return { value: await work };
  } catch (error) {
    signal.throwIfAborted();
    const { id, cause, measured } = problemOf(error);
    return { unread: `${id}: ${cause} (${measured})` };
  }
}
