import * as provider from "@pulumi/pulumi/provider/server.js";
import { configurationOf } from "./configuration.ts";
import { providerOf } from "./dispatch.ts";
import { engineConsole, followEngine } from "./engine.ts";
import { handlers } from "./handlers/index.ts";
import { realServices } from "./realServices.ts";

/** The provider process: started by the engine, ended by it, and gone with it. */
const args = process.argv.slice(2);
const engineAddress = args.find((argument) => /^[\w.[\]:-]+:\d+$/.test(argument));
const cancellation = new AbortController();
const console = engineConsole(engineAddress, process.env.PULUMI_PROJECT ?? "ata2mdi");
const services = realServices(configurationOf(process.env), process.env, cancellation.signal, (text) =>
  console.status("", text),
);

// The engine says goodbye by `cancel`, then by SIGINT, and waits five seconds for the end. A SIGINT without that word
// comes from a terminal's Ctrl-C: what is under way is ended by the engine's own word, which follows.
const LAST_ANSWER_MILLISECONDS = 100;
process.on("SIGINT", () => {
  if (cancellation.signal.aborted) setTimeout(() => process.exit(0), LAST_ANSWER_MILLISECONDS);
});
followEngine(() => process.exit(1));

await provider.main(providerOf(handlers, services, console, cancellation), args);
