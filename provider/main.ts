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

// Ctrl-C reaches the whole group of processes; what it means is told by the engine.
process.on("SIGINT", () => {});
followEngine(() => process.exit(1));

await provider.main(providerOf(handlers, services, console, cancellation), args);
