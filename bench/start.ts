import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runPulumi } from "../cli/engine.ts";
import { Sandbox } from "../tests/support/sandbox.ts";
import type { Bench } from "./bench.ts";

const root = resolve(import.meta.dirname, "..");
const RUNS = 5;

/**
 * An idle preview of the moved estate `dev`, beside one of a bare program with as many bare resources of the same two
 * providers: what is left is what our program, its plan and its dependencies take.
 */
export const bench: Bench = {
  name: "start",
  async run() {
    const sandbox = await Sandbox.start();
    try {
      const moved = await sandbox.up();
      if (moved.code !== 0) throw new Error(`the move failed:\n${moved.stdout}${moved.stderr}`);
      const { commands, rows } = countByProvider([...(await sandbox.state()).resources.values()]);
      const bare = await BareProgram.start(commands, rows, sandbox.env);
      try {
        const ratio = await idleRatio(sandbox, bare);
        return {
          figures: [
            {
              name: "idle preview, ours / bare",
              value: ratio,
              unit: "x",
              limit: 1.3,
              note: `${commands} commands and ${rows} other resources, medians of ${RUNS}`,
            },
          ],
        };
      } finally {
        bare.stop();
      }
    } finally {
      await sandbox.stop();
    }
  },
};

function countByProvider(resources: readonly { type: string }[]) {
  const commands = resources.filter(({ type }) => type.startsWith("command:")).length;
  return { commands, rows: resources.length - commands };
}

/** The two in turn, so that a machine that slows down slows both. */
async function idleRatio(sandbox: Sandbox, bare: BareProgram): Promise<number> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const [a, b] = [await timed(() => sandbox.pulumi(["preview"])), await timed(() => bare.preview())];
    if (run > 0) {
      ours.push(a);
      theirs.push(b);
    }
  }
  return median(ours) / median(theirs);
}

async function timed(work: () => Promise<{ code: number; stdout: string }>): Promise<number> {
  const start = performance.now();
  const { code, stdout } = await work();
  if (code !== 0) throw new Error(`a preview failed:\n${stdout}`);
  return performance.now() - start;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A stack that declares nothing but commands that do nothing, and rows of a checklist. */
class BareProgram {
  private readonly folder: string;
  private readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.env = env;
  }

  static async start(commands: number, rows: number, env: NodeJS.ProcessEnv): Promise<BareProgram> {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bare-"));
    mkdirSync(join(folder, "state"));
    for (const entry of ["Pulumi.yaml", "package.json", "provider", "node_modules"]) {
      symlinkSync(join(root, entry), join(folder, entry));
    }
    writeFileSync(
      join(folder, "index.ts"),
      BARE.replace("COMMANDS", String(commands)).replace("ROWS", String(rows)),
    );
    const bare = new BareProgram(folder, { ...env, PULUMI_BACKEND_URL: `file://${join(folder, "state")}` });
    await bare.pulumi(["stack", "init", "bare"]);
    await bare.pulumi(["up", "--yes", "--skip-preview"]);
    return bare;
  }

  preview() {
    return this.pulumi(["preview"]);
  }

  stop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private pulumi(args: string[]) {
    return runPulumi(args, { cwd: this.folder, env: this.env, onOutput: () => {} });
  }
}

const BARE = `
import * as pulumi from "@pulumi/pulumi";
class Command extends pulumi.CustomResource {
  constructor(name) {
    super("command:local:Command", name, { create: "true" }, { version: "1.2.1" });
  }
}
class Row extends pulumi.CustomResource {
  constructor(name) {
    const inputs = { row: "syslog", title: name, state: "open", by: null, at: null, evidence: null };
    super("ata2mdi:index:ChecklistRow", name, inputs);
  }
}
for (let i = 0; i < COMMANDS; i++) new Command("command-" + i);
for (let i = 0; i < ROWS; i++) new Row("row-" + i);
`;
