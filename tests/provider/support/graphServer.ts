import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import type { WorkspaceRef } from "../../../plan/declared.ts";
import { httpsSender, type Send } from "../../../provider/http.ts";

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const CLIENT = "66666666-7777-4888-9999-000000000000";
export const SECRET = "hush~very-secret.value";

/** A request as it came, with its body read. */
export interface SeenRequest {
  method: string;
  /** Path without the version, query included. */
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Reply = (request: SeenRequest, response: ServerResponse) => void;

export interface GraphServer {
  workspace: WorkspaceRef;
  send: Send;
  /** Requests to Graph, in their order; those for tokens are counted apart. */
  seen: SeenRequest[];
  /** `v1.0` or `beta` of each of them. */
  versions: string[];
  tokens: number;
  port: number;
  certificate: string;
  /** What answers a request to Graph; replaced by each test. */
  reply: Reply;
  /** What answers a request for a token. */
  token: Reply;
  /** Ends every connection at once. */
  drop(): void;
  close(): Promise<void>;
}

/** Answers with JSON. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
}

/** An error as Graph writes it. */
export function graphError(status: number, code: string, message = "", headers = {}): Reply {
  return json({ error: { code, message, innerError: { "request-id": "req-1" } } }, status, headers);
}

/** The replies one after another; the last one stays. */
export function inTurn(...replies: Reply[]): Reply {
  let turn = 0;
  return (request, response) => {
    replies[Math.min(turn, replies.length - 1)]?.(request, response);
    turn += 1;
  };
}

/** A token whose claims can be read, unsigned. */
export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.x`;
}

/** A Graph on loopback: TLS with an authority of its own, a token endpoint, and replies each test decides. */
export async function startGraph(): Promise<GraphServer> {
  const pem = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  } as Parameters<typeof generate>[1]);
  const server: Server = createServer({ key: pem.private, cert: pem.cert });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `https://127.0.0.1:${port}`;
  const graph: GraphServer = {
    workspace: {
      name: "contoso",
      tenantId: TENANT,
      clientId: CLIENT,
      cloud: "lab",
      sensorApi: "https://contososensorapi.atp.azure.com/tri/sensor/api/ping",
      lab: { graph: origin, token: `${origin}/token`, ca: "not-read.pem" },
    },
    send: httpsSender({ kind: "authority", pem: pem.cert }),
    seen: [],
    versions: [],
    tokens: 0,
    port,
    certificate: pem.cert,
    reply: json({ value: [] }),
    token: json({ access_token: "opaque-token", expires_in: 3600, token_type: "Bearer" }),
    drop: () => server.closeAllConnections(),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  server.on("request", (incoming, response) => {
    void answer(incoming, response, graph);
  });
  return graph;
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  graph: GraphServer,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = incoming.url ?? "";
  const request: SeenRequest = {
    method: incoming.method ?? "",
    path: decodeURIComponent(url.replace(/^\/(v1\.0|beta)/, "")),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
  if (url.startsWith("/token")) {
    graph.tokens += 1;
    graph.token(request, response);
    return;
  }
  graph.seen.push(request);
  graph.versions.push(/^\/(v1\.0|beta)\//.exec(url)?.[1] ?? "");
  graph.reply(request, response);
}
