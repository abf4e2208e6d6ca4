import * as pulumi from "@pulumi/pulumi";

/** What the SDK says of a resource that failed, and of each that waited for it. */
const FAILED_ELSEWHERE =
  /^(?:error serializing property "[^"]*": )*resource (\S+) \[([^\]]+)\] failed to register$/;
/**
 * The program's exit code that tells the engine: it failed, and has said so. With exit code 0 the engine would take
 * what was not declared, since it waits for what failed, for taken out, and forget what had been done.
 */
const FAILED_AND_TOLD = 32;
/** What carries the scripts to a host: the first that goes there, so the one that finds no way. */
const TOOLS = /^(.+?)(?:-prepare|-back)?-tools$/;

/** Sets the engine's SDK up for a program that moves an estate, before the first resource is declared. */
export function tuneSdk(estateFile: string): void {
  // It takes a stack for each property of each resource and maps its lines, which takes longer than all the rest of
  // this program. Node strips types in place: its own lines are right already.
  Reflect.deleteProperty(Error, "prepareStackTrace");
  // Nor is where each resource was declared kept in the state: a fifth of it, written anew at every step.
  Reflect.set(pulumi.Resource, "callsites", () => []);
  // Its debug lines hold every answer of the engine whole, secrets in clear, and go into the engine's event log.
  Reflect.set(pulumi.log, "debug", async () => {});
  tellFailuresOnce(estateFile);
}

/**
 * A resource that fails has told so on its own line. The SDK would tell it again, as an unhandled exception of this
 * program with a stack, since nobody awaits the outputs that fail with it.
 */
function tellFailuresOnce(estateFile: string): void {
  const seen = new WeakSet<Error>();
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason, promise) => {
    const failed = reason instanceof Error && FAILED_ELSEWHERE.exec(reason.message);
    if (!failed) {
      for (const listener of listeners) listener(reason, promise);
      return;
    }
    process.exitCode = FAILED_AND_TOLD;
    if (!seen.has(reason)) {
      seen.add(reason);
      const advice = adviceOn(failed[1] ?? "", failed[2] ?? "", estateFile);
      if (advice) void pulumi.log.warn(advice);
    }
  });
}

/** The command provider names no cure where a host cannot be reached; what measures hosts does. */
export function adviceOn(resource: string, type: string, estateFile: string): string | undefined {
  const [, host] = type === "command:remote:CopyToRemote" ? (TOOLS.exec(resource) ?? []) : [];
  if (host === undefined) return undefined;
  return `${host}: the scripts did not get there, so nothing is done on it. Cause and cure: npx ata2mdi survey ${estateFile} --host ${host}`;
}
