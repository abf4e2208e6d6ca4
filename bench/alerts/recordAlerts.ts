import { Command } from "commander";
import { registerAlerts } from "../../cli/verbs/alerts.ts";

/** Records the alerts of an estate as the verb does, in a process of its own; its last line is what it took. */
export interface Recording {
  seconds: number;
  peakBytes: number;
}

const [estate = "", out = ""] = process.argv.slice(2);
const started = performance.now();
const program = new Command("ata2mdi");
registerAlerts(program);
await program.parseAsync(["alerts", estate, "--out", out], { from: "user" });
const recording: Recording = {
  seconds: (performance.now() - started) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(recording)}\n`);
