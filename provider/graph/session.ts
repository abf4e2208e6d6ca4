import type { Client } from "@microsoft/microsoft-graph-client";
import { wordsOf } from "../errors.ts";
import type { HttpResponse, Send } from "../http.ts";
import { errorOf, page } from "./answers.ts";
import type { GraphOperation } from "./operations.ts";
import { type Asker, GraphProblem, problemOfAnswer, problemOfNoWay, problemOfRefusal } from "./problems.ts";
import type { RetryLimits } from "./retry.ts";
import { claimsOf } from "./token.ts";
import type { TokenSource } from "./tokenSource.ts";
import { GraphTransport, leftAloneFor, OperationOption } from "./transport.ts";

/** One request to Graph. */
export interface Question {
  operation: GraphOperation;
  signal: AbortSignal;
  /** Value of `{id}` in the operation's path. */
  id?: string;
  /** OData query options, `$filter` and the like. */
  query?: Record<string, string>;
  body?: object;
}

export interface SessionOptions {
  /** `https://graph.microsoft.com` */
  origin: string;
  asker: Asker;
  tokens: TokenSource;
  send: Send;
  notice: (text: string) => void;
  limits?: RetryLimits;
  now?: () => Date;
}

/** Pages one collection may have: far beyond any tenant, and an end to a next link that leads in a circle. */
const MOST_PAGES = 2000;

/** Whether the method or the address was refused, and not what was sent. */
function isNoSuchWay(error: unknown): error is GraphProblem {
  return error instanceof GraphProblem && (error.status === 404 || error.problem.id === "GRAPH-NOT-OFFERED");
}

/** Asks Microsoft Graph through its client library, and turns every refusal into a Problem. */
export class GraphSession {
  private readonly options: SessionOptions;
  private client: Promise<Client> | undefined;
  /** Of an operation with several ways: the way the service took. */
  private readonly waysTaken = new Map<GraphOperation, GraphOperation>();

  constructor(options: SessionOptions) {
    this.options = options;
  }

  /** Application permissions the token states; undefined where it cannot be read. */
  async permissions(signal: AbortSignal): Promise<readonly string[] | undefined> {
    return claimsOf(await this.options.tokens.token(signal)).roles;
  }

  /** The body of the answer; undefined where it is empty. Throws GraphProblem, or the signal's reason. */
  async ask(question: Question): Promise<unknown> {
    const { operation, id, query = {} } = question;
    const path = operation.path.replace("{id}", encodeURIComponent(id ?? ""));
    const encoded = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
    return this.send(
      `/${operation.version}${path}${encoded.length ? `?${encoded.join("&")}` : ""}`,
      question,
    );
  }

  /**
   * Writes by the way the service takes, where its sources disagree on it: each in turn, until one is not refused as a
   * method or address that is not there. Remembered for as long as this session lasts.
   */
  async write(question: Question): Promise<unknown> {
    const { operation } = question;
    const taken = this.waysTaken.get(operation);
    if (taken) return this.ask({ ...question, operation: taken });
    const ways = [operation, ...(operation.otherWays ?? []).map((way) => ({ ...operation, ...way }))];
    const refusals: GraphProblem[] = [];
    for (const way of ways) {
      try {
        const answer = await this.ask({ ...question, operation: way });
        this.waysTaken.set(operation, way);
        return answer;
      } catch (error) {
        if (!isNoSuchWay(error)) throw error;
        refusals.push(error);
      }
    }
    throw problemOfNoWay(operation, refusals, this.options.asker);
  }

  /** Every member of a collection, over all its pages. One page that cannot be read makes the whole unread. */
  async askAll(question: Question): Promise<unknown[]> {
    const members: unknown[] = [];
    const seen = new Set<string>();
    let body = await this.ask(question);
    for (;;) {
      const read = page.safeParse(body);
      if (!read.success) throw problemOfAnswer(question.operation, "a list without `value`");
      // Not push(...value): a page may be larger than the stack.
      for (const member of read.data.value) members.push(member);
      const next = read.data["@odata.nextLink"];
      if (!next) return members;
      if (seen.has(next) || seen.size >= MOST_PAGES) {
        throw problemOfAnswer(question.operation, "next pages that never end");
      }
      seen.add(next);
      body = await this.send(next, question);
    }
  }

