import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Problem, ProblemError } from "../plan/problem.ts";
import { wordsOf } from "./errors.ts";
import type { Send } from "./http.ts";

/** Attempts, and the first pause between two; it doubles. */
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 1000;

/**
 * SHA-256, lower-case hex, of what is at an address, read as a stream: a package is larger than memory should be.
 * Throws ProblemError `PACKAGE-DOWNLOAD`; its text names host and path, never the query, which may be a token.
 */
export async function sha256Of(address: string, send: Send, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(address, send, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProblemError || attempt === ATTEMPTS) {
        throw error instanceof ProblemError ? error : new ProblemError(broken(address, wordsOf(error)));
      }
      await sleep(PAUSE_MILLISECONDS * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

async function readOnce(address: string, send: Send, signal: AbortSignal): Promise<string> {
  const response = await send(address, { redirect: "follow", signal });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    const answered = `HTTP ${response.status}`;
    if (response.status >= 500 || response.status === 429) throw new Error(answered);
    throw new ProblemError(broken(address, answered));
  }
  const hash = createHash("sha256");
  for await (const chunk of response.body) hash.update(chunk);
  return hash.digest("hex");
}

function broken(address: string, reason: string): Problem {
  const { host, pathname } = new URL(address);
  return {
    id: "PACKAGE-DOWNLOAD",
    cause: "the sensor's installer cannot be fetched to this machine, so its hash is not known",
    measured: `https://${host}${pathname}: ${reason}`,
    cure: "Let this machine reach that host on 443; the domain controllers need it as well.",
    command: "pulumi up",
  };
}
