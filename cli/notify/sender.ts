import { setTimeout as sleep } from "node:timers/promises";

/** Tries for each message, and the pauses between them in milliseconds. */
const PAUSES = [1000, 5000, 15_000];
const ANSWER_MILLISECONDS = 10_000;
/** Messages that wait at most: a receiver that hangs costs memory for no more. */
const MOST_WAITING = 100;

export interface SenderOptions {
  address: string;
  /** Default: 1, 5 and 15 seconds; tests take shorter ones. */
  pauses?: readonly number[];
  answerMilliseconds?: number;
}

/**
 * Sends messages one after another in the background, in their order. It never throws and never makes anybody wait; what
 * could not be delivered is counted.
 */
export class Sender {
  readonly #address: string;
  readonly #pauses: readonly number[];
  readonly #answer: number;
  readonly #end = new AbortController();
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Why messages were lost, the last one's reason. */
  lost: { count: number; reason: string } = { count: 0, reason: "" };

  constructor({ address, pauses = PAUSES, answerMilliseconds = ANSWER_MILLISECONDS }: SenderOptions) {
    this.#address = address;
    this.#pauses = pauses;
    this.#answer = answerMilliseconds;
  }

  send(body: unknown): void {
    if (this.#waiting >= MOST_WAITING) {
      this.#lose("too many messages wait");
      return;
    }
    this.#waiting += 1;
    this.#queue = this.#queue
      .then(() => this.#deliver(JSON.stringify(body)))
      .catch((error: unknown) => this.#lose(reasonOf(error)))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Waits for what is under way, but no longer than this; then gives up. */
  async finish(milliseconds: number): Promise<void> {
    const timer = sleep(milliseconds, undefined, { ref: false }).then(() =>
      this.#end.abort(new Error("no time was left")),
    );
    await Promise.race([this.#queue, timer]);
    this.#end.abort(new Error("the run is over"));
    await this.#queue;
  }

  async #deliver(body: string): Promise<void> {
    for (const pause of [...this.#pauses, null]) {
      this.#end.signal.throwIfAborted();
      const reason = await this.#try(body);
      if (reason === undefined) return;
      if (pause === null) throw new Error(reason);
      await sleep(pause, undefined, { signal: this.#end.signal });
    }
  }

  /** Why it was not taken; undefined: it was. */
  async #try(body: string): Promise<string | undefined> {
    try {
      const response = await fetch(this.#address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        // The address is a secret: it is not carried to another host.
        redirect: "manual",
        signal: AbortSignal.any([this.#end.signal, AbortSignal.timeout(this.#answer)]),
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      const redirects = response.status >= 300 && response.status < 400;
      return `HTTP ${response.status}${redirects ? ", a redirect, which is not followed" : ""}`;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #lose(reason: string): void {
    this.lost = { count: this.lost.count + 1, reason };
  }
}

/** In words, and never with the address: that is a secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "it failed";
  if (error.name === "TimeoutError") return "no answer in time";
  const cause = error.cause as { code?: unknown } | undefined;
  if (typeof cause?.code === "string") return cause.code;
  return error.name === "TypeError" ? "it could not be reached" : error.message;
}
