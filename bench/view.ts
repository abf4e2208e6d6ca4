import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { writeGenerated } from "../lab/generate.ts";
import { Sandbox, type SandboxOptions } from "../tests/support/sandbox.ts";
import type { Bench, Figure } from "./bench.ts";
import { childOf, DescendantTimes, secondsOf } from "./view/cpuTime.ts";

const bin = resolve(import.meta.dirname, "..", "cli", "ata2mdi.mjs");
const LOOK_MILLISECONDS = 50;

/**
 * What watching costs: processor time of the live view, drawn on a terminal of 120 columns, beside that of the run it
 * watches (engine, program, providers). Counted from the engine's begin to its end: what comes before and after is not
 * the view's.
 */
export const bench: Bench = {
  name: "view",
  async run() {
    if (process.platform !== "linux" || spawnSync("script", ["--version"]).status !== 0) {
      return { skipped: "it needs Linux, and `script` for a terminal" };
    }
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    try {
      const fifty = writeGenerated(folder, { domainControllers: 50 });
      const generated = { scenario: fifty.scenario, estate: () => readFileSync(fifty.estate, "utf8") };
      return {
        figures: [
          await cost("dev", { timeFactor: 60 }),
          await cost("50 domain controllers", { ...generated, timeFactor: 30 }),
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function cost(name: string, options: SandboxOptions): Promise<Figure> {
  const sandbox = await Sandbox.start(options);
  try {
    const { view, run, wall } = await watchedRun(sandbox);
    const note = `${view.toFixed(2)} s over ${run.toFixed(1)} s; ${((100 * view) / wall).toFixed(1)} % of one core for ${wall.toFixed(0)} s`;
    return { name: `processor time of view / run, ${name}`, value: view / run, unit: "x", limit: 0.03, note };
  } finally {
    await sandbox.stop();
  }
}

/** Seconds of processor time of both, and of the clock, while the engine runs below `ata2mdi up`. */
async function watchedRun(sandbox: Sandbox): Promise<{ view: number; run: number; wall: number }> {
  const command = `stty cols 120 rows 50; exec ${process.execPath} ${bin} up --stack dev --yes --no-preview`;
  const { CI: _ci, NO_COLOR: _plain, ...env } = sandbox.env;
  const terminal = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: sandbox.folder,
    env: { ...env, TERM: "xterm-256color" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let shown = "";
  terminal.stdout.on("data", (chunk: Buffer) => {
    shown = (shown + chunk.toString("utf8")).slice(-4000);
  });
  const ended = new Promise<number | null>((done) => terminal.once("close", done));
  const root = terminal.pid ?? 0;
  const view = await found(() => childOf(root, /ata2mdi\.mjs up/));
  const engine = await found(() => childOf(view, /^\S*pulumi up /));
  const [from, began] = [secondsOf(view) ?? 0, performance.now()];
  const run = new DescendantTimes(view);
  let to = from;
  let wall = 0;
  while (secondsOf(engine) !== undefined) {
    run.look();
    to = secondsOf(view) ?? to;
    wall = (performance.now() - began) / 1000;
    await wait(LOOK_MILLISECONDS);
  }
  if ((await ended) !== 0) throw new Error(`the run failed:\n${shown}`);
  return { view: to - from, run: run.seconds, wall };
}

/** Asks until there is an answer. */
async function found(look: () => number | undefined): Promise<number> {
  for (let tries = 0; tries < 600; tries++) {
    const pid = look();
    if (pid !== undefined) return pid;
    await wait(LOOK_MILLISECONDS);
  }
  throw new Error("the run did not begin");
}
