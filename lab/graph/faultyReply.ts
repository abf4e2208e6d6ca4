import { graphError, type Reply } from "./reply.ts";

export const DROP = "drop" as const;

/** What the faults of the service answer before it is asked; undefined: they let the request through. */
export function faultBefore(
  has: (fault: string) => boolean,
  request: number,
): Reply | typeof DROP | undefined {
  if (has("graph-unreachable")) return DROP;
  if (has("graph-down"))
    return graphError(503, "ServiceUnavailable", "The service is temporarily unavailable.");
  if (has("graph-errors") && request % 3 === 0)
    return graphError(500, "InternalServerError", "An error has occurred.");
  if (has("throttle-long")) {
    return graphError(429, "TooManyRequests", "Too many requests.", { "retry-after": "3600" });
  }
  if (has("throttle") && request % 2 === 1) {
    return graphError(429, "TooManyRequests", "Too many requests.", { "retry-after": "1" });
  }
  if (has("throttle-bare") && request % 2 === 1)
    return graphError(429, "TooManyRequests", "Too many requests.");
  if (has("proxy-407")) {
    return {
      status: 407,
      headers: { "proxy-authenticate": "Negotiate", "content-type": "text/html" },
      body: "<html><body>Proxy authentication required</body></html>",
    };
  }
  if (has("html-answer")) {
    return {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<!DOCTYPE html><html><body>Sign in to the guest network</body></html>",
    };
  }
  if (has("not-onboarded")) {
    return graphError(404, "NotFound", "The tenant has no Defender for Identity workspace.");
  }
  if (has("no-licence")) {
    return graphError(403, "Forbidden", "The tenant is not licensed for this feature.");
  }
  return undefined;
}

/** What the faults of the service do to a list on its way out. */
export function faultAfter(has: (fault: string) => boolean, reply: Reply, page: number): Reply {
  const body = reply.body as { value?: unknown; "@odata.nextLink"?: string } | undefined;
  if (!body || !Array.isArray(body.value)) return reply;
  if (has("broken-page") && (page > 0 || body["@odata.nextLink"] === undefined)) {
    const text = JSON.stringify(body);
    return {
      ...reply,
      body: text.slice(0, Math.floor(text.length * 0.6)),
      headers: { "content-type": "application/json" },
    };
  }
  if (has("foreign-next-link")) {
    return {
      ...reply,
      body: {
        ...body,
        "@odata.nextLink": "https://graph.example.invalid/v1.0/security/identities/sensors?$skiptoken=1",
      },
    };
  }
  const rows = body.value as Array<Record<string, unknown>>;
  if (has("odd-fields")) return { ...reply, body: { ...body, value: rows.map(odd) } };
  if (has("duplicate-rows")) {
    return {
      ...reply,
      body: { ...body, value: rows.flatMap((row) => [row, { ...row, id: `${row.id}-2` }]) },
    };
  }
  return reply;
}

/** Something more, something null, something unknown: what a client must live with. */
function odd(row: Record<string, unknown>): Record<string, unknown> {
  return {
    ...row,
    newProperty: { nested: [1, null] },
    ...("healthStatus" in row ? { healthStatus: "unknownFutureValue" } : {}),
    ...("openHealthIssuesCount" in row ? { openHealthIssuesCount: null } : {}),
    ...("recommendations" in row ? { recommendations: null } : {}),
  };
}
