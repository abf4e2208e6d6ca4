import type { z } from "zod";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Send, senderFor } from "../http.ts";
import * as answers from "./answers.ts";
import type { GraphApi, GraphHealthIssue, HealthIssueStatus } from "./api.ts";
import { endpointsOf } from "./clouds.ts";
import type { GraphCredentials } from "./credentials.ts";
import { type GraphOperation, operations } from "./operations.ts";
import { GraphProblem, problemOfAnswer } from "./problems.ts";
import type { RetryLimits } from "./retry.ts";
import { GraphSession } from "./session.ts";
import { tokenSource } from "./tokenSource.ts";

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
    asker: workspace,
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

  const one = async <T>(operation: GraphOperation, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> =>
    readOne(operation, schema, answers.unwrapped(await session.ask({ operation, signal })));

  return {
    permissions: (signal) => session.permissions(signal),

    listSensors: (signal) => list(operations.listSensors, answers.graphSensor, signal),

    async updateSensor(id, settings, signal) {
      await session.ask({ operation: operations.updateSensor, signal, id, body: { settings } });
    },

    async deleteSensor(id, signal) {
      await session.ask({ operation: operations.deleteSensor, signal, id });
    },

    deploymentPackage: (signal) => one(operations.deploymentPackage, answers.deploymentPackageAnswer, signal),

    deploymentAccessKey: (signal) => one(operations.deploymentAccessKey, answers.accessKeyAnswer, signal),

    async regenerateDeploymentAccessKey(signal) {
      await session.ask({ operation: operations.regenerateDeploymentAccessKey, signal });
    },

    listSensorCandidates: (signal) =>
      list(operations.listSensorCandidates, answers.graphSensorCandidate, signal),

    async activateSensorCandidates(ids, signal) {
      const operation = operations.activateSensorCandidates;
      await session.ask({ operation, signal, body: { serverIds: ids } });
    },

    activationMode: (signal) => one(operations.activationMode, answers.activationModeAnswer, signal),

    async setActivationMode(activationMode, signal) {
      await session.write({ operation: operations.setActivationMode, signal, body: { activationMode } });
    },

    automaticAuditing: (signal) => one(operations.automaticAuditing, answers.automaticAuditingAnswer, signal),

    async setAutomaticAuditing(on, signal) {
      const body = { isAutomatic: on === "on" };
      await session.write({ operation: operations.setAutomaticAuditing, signal, body });
    },

    async listHealthIssues(signal, status) {
      const all = (query = {}) => list(operations.listHealthIssues, answers.graphHealthIssue, signal, query);
      if (status === undefined) return all();
      // Documented for `open` alone: a service that refuses or ignores it is asked for everything, and sorted here.
      const found = await all({ $filter: `status eq '${status}'` }).catch((error: unknown) => {
        if (error instanceof GraphProblem && error.status === 400) return all();
        throw error;
      });
      return found.filter((issue) => hasStatus(issue, status));
    },

    async updateHealthIssue(id, status, signal) {
      await session.ask({ operation: operations.updateHealthIssue, signal, id, body: { status } });
    },

    listSensorMigrations: (signal) =>
      list(operations.listSensorMigrations, answers.graphSensorMigration, signal),

    async migrateSensors(sensorIds, signal) {
      const operation = operations.migrateSensors;
      const answer = await session.ask({ operation, signal, body: { sensorIds } });
      return readOne(operation, answers.migrationAnswer, answers.unwrapped(answer));
    },

    async huntingQuery(query, timespan, signal) {
      const operation = operations.huntingQuery;
      const answer = await session.ask({ operation, signal, body: { query, timespan } });
      return readOne(operation, answers.huntingAnswer, answer);
    },
  };
}

const SETTLED = ["closed", "suppressed"];

/** A status nobody knows counts as open: it hides nothing, and nothing is opened that was settled. */
function hasStatus(issue: GraphHealthIssue, status: HealthIssueStatus): boolean {
  const said = issue.status.toLowerCase();
  return status === "open" ? !SETTLED.includes(said) : said === status;
}

/** One thing out of an answer. What is wrong is told by place, never by value: it may be a secret. */
function readOne<T>(operation: GraphOperation, schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const places = read.error.issues.map((issue) => issue.path.map(String).join(".") || "(answer)");
  throw problemOfAnswer(operation, `without a usable ${[...new Set(places)].join(", ")}`);
}
