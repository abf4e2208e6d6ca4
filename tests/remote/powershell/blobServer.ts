import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

const SIGNATURE = "sv=2021-08-06&sr=c&sp=rcw&sig=very%2Fsecret%2Bsignature%3D";

/** A blob as it was committed. */
export interface Blob {
  bytes: Buffer;
  /** As the client gave it, base64. */
  md5: string;
}

/**
 * A container of Azure Blob Storage whose blobs nobody can change, as far as an upload needs it: Put Block, Put Block
 * List, Get Blob Properties, each with the checks that are documented for it.
 */
export interface BlobServer {
  /** Address with its signature: a secret. */
  container: string;
  /** By name. */
  blobs: Map<string, Blob>;
  /** Every request that had an answer: method, name, operation, status. */
  requests: string[];
  /** Status of the next answers, instead of the real ones; 0: the request is done, and its answer lost. */
  faults: number[];
  /** Statuses of all answers to blocks of this blob. */
  refuse: { name: string; status: number } | undefined;
  close(): Promise<void>;
}

export async function serveBlobs(): Promise<BlobServer> {
  const staged = new Map<string, Map<string, Buffer>>();
  const http = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const name = decodeURIComponent(url.pathname.replace(/^\/evidence\//, ""));
    const told = (status: number) =>
      server.requests.push(
        `${request.method} ${name} ${url.searchParams.get("comp") ?? "properties"} ${status}`,
      );
    const fault = server.faults.shift();
    if (fault) {
      told(fault);
      return void response.writeHead(fault).end();
    }
    const { status, headers } = answer(server, staged, request, url, name, Buffer.concat(parts));
    told(status);
    if (fault === 0) return void response.destroy();
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", () => done()));
  const { port } = http.address() as AddressInfo;
  const server: BlobServer = {
    container: `http://127.0.0.1:${port}/evidence?${SIGNATURE}`,
    blobs: new Map(),
    requests: [],
    faults: [],
    refuse: undefined,
    close: () =>
      new Promise((done) => {
        http.closeAllConnections();
        http.close(() => done());
      }),
  };
  return server;
}

interface Answered {
  status: number;
  headers?: Record<string, string>;
}

function answer(
  { blobs, refuse }: BlobServer,
  staged: Map<string, Map<string, Buffer>>,
  { method, headers }: IncomingMessage,
  { pathname, search, searchParams }: URL,
  name: string,
  body: Buffer,
): Answered {
  if (!search.includes(SIGNATURE) || !pathname.startsWith("/evidence/")) return { status: 403 };
  if (headers["x-ms-version"] === undefined) return { status: 400 };
  const there = blobs.get(name);
  if (method === "HEAD") {
    return there ? { status: 200, headers: { "content-md5": there.md5 } } : { status: 404 };
  }
  if (method !== "PUT") return { status: 405 };
  const blocks = staged.get(name) ?? new Map<string, Buffer>();
  if (searchParams.get("comp") === "block") {
    if (refuse?.name === name) return { status: refuse.status };
    if (there) return { status: 409 };
    const id = searchParams.get("blockid") ?? "";
    const lengths = new Set([...blocks.keys(), id].map((one) => one.length));
    if (id === "" || lengths.size !== 1 || headers["content-md5"] !== md5(body)) return { status: 400 };
    staged.set(name, blocks.set(id, body));
    return { status: 201 };
  }
  if (searchParams.get("comp") !== "blocklist") return { status: 400 };
  if (there) return { status: headers["if-none-match"] === "*" ? 409 : 403 };
  const ids = [...body.toString("utf8").matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id ?? "");
  const bytes = ids.flatMap((id) => blocks.get(id) ?? []);
  if (bytes.length !== ids.length) return { status: 400 };
  blobs.set(name, { bytes: Buffer.concat(bytes), md5: String(headers["x-ms-blob-content-md5"] ?? "") });
  staged.delete(name);
  return { status: 201 };
}

export function md5(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("base64");
}
