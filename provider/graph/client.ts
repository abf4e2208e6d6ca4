import type { z } from "zod";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Send, senderFor } from "../http.ts";
import {
  accessKeyAnswer,
  deploymentPackageAnswer,
  graphHealthIssue,
  graphSensor,
  graphSensorCandidate,
  unwrapped,
} from "./answers.ts";
import type { GraphApi, SensorSettingsPatch } from "./api.ts";
import { endpointsOf } from "./clouds.ts";
import { type GraphCredentials, tokenSource } from "./credentials.ts";
import { type GraphOperation, operations } from "./operations.ts";
import { problemOfAnswer } from "./problems.ts";
import type { RetryLimits } from "./retry.ts";
import { GraphSession } from "./session.ts";

export interface GraphClientOptions {
  /** Default: HTTPS as the workspace's cloud needs it. */
  send?: Send;
  /** Told of pauses a person would notice. */
  notice?: (text: string) => void;
  limits?: RetryLimits;
  now?: () => Date;
}

/**
 * Microsoft Graph for one workspace and one application. Every method throws GraphProblem for what a person has to
 * know, or the signal's reason when it is aborted; no secret is ever part of an error.
 */
export function graphApi(
  workspace: WorkspaceRef,
  credentials: GraphCredentials,
  options: GraphClientOptions = {},
): GraphApi {
  const send = options.send ?? senderFor(workspace);
  const session = new GraphSession({
    ...options,
    send,
    origin: endpointsOf(workspace).graph,
    asker: { clientId: workspace.clientId, tenantId: workspace.tenantId },
    tokens: tokenSource(workspace, credentials, send, options.now),
    notice: options.notice ?? (() => {}),
  });
  const list = async <T>(
    operation: GraphOperation,
    member: z.ZodType<T>,
    signal: AbortSignal,
    query: Record<string, string> = {},
  ): Promise<T[]> => {
    const members = await session.askAll({ operation, signal, query });
    return members.map((value) => readOne(operation, member, value));
  };

  return {
    listSensors: (signal) => list(operations.listSensors, graphSensor, signal),

    async updateSensor(id: string, settings: SensorSettingsPatch, signal) {
      await session.ask({ operation: operations.updateSensor, signal, id, body: { settings } });
    },

    async deploymentPackage(signal) {
      const operation = operations.deploymentPackage;
      return readOne(operation, deploymentPackageAnswer, unwrapped(await session.ask({ operation, signal })));
    },

    async deploymentAccessKey(signal) {
      const operation = operations.deploymentAccessKey;
      return readOne(operation, accessKeyAnswer, unwrapped(await session.ask({ operation, signal })));
    },

    listSensorCandidates: (signal) => list(operations.listSensorCandidates, graphSensorCandidate, signal),

    async activateSensorCandidates(ids, signal) {
      const operation = operations.activateSensorCandidates;
      await session.ask({ operation, signal, body: { serverIds: ids } });
    },

    listHealthIssues: (signal, filter) =>
      list(operations.listHealthIssues, graphHealthIssue, signal, filter ? { $filter: filter } : {}),
  };
}

/** One thing out of an answer. What is wrong is told by place, never by value: it may be a secret. */
function readOne<T>(operation: GraphOperation, schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.map((issue) => issue.path.map(String).join(".") || "(answer)");
  throw problemOfAnswer(operation, `without a usable ${[...new Set(places)].join(", ")}`);
}
