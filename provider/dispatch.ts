import type * as provider from "@pulumi/pulumi/provider/index.js";
import { formatProblem, ProblemError, problemOf } from "../plan/problem.ts";
import { checkInputs } from "./check.ts";
import type { AnyHandler, Call, WorkCall } from "./handler.ts";
import type { Services } from "./services.ts";
import { type Properties, revealAll, same, secret } from "./wire.ts";

/** Where the lines go that a handler writes about a resource. */
export interface Console {
  /** On the resource's own line, replaced by the next. */
  status(urn: string, text: string): void;
  info(urn: string, text: string): void;
  warn(urn: string, text: string): void;
}

/** The members of Pulumi's provider interface that this provider answers. */
export type ProviderObject = Required<
  Pick<
    provider.Provider,
    "version" | "schema" | "check" | "diff" | "create" | "read" | "update" | "delete" | "cancel"
  >
>;

/**
 * The provider the engine talks to: finds the handler of a resource, takes the wire's marks off and puts them on
 * again, compares, and turns what a handler throws into what the engine records.
 */
export function providerOf(
  handlers: readonly AnyHandler[],
  services: Services,
  console: Console,
  cancellation: AbortController,
): ProviderObject {
  const byToken = new Map(handlers.map((handler) => [handler.token, handler]));
  const handlerOf = (urn: string): AnyHandler => {
    const handler = byToken.get(tokenOf(urn));
    if (!handler) throw new Error(`this provider has no resource ${tokenOf(urn)}`);
    return handler;
  };
  const callOf = (urn: string): Call => ({
    name: nameOf(urn),
    services,
    signal: cancellation.signal,
    status: (text) => console.status(urn, text),
    say: (text) => console.info(urn, text),
    warn: (text) => console.warn(urn, text),
  });

  return {
    version: "0.1.0",
    schema: "{}",

    async check(urn, _olds, news) {
      const handler = handlerOf(urn);
      return { inputs: news, failures: checkInputs(handler, revealAll(news)) };
    },

    async diff(_id, urn, olds, news) {
      const handler = handlerOf(urn);
      const watched = [...handler.minds, ...(handler.notes ?? [])];
      if (watched.some((key) => !same(olds[key], news[key]))) return { changes: true };
      const due = await dueOf(handler, olds, news, callOf(urn));
      if (due !== undefined) console.info(urn, due);
      return { changes: due !== undefined };
    },

    async create(urn, news) {
      const handler = handlerOf(urn);
      const inputs = revealAll(news);
      const id = handler.idOf(inputs);
      return working(id, news, handler, callOf(urn), async (call) => {
        const outputs = await handler.create(inputs, call);
        return { id, outs: { ...news, ...marked(handler, outputs) } };
      });
    },

    async update(id, urn, olds, news) {
      const handler = handlerOf(urn);
      const before = { ...olds, ...news };
      const [state, inputs] = [revealAll(olds), revealAll(news)];
      if (onlyNotes(handler, olds, news) && !(await dueOf(handler, olds, news, callOf(urn)))) {
        return { outs: before };
      }
      return working(id, before, handler, callOf(urn), async (call) => {
        const outputs = await (handler.update
          ? handler.update(state, inputs, call)
          : handler.create(inputs, call));
        return { outs: { ...before, ...marked(handler, outputs) } };
      });
    },

    async read(id, urn, props) {
      const handler = handlerOf(urn);
      // An import of a bare id: without inputs there is nothing to read by, so it is "not found".
      if (!props || Object.keys(props).length === 0) return { id: "", props: {} };
      if (!handler.read) return { id, props };
      const found = await handler.read(revealAll(props), callOf(urn));
      return { id, props: { ...props, ...marked(handler, found) } };
    },

    async delete(_id, urn, props) {
      const handler = handlerOf(urn);
      await handler.forget?.(revealAll(props), callOf(urn));
      console.info(urn, handler.farewell);
    },

    async cancel() {
      cancellation.abort(cancelled());
    },
  };
}

/** Runs work; when it fails after it kept something, says so in the form that makes the engine record it. */
async function working<T>(
  id: string,
  base: Properties,
  handler: AnyHandler,
  call: Call,
  work: (call: WorkCall<Properties>) => Promise<T>,
): Promise<T> {
  let kept: Properties | undefined;
  try {
    call.signal.throwIfAborted();
    return await work({
      ...call,
      keep: (outputs) => {
        kept = { ...kept, ...outputs };
      },
    });
  } catch (error) {
    const text = formatProblem(problemOf(call.signal.aborted ? call.signal.reason : error));
    if (!kept) throw new Error(text);
    throw new PartlyDone(id, { ...base, ...marked(handler, kept) }, text);
  }
}

/** The shape by which the engine learns that a resource is there but not finished. */
class PartlyDone extends Error {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: string[];
  constructor(id: string, properties: Properties, text: string) {
    super(text);
    this.id = id;
    this.properties = properties;
    this.reasons = [text];
  }
}

/** Why there is work to do; where that cannot be found out there is. */
async function dueOf(
  handler: AnyHandler,
  olds: Properties,
  news: Properties,
  call: Call,
): Promise<string | undefined> {
  try {
    return await handler.due?.(revealAll(olds), revealAll(news), call);
  } catch (error) {
    return `whether it still holds is not known (${problemOf(error).measured}): it is looked at again`;
  }
}

function marked(handler: AnyHandler, outputs: Properties): Properties {
  const hidden = new Set<string>(handler.secretOutputs);
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, hidden.has(key) ? secret(value) : value]),
  );
}

/** True when something noted changed and nothing minded did. */
function onlyNotes(handler: AnyHandler, olds: Properties, news: Properties): boolean {
  const changed = (keys: readonly string[] = []) => keys.some((key) => !same(olds[key], news[key]));
  return changed(handler.notes) && !changed(handler.minds);
}

function cancelled(): ProblemError {
  return new ProblemError({
    id: "CANCELLED",
    cause: "the run was cancelled while this was waited for",
    measured: "a cancel from the engine (Ctrl-C)",
    cure: "Nothing is lost: the next run goes on from here.",
    command: "pulumi up",
  });
}

/** `urn:pulumi:dev::ata2mdi::ata2mdi:index:Migration$ata2mdi:index:Sensor::dc01-sensor` → `ata2mdi:index:Sensor` */
function tokenOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
