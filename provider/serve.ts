import * as provider from "@pulumi/pulumi/provider/server.js";
import { configurationOf } from "./configuration.ts";
import { providerOf } from "./dispatch.ts";
import { engineConsole, followEngine } from "./engine.ts";
import { handlers } from "./handlers/index.ts";
import { realServices } from "./realServices.ts";

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

  // Ctrl-C reaches the whole group of processes; what it means is told by the engine.
  process.on("SIGINT", () => {});
  followEngine(() => process.exit(1));

  await provider.main(providerOf(handlers, services, console, cancellation), args);
}
