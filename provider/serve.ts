import * as provider from "@pulumi/pulumi/provider/server.js";
import { configurationOf } from "./configuration.ts";
import { providerOf } from "./dispatch.ts";
import { engineConsole, followEngine } from "./engine.ts";
import { handlers } from "./handlers/index.ts";
import { realServices } from "./realServices.ts";

/** Time for the answers under way, once the engine has said goodbye. */
const LAST_ANSWER_MILLISECONDS = 100;

/**
 * Answers the engine until it ends. Started by the engine, gone with it.
 *
 * @param args as the engine gives them: its address, and switches of its own
 */
export async function serve(args: string[]): Promise<void> {
  const engineAddress = args.find((argument) => /^[\w.[\]:-]+:\d+$/.test(argument));
  const cancellation = new AbortController();
  const console = engineConsole(engineAddress, process.env.PULUMI_PROJECT ?? "ata2mdi");
  const services = realServices(configurationOf(process.env), process.env, cancellation.signal, (text) =>
    console.status("", text),
  );

  // The engine says goodbye by `cancel`, then by SIGINT, and waits five seconds for the end; the next provider's goodbye
  // waits with it and is lost. A SIGINT without that word comes from a terminal: the engine's own word follows.
  process.on("SIGINT", () => {
    if (cancellation.signal.aborted) setTimeout(() => process.exit(0), LAST_ANSWER_MILLISECONDS);
  });
  followEngine(() => process.exit(1));

  await provider.main(providerOf(handlers, services, console, cancellation), args);
}
