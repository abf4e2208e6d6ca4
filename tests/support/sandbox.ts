import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type EngineResult, runPulumi } from "../../cli/engine.ts";
import { type Deployment, readDeployment } from "../../cli/state/deployment.ts";
import { exportState } from "../../cli/state/export.ts";
import { type RunningLab, type StartOptions, shiftedEstate, startLab } from "../../lab/client.ts";
import { toolEnvironment } from "../../tools/environment.mjs";

const root = resolve(import.meta.dirname, "..", "..");
const PROGRAM = [
  "Pulumi.yaml",
  "package.json",
  "index.ts",
  "components",
  "estate",
  "node_modules",
  "plan",
  "provider",
  "remote",
  "resources",
];

export interface SandboxOptions {
  /** Text of the estate file, with the ports and paths of estates/dev.yaml; default: that file. */
  estate?: (dev: string) => string;
  /** Path of the lab's scenario; default: the one of `dev`. */
  scenario?: string;
  timeFactor?: number;
}

/**
 * A project folder of its own with a lab, a stack `dev` and a file backend, driven by the real engine: what a person
 * does by hand, for tests. The program's folders are links to the checkout's.
 */
export class Sandbox {
  readonly folder: string;
  readonly lab: RunningLab;
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, lab: RunningLab, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.lab = lab;
    this.env = env;
  }

  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-e2e-"));
    for (const entry of PROGRAM) symlinkSync(join(root, entry), join(folder, entry));
    cpSync(join(root, "Pulumi.dev.yaml"), join(folder, "Pulumi.dev.yaml"));
    for (const entry of ["estates", ".ata2mdi/state", ".ata2mdi/lab"]) {
      mkdirSync(join(folder, entry), { recursive: true });
    }
    const labFolder = join(folder, ".ata2mdi/lab");
    const dev = readFileSync(join(root, "estates/dev.yaml"), "utf8");
    const text = options.estate ? options.estate(dev) : dev;
    const { lab, basePort } = await startLabOnFreePorts({
      scenario: options.scenario ?? join(root, "lab/scenarios/dev.yaml"),
      folder: labFolder,
      timeFactor: options.timeFactor ?? 600,
    });
    writeFileSync(join(folder, "estates/dev.yaml"), shiftedEstate(text, basePort, labFolder));
    const env = {
      ...toolEnvironment({ root, base: process.env }),
      PULUMI_BACKEND_URL: `file://${join(folder, ".ata2mdi/state")}`,
      PULUMI_HOME: join(folder, ".ata2mdi/pulumi-home"),
      PULUMI_CONFIG_PASSPHRASE: "lab",
      PULUMI_DIY_BACKEND_GZIP: "true",
    };
    const sandbox = new Sandbox(folder, lab, env);
    await sandbox.pulumi(["stack", "select", "dev", "--create"]);
    return sandbox;
  }

  /** Any `pulumi` command in the sandbox's folder. */
  pulumi(args: string[], signal?: AbortSignal): Promise<EngineResult> {
    return runPulumi(args, { cwd: this.folder, env: this.env, onOutput: () => {}, signal });
  }

  /** `pulumi up` as the documentation has it. */
  up(signal?: AbortSignal): Promise<EngineResult> {
    return this.pulumi(UP, signal);
  }

  async state(): Promise<Deployment> {
    return readDeployment((await exportState("dev", { cwd: this.folder, env: this.env })).stdout);
  }

  /** Changes the sandbox's estate file. */
  editEstate(edit: (text: string) => string): void {
    const file = join(this.folder, "estates/dev.yaml");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
  }

  async stop(): Promise<void> {
    await this.lab.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ports of a lab span a thousand; other labs may be up, so the first free span is taken. */
async function startLabOnFreePorts(options: StartOptions): Promise<{ lab: RunningLab; basePort: number }> {
  const first = process.pid % SPANS;
  for (let tries = 0; ; tries++) {
    const basePort = FIRST_SPAN + ((first + tries) % SPANS) * 1000;
    try {
      return { lab: await startLab({ ...options, basePort }), basePort };
    } catch (error) {
      if (tries === SPANS || !String(error).includes("in use")) throw error;
    }
  }
}

const FIRST_SPAN = 10_000;
const SPANS = 20;

/** How `up` is run: independent lanes go on after a failure, and waiting costs no processor. */
export const UP = ["up", "--yes", "--skip-preview", "--continue-on-error", "--parallel", "32"];
