import { flushCompileCache } from "node:module";
import * as log from "@pulumi/pulumi/log/index.js";
import { output } from "@pulumi/pulumi/output.js";
// The parts of the SDK that a provider needs, not its index: that loads what only programs use, and takes thrice as long.
import { main } from "@pulumi/pulumi/provider/server.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import { CommandProvider, type EngineLog } from "./provider.ts";

/**
 * Ends this process when the engine is gone, also when it was killed: then another process becomes the parent. Nobody
 * would read the result, and a dial that goes on could change a host. Standard input says nothing of it: the engine
 * closes that in good order too, and would take an early end for a fault. The launcher says who the engine is.
 */
function exitWithEngine(): void {
  const engine = Number(process.env.ENGINE_PID ?? process.ppid);
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, 500).unref();
}

/** Log lines to the engine, on the line of their resource. The engine's address is the first plain argument. */
function engineLog(args: readonly string[]): EngineLog {
  const tracing = args.indexOf("--tracing");
  const address = args.find((arg, index) => !arg.startsWith("-") && (tracing < 0 || index !== tracing + 1));
  settings.resetOptions("", "", -1, address ?? "", "", false, "");
  // Only the resource's URN is read of it.
  const resourceOf = (urn: string) =>
    urn === "" ? undefined : ({ urn: output(urn) } as Parameters<typeof log.info>[1]);
  return {
    status: (urn, text) => void log.info(text, resourceOf(urn), undefined, true),
    warn: (urn, text) => void log.warn(text, resourceOf(urn)),
  };
}

const args = process.argv.slice(2);
exitWithEngine();
await main(new CommandProvider(engineLog(args)), args);
// The engine ends this process from outside, so what was compiled is kept now, for a sooner start the next time.
flushCompileCache();
