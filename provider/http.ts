import { readFileSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import type { Agent, EnvHttpProxyAgent, RequestInit, Response } from "undici";
import type { WorkspaceRef } from "../plan/declared.ts";
import { ProblemError } from "../plan/problem.ts";

export type HttpRequest = RequestInit;
export type HttpResponse = Response;

/** Sends one request; answers whatever the status is, throws where there was no answer. Redirects are not followed. */
export type Send = (address: string, request: RequestInit) => Promise<Response>;

/** Whom an HTTPS client believes. */
export type Trust =
  /** The system's authorities and those of NODE_EXTRA_CA_CERTS; through the proxy of HTTPS_PROXY, if there is one. */
  | { kind: "system" }
  /** One authority (PEM) and no other; straight, never through a proxy. */
  | { kind: "authority"; pem: string }
  /** Exactly these certificates (SHA-256, hex, any case, colons or not), whoever signed them; straight. */
  | { kind: "certificates"; fingerprints: readonly string[] };

/** Seconds a host may take to accept a connection, to begin its answer, and between two parts of it. */
const CONNECT_SECONDS = 15;
const ANSWER_SECONDS = 60;

/** An HTTPS client that believes whom it is told to believe. Connections are kept for the next request. */
export function httpsSender(trust: Trust): Send {
  let dispatcher: Promise<Agent | EnvHttpProxyAgent> | undefined;
  return async (address, request) => {
    // Loaded at the first request: many runs make none.
    const { fetch } = await import("undici");
    dispatcher ??= dispatcherFor(trust);
    return fetch(address, { redirect: "manual", ...request, dispatcher: await dispatcher });
  };
}

/** The client for a workspace's Graph: in the lab the lab's own authority, else the system's. */
export function senderFor(workspace: WorkspaceRef): Send {
  if (!workspace.lab) return httpsSender({ kind: "system" });
  return httpsSender({ kind: "authority", pem: readAuthority(workspace.lab.ca) });
}

/** A certificate the lab made, from its file. Throws ProblemError `LAB-AUTHORITY`. */
export function readAuthority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ProblemError({
      id: "LAB-AUTHORITY",
      cause: "the lab's certificate authority cannot be read, so nothing it says can be believed",
      measured: `${file}: ${error instanceof Error && "code" in error ? String(error.code) : "unreadable"}`,
      cure: "Start the lab; it makes its authority anew.",
      command: "npx ata2mdi lab up",
    });
  }
}

async function dispatcherFor(trust: Trust): Promise<Agent | EnvHttpProxyAgent> {
  const undici = await import("undici");
  const limits = { headersTimeout: ANSWER_SECONDS * 1000, bodyTimeout: ANSWER_SECONDS * 1000 };
  const timeout = CONNECT_SECONDS * 1000;
  switch (trust.kind) {
    case "system":
      return new undici.EnvHttpProxyAgent({ ...limits, connect: { timeout } });
    case "authority":
      return new undici.Agent({ ...limits, connect: { ca: trust.pem, timeout } });
    case "certificates": {
      // Whoever signed it does not matter here: the certificate itself is compared before anything is sent.
      // A session taken up again shows no certificate to compare, so none is kept.
      const connect = undici.buildConnector({ rejectUnauthorized: false, timeout, maxCachedSessions: 0 });
      const wanted = trust.fingerprints.map(plain);
      return new undici.Agent({
        ...limits,
        connect: (options, done) =>
          connect(options, (error, socket) => {
            if (error || !socket) return done(error ?? new Error("no connection"), null);
            const shown = plain((socket as TLSSocket).getPeerCertificate().fingerprint256 ?? "");
            if (wanted.includes(shown)) return done(null, socket);
            socket.destroy();
            return done(new Error(`certificate ${shown} is not one of those expected`), null);
          }),
      });
    }
  }
}

function plain(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, "").toLowerCase();
}
