import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ZodError, z } from "zod";
import { faults } from "../faults/catalogue.ts";
import type { Lab } from "../lab.ts";
import { listenOnLoopback } from "../listen.ts";
import { actOnGraph, actOnHost, graphAct, hostAct } from "./acts.ts";
import { hostStatus, labStatus } from "./status.ts";

const switching = z.strictObject({ name: z.string(), on: z.boolean().default(true) });

/** The lab's control: HTTP and JSON on 127.0.0.1, open to whoever can read the lab's token. */
export class ControlServer {
  readonly #lab: Lab;
  readonly #token: Buffer;
  readonly #shutdown: () => void;
  readonly #server: Server;

  constructor(lab: Lab, token: string, shutdown: () => void) {
    this.#lab = lab;
    this.#token = Buffer.from(`Bearer ${token}`);
    this.#shutdown = shutdown;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        reply(response, error instanceof ZodError ? 400 : 409, { error: message(error) });
      });
    });
  }

  async listen(): Promise<void> {
    await listenOnLoopback(this.#server, this.#lab.scenario.controlPort);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = Buffer.from(request.headers.authorization ?? "");
    if (given.length !== this.#token.length || !timingSafeEqual(given, this.#token)) {
      return reply(response, 401, { error: "the token of lab.json is missing or wrong" });
    }
    let text = "";
    for await (const part of request) text += String(part);
    const body: unknown = text === "" ? {} : JSON.parse(text);
    const [, first = "", name = "", last = ""] = new URL(
      request.url ?? "/",
      "http://127.0.0.1",
    ).pathname.split("/");
    const host = this.#lab.hosts.get(decodeURIComponent(name));
    if (first === "hosts" && !host)
      return reply(response, 404, { error: `there is no host ${name} in the lab` });
    switch (`${request.method} /${first}${host ? "/:host" : name && `/${name}`}${last && `/${last}`}`) {
      case "GET /status":
        return reply(response, 200, labStatus(this.#lab));
      case "GET /faults":
        return reply(response, 200, faults);
      case "GET /hosts/:host":
        return reply(response, 200, host && hostStatus(this.#lab, host));
      case "POST /hosts/:host/faults": {
        const fault = switching.parse(body);
        await this.#lab.hostFault(name, fault.name, fault.on ? "on" : "off");
        return reply(response, 200, {});
      }
      case "POST /hosts/:host/act":
        if (host) actOnHost(host, hostAct.parse(body));
        return reply(response, 200, {});
      case "POST /graph/faults": {
        const fault = switching.parse(body);
        this.#lab.graphFault(fault.name, fault.on ? "on" : "off");
        return reply(response, 200, {});
      }
      case "POST /graph/act":
        actOnGraph(this.#lab, graphAct.parse(body));
        return reply(response, 200, {});
      case "POST /reset":
        await this.#lab.reset();
        return reply(response, 200, {});
      case "POST /shutdown":
        reply(response, 200, {});
        return this.#shutdown();
      default:
        return reply(response, 404, { error: `there is no ${request.method} ${request.url}` });
    }
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function message(error: unknown): string {
  if (error instanceof ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
