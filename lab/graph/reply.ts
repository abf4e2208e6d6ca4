import { randomUUID } from "node:crypto";
import { now } from "../clock.ts";

/** An HTTP answer: `body` is sent as JSON, or as it is when it is a string or bytes. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An error body as Microsoft Graph writes it. */
export function graphError(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Reply {
  const id = randomUUID();
  return {
    status,
    headers: { "request-id": id, ...headers },
    body: {
      error: {
        code,
        message,
        innerError: { date: now().slice(0, 19), "request-id": id, "client-request-id": id },
      },
    },
  };
}

/** An answer with the ids Graph gives each: its own, and the client's where it sent one. */
export function identified(reply: Reply, sent: string | string[] | undefined): Reply {
  const id = reply.headers?.["request-id"] ?? randomUUID();
  const clientId = String(sent ?? id);
  const error = (reply.body as { error?: { innerError?: Record<string, string> } } | undefined)?.error;
  if (error?.innerError) error.innerError["client-request-id"] = clientId;
  return { ...reply, headers: { "request-id": id, "client-request-id": clientId, ...reply.headers } };
}

/** A moment as Graph writes it: seven digits of a second. */
export function graphTime(moment: string): string {
  return moment.replace(/(\.\d{3})Z$/, (_, milliseconds) => `${milliseconds}0000Z`);
}

export function badRequest(message: string): Reply {
  return graphError(400, "BadRequest", message);
}

export function notFound(what: string): Reply {
  return graphError(
    404,
    "NotFound",
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
