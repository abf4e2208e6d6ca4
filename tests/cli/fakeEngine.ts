import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackView } from "../../cli/stack.ts";
import { emptyDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { devEstate, type Recording } from "./recordings.ts";

/** How the stand-in engine behaves. */
export interface FakeEngine {
  /** What it writes into its event log. */
  recording?: Recording;
  /** What it prints. */
  prints?: string;
  /** Its exit code; default 0. */
  code?: number;
  /** It waits after its events until it is asked to stop that often, and then ends with 130. */
  untilStops?: number;
}

/** A folder with a `pulumi` that plays a recording, and the environment that finds it. */
export function fakeEngine(behaviour: FakeEngine) {
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-fake-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const events = behaviour.recording && join(import.meta.dirname, "fixtures", `${behaviour.recording}.jsonl`);
  const script = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const log = process.argv[process.argv.indexOf("--event-log") + 1];
writeFileSync(${JSON.stringify(join(folder, "arguments.json"))}, JSON.stringify(process.argv.slice(2)));
process.stdout.write(${JSON.stringify(behaviour.prints ?? "")});
let stops = 0;
process.on("SIGINT", () => {
  stops += 1;
  appendFileSync(${JSON.stringify(join(folder, "stops"))}, "x");
  if (stops >= ${behaviour.untilStops ?? 0}) process.exit(130);
});
const text = ${events ? `readFileSync(${JSON.stringify(events)}, "utf8")` : '""'};
for (let at = 0; at < text.length; at += 5000) appendFileSync(log, text.slice(at, at + 5000));
writeFileSync(${JSON.stringify(join(folder, "ready"))}, "");
if (${behaviour.untilStops ?? 0} > 0) setInterval(() => {}, 1000);
else process.exit(${behaviour.code ?? 0});
`;
  writeFileSync(join(bin, "pulumi"), script, { mode: 0o755 });
  return {
    folder,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Estate `dev`, before its first run. */
export function freshStack(stack = "dev"): StackView {
  const { estate, plan } = devEstate();
  return {
    stack,
    estateFile: "estates/dev.yaml",
    estate,
    survey: undefined,
    plan,
    deployment: emptyDeployment,
    state: moveState(estate, plan, emptyDeployment),
  };
}
