import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import type { HttpRequest, HttpResponse, Send } from "../http.ts";
import type { GraphOperation } from "./operations.ts";
import { GraphProblem, problemOfSilence } from "./problems.ts";
import { pauseBefore, type RetryLimits, retryAfterSeconds, retryLimits } from "./retry.ts";
import type { TokenSource } from "./tokenSource.ts";

/** Says which operation a request belongs to, on its way through the Graph client. */
export class OperationOption {
  readonly operation: GraphOperation;
  readonly signal: AbortSignal;
  /** Why there is no answer; set here because the client would turn it into an error of its own. */
  failure: unknown;
  constructor(operation: GraphOperation, signal: AbortSignal) {
    this.operation = operation;
    this.signal = signal;
  }
}

export interface TransportOptions {
  /** `https://graph.microsoft.com`: no request and no token goes anywhere else. */
  origin: string;
  tokens: TokenSource;
  send: Send;
  /** Told of pauses a person would notice. */
  notice: (text: string) => void;
  limits?: RetryLimits;
  now?: () => Date;
  random?: () => number;
}

/** Pauses from this length on are shown. */
const NOTICED_SECONDS = 4;

/**
 * The last link of the Graph client's chain: signs a request, sends it, and sends it again where that may help. The
 * library's own retry sleeps through a cancel, caps Retry-After and gives up on a broken connection.
 */
export class GraphTransport implements Middleware {
  private readonly options: Required<TransportOptions>;

  constructor(options: TransportOptions) {
    this.options = { limits: retryLimits, now: () => new Date(), random: Math.random, ...options };
  }

  async execute(context: Context): Promise<void> {
    const option = operationOf(context);
    const url = new URL(typeof context.request === "string" ? context.request : context.request.url);
    try {
      if (url.origin !== new URL(this.options.origin).origin) throw foreignHost(option.operation, url.host);
      const response = await this.persist(url.href, context, option.operation, option.signal);
      // The client wants the type of the global fetch, of which undici's is the original.
      context.response = response as unknown as Response;
    } catch (error) {
      option.failure = error;
      throw error;
    }
  }

  private async persist(
    address: string,
    context: Context,
    operation: GraphOperation,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.options.tokens.token(signal);
      const answer = await this.sendOnce(address, context, token, operation, signal);
      if (!isSilence(answer) && answer.status === 401 && !renewed) {
        renewed = true;
        this.options.tokens.forget();
        await answer.body?.cancel();
        continue;
      }
      const pause = this.pause(attempt, answer, operation);
      if (pause === undefined) {
        if (isSilence(answer)) throw answer;
        return answer;
      }
      if (!isSilence(answer)) await answer.body?.cancel();
      if (pause >= NOTICED_SECONDS) this.options.notice(noticeOf(answer, pause));
      await sleep(pause * 1000, undefined, { signal });
    }
  }

  private async sendOnce(
    address: string,
    context: Context,
    token: string,
    operation: GraphOperation,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      return await this.options.send(address, requestOf(context, token, signal));
    } catch (error) {
      signal.throwIfAborted();
      return problemOfSilence(`${operation.method} ${operation.path}`, new URL(address).host, error);
    }
  }

  private pause(attempt: number, answer: Answer, operation: GraphOperation): number | undefined {
    const { now, random, limits } = this.options;
    const { repeatable } = operation;
    // What only a person can put right, such as a certificate, is not tried again.
    if (isSilence(answer) && !answer.passing) return undefined;
    const setback = isSilence(answer)
      ? { status: undefined, retryAfter: null, repeatable }
      : { status: answer.status, retryAfter: answer.headers.get("retry-after"), repeatable };
    return pauseBefore(attempt, setback, now(), random, limits);
  }
}

/** An answer, or the problem of having none. */
type Answer = HttpResponse | GraphProblem;

function isSilence(answer: Answer): answer is GraphProblem {
  return answer instanceof GraphProblem;
}

function noticeOf(answer: Answer, pause: number): string {
  const throttled = !isSilence(answer) && answer.status === 429;
  const why = isSilence(answer) ? "cannot be reached" : throttled ? "asks for patience" : "has a failure";
  return `Microsoft Graph ${why}: trying again in ${Math.ceil(pause)}s`;
}

function operationOf(context: Context): OperationOption {
  // biome-ignore lint/complexity/noBannedTypes: the library types its options as Function
  const option = context.middlewareControl?.getMiddlewareOptions(OperationOption as unknown as Function);
  if (!(option instanceof OperationOption)) throw new Error("a request without its operation");
  return option;
}

function requestOf(context: Context, token: string, signal: AbortSignal): HttpRequest {
  const headers = new Headers(context.options?.headers);
  headers.set("authorization", `Bearer ${token}`);
  headers.set("accept", "application/json");
  const body = context.options?.body;
  return {
    method: context.options?.method ?? "GET",
    headers: Object.fromEntries(headers),
    ...(typeof body === "string" ? { body } : {}),
    signal,
  };
}

function foreignHost(operation: GraphOperation, host: string): GraphProblem {
  return new GraphProblem(
    {
      id: "GRAPH-FOREIGN-LINK",
      cause: "an answer points to another host, and the application's token must not go there",
      measured: `${operation.method} ${operation.path}: next page at ${host}`,
      cure: "Look for a proxy that rewrites answers; if there is none, report it with this text.",
      command: "pulumi up",
    },
    { passing: false },
  );
}

/** Seconds an answer asks to be left alone, for whoever waits beyond this request. */
export function leftAloneFor(response: HttpResponse, now: Date): number | undefined {
  return retryAfterSeconds(response.headers.get("retry-after"), now);
}