  private async send(address: string, question: Question): Promise<unknown> {
    const { operation, signal, body } = question;
    const { ResponseType } = await import("@microsoft/microsoft-graph-client");
    const option = new OperationOption(operation, signal);
    const absolute = address.startsWith("/") ? `${this.options.origin}${address}` : address;
    const request = (await this.connect())
      .api(absolute)
      .middlewareOptions([option])
      .responseType(ResponseType.RAW);
    let response: HttpResponse;
    try {
      response = await (operation.method === "GET"
        ? request.get()
        : operation.method === "PATCH"
          ? request.patch(body ?? {})
          : operation.method === "POST"
            ? request.post(body)
            : request.delete());
    } catch (error) {
      signal.throwIfAborted();
      throw option.failure ?? error;
    }
    return this.bodyOf(response, operation, signal);
  }

  private async bodyOf(
    response: HttpResponse,
    operation: GraphOperation,
    signal: AbortSignal,
  ): Promise<unknown> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      signal.throwIfAborted();
      const { problem } = problemOfAnswer(operation, `a transfer that broke off: ${wordsOf(error)}`);
      throw new GraphProblem(problem, { passing: true });
    }
    if (response.status >= 300 && response.status < 400) {
      throw problemOfAnswer(operation, `HTTP ${response.status}, sent on to ${destinationOf(response)}`);
    }
    const body = parse(text);
    if (!response.ok) throw await this.refusal(response, operation, body, signal);
    if (text.trim() === "") return undefined;
    if (body === undefined) {
      throw problemOfAnswer(operation, `no JSON but ${response.headers.get("content-type") ?? "something"}`);
    }
    return body;
  }

  private async refusal(
    response: HttpResponse,
    operation: GraphOperation,
    body: unknown,
    signal: AbortSignal,
  ): Promise<GraphProblem> {
    const now = this.options.now?.() ?? new Date();
    const error = errorOf(body);
    const date = Date.parse(response.headers.get("date") ?? "");
    const token = await this.options.tokens.token(signal);
    const refused = problemOfRefusal(
      operation,
      {
        ...error,
        status: response.status,
        requestId: error.requestId ?? response.headers.get("request-id") ?? undefined,
        roles: claimsOf(token).roles,
        clockAheadSeconds: Number.isNaN(date) ? undefined : Math.round((now.getTime() - date) / 1000),
      },
      this.options.asker,
    );
    const seconds = leftAloneFor(response, now);
    if (seconds === undefined) return refused;
    const until = new Date(now.getTime() + seconds * 1000).toISOString();
    const measured = `${refused.problem.measured}, Retry-After ${Math.ceil(seconds)}s (until ${until})`;
    return new GraphProblem(
      { ...refused.problem, measured },
      { passing: refused.passing, retryAfterSeconds: seconds, status: response.status },
    );
  }

  private connect(): Promise<Client> {
    this.client ??= this.open();
    return this.client;
  }

  private async open(): Promise<Client> {
    // Loaded at the first request: many runs make none.
    const { Client } = await import("@microsoft/microsoft-graph-client");
    const { origin, tokens, send, notice, limits, now } = this.options;
    return Client.initWithMiddleware({
      baseUrl: origin,
      middleware: new GraphTransport({
        origin,
        tokens,
        send,
        notice,
        ...(limits ? { limits } : {}),
        ...(now ? { now } : {}),
      }),
    });
  }
}

/** The host a redirect leads to; its path and query may hold what is nobody's business. */
function destinationOf(response: HttpResponse): string {
  const location = response.headers.get("location") ?? "";
  return URL.canParse(location) ? new URL(location).host : "another address";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
