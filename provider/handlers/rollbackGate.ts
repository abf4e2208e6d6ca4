import {
  type RollbackGateInputs,
  type RollbackGateOutputs,
  rollbackGateInputs,
} from "../../plan/declaredRollback.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import type { HostStatus } from "../../plan/rollback/measured.ts";
import { serviceStateOf } from "../../plan/rollback/restored.ts";
import { type Obstacle, obstaclesToGoingBack } from "../../plan/rollback/wayBack.ts";
import { readGatewayStatus } from "../center/lockMeasurement.ts";
import { measureWayBack } from "../center/wayBackMeasurement.ts";
import { ago } from "../graph/ask.ts";
import type { Call, ResourceHandler } from "../handler.ts";

/** Longest time of the one question a preview may put to a host. */
const PREVIEW_SECONDS = 30;

/** Passes when a domain controller can go back to its gateway, measured now. No sensor is removed before it. */
export const rollbackGate: ResourceHandler<RollbackGateInputs, RollbackGateOutputs> = {
  token: "ata2mdi:index:RollbackGate",
  inputs: rollbackGateInputs,
  minds: [],
  notes: ["center", "workspace"],
  farewell: "forgotten; a measurement leaves nothing on the host",
  idOf: (inputs) => inputs.target.host,

  async due(state, inputs, call) {
    const now = call.services.now();
    if (Date.parse(state.permitUntil ?? "") > now.getTime()) return undefined;
    const status = await readGatewayStatus(inputs.target, PREVIEW_SECONDS, call);
    const service = serviceStateOf(status);
    if ("value" in service && service.value === "Running") return undefined;
    const when = state.measuredAt ? `was measured ${ago(state.measuredAt, now)}` : "was not measured";
    return `${when} and is not back yet: it will be measured again`;
  },

  async create(inputs, call) {
    const measured = await measure(inputs, call);
    return { ...measured, begunAt: measured.measuredAt };
  },

  async update(state, inputs, call) {
    return { ...(await measure(inputs, call)), begunAt: state.begunAt ?? null };
  },
};

async function measure(
  inputs: RollbackGateInputs,
  call: Call,
): Promise<Omit<RollbackGateOutputs, "begunAt">> {
  const measuredAt = call.services.now();
  call.status("measuring the host, the Center's host and the Center's list");
  const wayBack = await measureWayBack(inputs, inputs.deadlineSeconds, call);
  const obstacles = obstaclesToGoingBack(wayBack, { center: inputs.center.name });
  if (obstacles.length > 0) throw new ProblemError(noWayBack(inputs, obstacles));
  return {
    measuredAt: measuredAt.toISOString(),
    permitUntil: new Date(measuredAt.getTime() + inputs.freshForSeconds * 1000).toISOString(),
    keptPackage: "value" in wayBack.host ? keptIn(wayBack.host.value) : null,
  };
}

function keptIn({ keptPackage }: HostStatus): string | null {
  return "value" in keptPackage ? keptPackage.value : null;
}

function noWayBack({ target }: RollbackGateInputs, obstacles: readonly Obstacle[]): Problem {
  const gone = obstacles.find(({ kind }) => kind === "gone");
  if (gone) {
    return {
      id: "ROLLBACK-NO-CENTER",
      host: target.host,
      cause: "there is no Center to go back to any more; nothing was touched, the sensor keeps protecting",
      measured: gone.measured,
      cure: gone.cure,
      command: "ata2mdi check",
    };
  }
  return {
    id: "ROLLBACK-NOT-READY",
    host: target.host,
    cause: "it cannot go back to its gateway now; nothing was touched, what protects it goes on",
    measured: obstacles.map(({ measured }) => measured).join("; "),
    cure: obstacles.map(({ cure }) => cure).join(" "),
    command: "pulumi up",
  };
}
