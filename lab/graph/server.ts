import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { listenOnLoopback } from "../listen.ts";
import type { Certificate } from "./certificate.ts";
import { DROP, faultAfter, faultBefore } from "./faultyReply.ts";
import { runHuntingQuery } from "./hunting.ts";
import { migrationRoutes } from "./migrationRoutes.ts";
import { otherRoutes } from "./otherRoutes.ts";
import { badRequest, graphError, identified, type Reply } from "./reply.ts";
import { type Call, countOf, functionPath, plainKeys, type Route, undocumented } from "./routes.ts";
import { sensorRoutes } from "./sensorRoutes.ts";
import type { DefenderService } from "./service.ts";
import { consented, type Tokens } from "./token.ts";

const routes: readonly Route[] = [
  ...[...sensorRoutes, ...otherRoutes, ...migrationRoutes].map(belowIdentities),
  {
    name: "run hunting query",
    method: "POST",
    path: functionPath("", "runHuntingQuery"),
    permissions: ["ThreatHunting.Read.All"],
    usGov: true,
    takes: ["query", "timespan", "Query", "Timespan"],
    answer: runHuntingQuery,
  },
];
/** A key at a path's end. */
const ID = /\/[0-9a-f]{8}-[0-9a-f-]{27}$/i;
const COUNT = /\/\$count$/;
const PREFIX = /^\/(v1\.0|beta)\/security(\/.*)$/i;

/** The same route with its path from `/security` on. */
function belowIdentities(route: Route): Route {
  return { ...route, path: new RegExp(`^/identities${route.path.source.slice(1)}`, "i") };
}

/** Microsoft Graph for Defender for Identity, its token endpoint and its package store, over TLS on 127.0.0.1. */
export class GraphServer {
  readonly #service: DefenderService;
  readonly #tokens: Tokens;
  readonly #server: Server;

  constructor(service: DefenderService, tokens: Tokens, certificate: Certificate) {
    this.#service = service;
    this.#tokens = tokens;
    this.#server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        process.stderr.write(`graph: ${String(error)}\n`);
        send(response, graphError(500, "InternalServerError", "The lab's Graph failed."));
      });
    });
  }

  async listen(): Promise<void> {
    await listenOnLoopback(this.#server, this.#service.scenario.graph.port);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", `https://${request.headers.host ?? "127.0.0.1"}`);
    const text = await readAll(request);
    const token = /^(?:\/([0-9a-f-]{36}))?(?:\/oauth2\/v2\.0)?\/token$/i.exec(url.pathname);
    if (token) {
      if (this.#service.has("graph-unreachable")) return void request.socket.destroy();
      const reply =
        request.method === "POST"
          ? this.#tokens.issue(new URLSearchParams(text), token[1] ?? null, request.headers.authorization)
          : { status: 405 };
      return send(response, reply);
    }
    if (url.pathname.startsWith("/package/")) return send(response, this.#package(url));
    const answer = this.#graph(request, url, text);
    if (answer === DROP) return void request.socket.destroy();
    const reply = identified(answer, request.headers["client-request-id"]);
    if (this.#service.has("graph-slow")) await new Promise((resolve) => setTimeout(resolve, 2_000));
    send(response, reply);
  }

  /** Whether this cloud and version of Graph have an operation at all. */
  #offers(route: Route, version: string): boolean {
    if (version.toLowerCase() === "beta") return true;
    return !route.betaOnly && (route.usGov === true || this.#service.scenario.graph.cloud !== "usGov");
  }

  #package(url: URL): Reply {
    const { status, version } = this.#service.download(url.href);
    const bytes = version === null ? undefined : this.#service.sensorPackage(version);
    if (status === 200 && bytes) {
      const cut = this.#service.has("package-cut") ? bytes.subarray(0, bytes.length / 2) : bytes;
      return { status: 200, body: cut, headers: { "content-type": "application/zip" } };
    }
    return {
      status: status === 200 ? 404 : status,
      headers: { "content-type": "application/xml" },
      body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code></Error>`,
    };
  }

  #graph(request: IncomingMessage, url: URL, text: string): Reply | typeof DROP {
    const has = (fault: string) => this.#service.has(fault);
    const counters = this.#service.state.counters;
    counters.requests += 1;
    const fault = faultBefore(has, counters.requests);
    if (fault) return fault;
    const complaint = this.#tokens.complaint(request.headers.authorization);
    if (complaint || has("token-refused")) {
      return graphError(401, "InvalidAuthenticationToken", complaint ?? "Access token validation failure.");
    }
    if (this.#tokens.isForeign(request.headers.authorization)) return { status: 200, body: { value: [] } };
    const [, version, path] = PREFIX.exec(plainKeys(decoded(url.pathname))) ?? [];
    if (!version || !path)
      return badRequest(`Resource not found for the segment '${url.pathname.split("/")[2]}'.`);
    // A list and how many it has: the metadata gives every list this segment.
    const rest = path.replace(COUNT, "");
    const counted = rest !== path;
    const onPath = routes.filter(
      (route) => route.path.test(rest) && (!counted || route.lists) && this.#offers(route, version),
    );
    const route = onPath.find(({ method }) => method === request.method);
    if (!route) {
      return onPath.length > 0
        ? graphError(
            405,
            "Request_BadRequest",
            "Specified HTTP method is not allowed for the request target.",
          )
        : badRequest(`Resource not found for the segment '${path.split("/").at(-1)}'.`);
    }
    counters.byOperation[route.name] = (counters.byOperation[route.name] ?? 0) + 1;
    if (!route.permissions.some((permission) => consented(has, permission))) {
      return graphError(403, "UnknownError", "");
    }
    let body: unknown;
    if (text !== "") {
      if (!/^application\/json/i.test(request.headers["content-type"] ?? "")) {
        return graphError(415, "BadRequest", "A Content-Type of application/json is expected.");
      }
      try {
        body = JSON.parse(text);
      } catch {
        return badRequest("Unable to read JSON request payload.");
      }
    }
    const refused = this.#service.scenario.graph.strict && undocumented(route, url.searchParams, body);
    if (refused) return refused;
    const call: Call = {
      service: this.#service,
      version: version.toLowerCase() as Call["version"],
      parts: (route.path.exec(rest) ?? []).slice(1),
      query: url.searchParams,
      body,
      address: `${url.origin}${url.pathname}`,
      context: `${this.#service.origin}/${version}/$metadata#security${rest.replace(ID, "/$entity")}`,
    };
    if (counted) return countOf(route, call);
    return faultAfter(has, route.answer(call), url.searchParams.has("$skiptoken") ? 1 : 0);
  }
}

/** A path without its escapes; as it is where they are none. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

const JSON_HEADERS = {
  "content-type":
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
};

/** Sends a reply: JSON unless it is text or bytes already. */
export function send(response: ServerResponse, reply: Reply): void {
  const { body } = reply;
  const plain = typeof body === "string" || Buffer.isBuffer(body);
  const content = body === undefined ? "" : plain ? body : JSON.stringify(body);
  response.writeHead(reply.status, { ...(body === undefined ? {} : JSON_HEADERS), ...reply.headers });
  response.end(content);
}
