import { z } from "zod";
import { now } from "../clock.ts";
import { stableId } from "../graph/ids.ts";
import { merged } from "../hosts/healthy.ts";
import type { Host } from "../hosts/host.ts";
import { ataVersion, putSoftware, takeSoftware } from "../hosts/software.ts";
import type { Lab } from "../lab.ts";
import { sensorError } from "../steps/installSensor.ts";

/** What somebody may do to a host behind the program's back. */
export const hostAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("stopService"), service: z.string() }),
  z.strictObject({ act: z.literal("startService"), service: z.string() }),
  z.strictObject({ act: z.literal("removeSensor") }),
  z.strictObject({ act: z.literal("removeGateway") }),
  z.strictObject({ act: z.literal("restoreGateway") }),
  z.strictObject({ act: z.literal("removeCenter") }),
  z.strictObject({ act: z.literal("restart"), labSeconds: z.number().min(0).optional() }),
  z.strictObject({ act: z.literal("cutConnections") }),
  z.strictObject({ act: z.literal("logSensorError"), line: z.string() }),
  z.strictObject({ act: z.literal("setMeasured"), measured: z.record(z.string(), z.unknown()) }),
  z.strictObject({ act: z.literal("flipByte"), path: z.string() }),
  z.strictObject({ act: z.literal("resetCounters") }),
]);
export type HostAct = z.output<typeof hostAct>;

/** What somebody may do in the service's portal. */
export const graphAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("deleteSensor"), host: z.string() }),
  z.strictObject({ act: z.literal("renameSensor"), host: z.string(), displayName: z.string() }),
  z.strictObject({ act: z.literal("duplicateSensor"), host: z.string() }),
  z.strictObject({
    act: z.literal("changeSettings"),
    host: z.string(),
    description: z.string().nullable().optional(),
    delayedUpdate: z.boolean().optional(),
  }),
  z.strictObject({ act: z.literal("regenerateAccessKey") }),
  z.strictObject({
    act: z.literal("raiseHealthIssue"),
    id: z.string(),
    displayName: z.string(),
    severity: z.enum(["low", "medium", "high"]).default("medium"),
    healthIssueType: z.enum(["sensor", "global"]).default("sensor"),
    hosts: z.array(z.string()).default([]),
  }),
  z.strictObject({ act: z.literal("closeHealthIssue"), id: z.string() }),
  z.strictObject({ act: z.literal("resetCounters") }),
]);
export type GraphAct = z.output<typeof graphAct>;

/** Does it. Throws with a sentence where it cannot be done. */
export function actOnHost(host: Host, act: HostAct): void {
  switch (act.act) {
    case "stopService":
    case "startService":
      if (!host.switchService(act.service, act.act === "stopService" ? "Stopped" : "Running")) {
        throw new Error(`${host.name} has no service ${act.service}`);
      }
      break;
    case "removeSensor":
      takeSoftware(host, "sensor");
      break;
    case "removeGateway":
      takeSoftware(host, "gateway");
      break;
    case "restoreGateway":
      putSoftware(host, "gateway", ataVersion());
      break;
    case "removeCenter":
      takeSoftware(host, "center");
      break;
    case "restart":
      void host.restart(act.labSeconds ?? host.durations.reboot);
      break;
    case "cutConnections":
      host.emit("cut");
      break;
    case "logSensorError":
      sensorError(host, act.line);
      break;
    case "setMeasured":
      host.state.measured = merged(host.state.measured, act.measured);
      break;
    case "flipByte": {
      const bytes = host.files.read(act.path);
      if (!bytes) throw new Error(`${host.name} has no file ${act.path}`);
      const other = Buffer.from(bytes);
      other[Math.floor(other.length / 2)] = (other[Math.floor(other.length / 2)] ?? 0) ^ 1;
      host.files.write(act.path, other);
      break;
    }
    case "resetCounters":
      host.state.counters = { connections: 0, execs: 0, stepStarts: {}, writes: 0 };
      break;
  }
  host.changed();
}

export function actOnGraph(lab: Lab, act: GraphAct): void {
  const { service } = lab;
  const { state } = service;
  const sensor = (host: string) => {
    const found = state.sensors.find((one) => one.host === host);
    if (!found) throw new Error(`the service has no sensor of ${host}`);
    return found;
  };
  switch (act.act) {
    case "deleteSensor": {
      const gone = sensor(act.host);
      state.sensors = state.sensors.filter((one) => one !== gone);
      break;
    }
    case "renameSensor":
      sensor(act.host).displayName = act.displayName;
      break;
    case "duplicateSensor": {
      const first = sensor(act.host);
      state.sensors.push({ ...first, id: stableId(first.id, "again") });
      break;
    }
    case "changeSettings": {
      const found = sensor(act.host);
      if (act.description !== undefined) found.description = act.description;
      if (act.delayedUpdate !== undefined) found.delayedUpdate = act.delayedUpdate;
      break;
    }
    case "regenerateAccessKey":
      service.regenerateAccessKey();
      break;
    case "raiseHealthIssue": {
      const { act: _, ...issue } = act;
      const moment = now();
      state.healthIssues.push({
        ...issue,
        status: "open",
        issueTypeId: "1001",
        createdDateTime: moment,
        lastModifiedDateTime: moment,
      });
      break;
    }
    case "closeHealthIssue": {
      const issue = state.healthIssues.find(({ id }) => id === act.id);
      if (!issue) throw new Error(`there is no raised health issue ${act.id}`);
      issue.status = "closed";
      issue.lastModifiedDateTime = now();
      break;
    }
    case "resetCounters":
      state.counters = { requests: 0, byOperation: {} };
      break;
  }
  service.changed();
}
