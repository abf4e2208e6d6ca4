import * as log from "@pulumi/pulumi/log/index.js";
import { output } from "@pulumi/pulumi/output.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import type { Console } from "./dispatch.ts";

/** How often it is looked whether the engine still lives. */
const LOOK_MILLISECONDS = 1000;

/**
 * The engine's own log as the place for a handler's lines.
 *
 * @param address the engine's address, the provider's first argument; undefined: lines go to standard error
 */
export function engineConsole(address: string | undefined, project: string): Console {
  if (address === undefined) {
    const print = (_urn: string, text: string) => console.error(text);
    return { status: () => {}, info: print, warn: print };
  }
  settings.resetOptions(project, "", -1, address, "", false, "");
  const shown = new Map<string, string>();
  // Only the resource's URN is read of it.
  const at = (urn: string) =>
    urn === "" ? undefined : ({ urn: output(urn) } as Parameters<typeof log.info>[1]);
  return {
    status(urn, text) {
      if (shown.get(urn) === text) return;
      shown.set(urn, text);
      void log.info(text, at(urn), undefined, true);
    },
    info: (urn, text) => void log.info(text, at(urn)),
    warn: (urn, text) => void log.warn(text, at(urn)),
  };
}

/**
 * Calls `gone` when the process that started this one ends without saying goodbye, as an engine does that is killed.
 * The launcher says who the engine is: by the time Node has loaded, it may be gone already. Windows keeps no such tie.
 */
export function followEngine(gone: () => void): void {
  if (process.platform === "win32") return;
  const engine = Number(process.env.ENGINE_PID ?? process.ppid);
  setInterval(() => {
    if (process.ppid !== engine) gone();
  }, LOOK_MILLISECONDS).unref();
}
