import { randomBytes } from "node:crypto";
import type {
  CheckResult,
  CreateResult,
  DiffResult,
  InvokeResult,
  Provider,
  UpdateResult,
} from "@pulumi/pulumi/provider/provider.js";
import type { Context } from "./dial.ts";
import { OperationError } from "./failure.ts";
import { checkInputs, runInputs } from "./inputs.ts";
import { type LocalRun, runLocal } from "./localRun.ts";
import { changedInputs, plainProperties, resourceKind } from "./resources.ts";
import type { Properties } from "./wire.ts";

/** Where log lines go; the resource they belong to is named by its URN (empty: none). */
export interface EngineLog {
  status(urn: string, text: string): void;
  warn(urn: string, text: string): void;
}

/**
 * The stand-in for the command provider: same types, inputs, outputs and errors as @pulumi/command 1.2.1 documents.
 * What it does not do: `assetPaths` and `archivePaths` of local commands (check says so), and custom timeouts, which
 * do not reach a provider written in TypeScript.
 */
export class CommandProvider implements Provider {
  readonly version = "1.2.1";
  readonly #cancelled = new AbortController();
  readonly #log: EngineLog;

  constructor(log: EngineLog) {
    this.#log = log;
  }

  async check(urn: string, _olds: Properties, news: Properties): Promise<CheckResult> {
    return checkInputs(resourceKind(typeOf(urn)).inputs, news);
  }

  async diff(_id: string, urn: string, state: Properties, news: Properties): Promise<DiffResult> {
    const kind = resourceKind(typeOf(urn));
    const changed = changedInputs(kind, state, news);
    return { changes: changed.length > 0, replaces: changed.filter((key) => kind.replacedBy.includes(key)) };
  }

  async create(urn: string, news: Properties): Promise<CreateResult> {
    const made = await resourceKind(typeOf(urn)).create(plainProperties(news), this.#context(urn));
    return { id: `${nameOf(urn)}${randomBytes(4).toString("hex")}`, outs: { ...news, ...made } };
  }

  async update(_id: string, urn: string, state: Properties, news: Properties): Promise<UpdateResult> {
    const kind = resourceKind(typeOf(urn));
    if (!kind.update) throw new OperationError(`${typeOf(urn)} is replaced, never updated`);
    const made = await kind.update(plainProperties(state), plainProperties(news), this.#context(urn));
    return { outs: { ...news, ...made } };
  }

  async delete(_id: string, urn: string, state: Properties): Promise<void> {
    await resourceKind(typeOf(urn)).delete?.(plainProperties(state), this.#context(urn));
  }

  async invoke(token: string, args: Properties): Promise<InvokeResult> {
    if (token !== "command:local:run") throw new OperationError(`the stand-in has no function ${token}`);
    const { inputs, failures } = checkInputs(runInputs, args);
    if (failures.length > 0) return { failures };
    const output = await runLocal(plainProperties(inputs) as unknown as LocalRun, this.#context(""));
    return { outputs: { ...inputs, ...output } };
  }

  /** Ends dials and local commands. A remote command that runs is waited for. */
  async cancel(): Promise<void> {
    this.#cancelled.abort();
  }

  #context(urn: string): Context {
    return {
      signal: this.#cancelled.signal,
      status: (text) => this.#log.status(urn, text),
      warn: (text) => this.#log.warn(urn, text),
    };
  }
}

/** `command:remote:Command` of `urn:pulumi:dev::project::parent$command:remote:Command::name`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
