import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { runPulumi } from "../engine.ts";
import { shortName } from "../stack.ts";
import { isAlive } from "./runFolder.ts";

const PROJECT = "ata2mdi";

/** A lock of a stack with a file backend. dead: its engine ran on this machine and is no longer there. */
export interface StackLock {
  user: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  at: string;
  dead: boolean;
}

/** The locks of a stack; none where the backend is not a folder, since others end theirs by themselves. */
export function stackLocks(stack: string, env: NodeJS.ProcessEnv): StackLock[] {
  const backend = env.PULUMI_BACKEND_URL || currentBackend(env);
  if (!backend?.startsWith("file://")) return [];
  const folder = join(backendFolder(backend), ".pulumi", "locks", "organization", PROJECT, stack);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
  return files.flatMap((file) => readLock(join(folder, file)) ?? []);
}

/**
 * Whether a run goes on that this machine has no record of, as far as the backend tells. unseen: it does not tell; the
 * locks of a storage account or a bucket are read by the engine alone.
 */
export type Elsewhere = "none" | "underWay" | "unseen";

/** Asks a backend that is no folder; a folder's locks are told by `stackLocks`. */
export async function runsElsewhere(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Elsewhere> {
  const backend = env.PULUMI_BACKEND_URL || currentBackend(env);
  if (backend?.startsWith("file://")) return "none";
  const { code, stdout } = await runPulumi(["stack", "ls", "--json"], { cwd, env, onOutput: () => {} });
  if (code !== 0) return "unseen";
  const found = listed(stdout)?.find(({ name }) => shortName(name) === shortName(stack));
  if (found?.updateInProgress === true) return "underWay";
  // Pulumi Cloud leaves the word out for a stack that was never updated; a bucket always does.
  return found && (found.updateInProgress === false || found.url !== undefined) ? "none" : "unseen";
}

const stacks = z.array(
  z.looseObject({ name: z.string(), updateInProgress: z.boolean().optional(), url: z.string().optional() }),
);

function listed(text: string): z.output<typeof stacks> | undefined {
  try {
    return stacks.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * A killed run leaves its lock behind. Takes it away with `pulumi cancel` where every lock of the stack was left by an
 * engine of this machine that is no longer there, so that nothing is taken from anybody.
 *
 * @returns whether there was something to take away
 */
export async function clearDeadLocks(stack: string, cwd: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const locks = stackLocks(stack, env);
  if (locks.length === 0 || !locks.every(({ dead }) => dead)) return false;
  const { code } = await runPulumi(["cancel", "--yes", "--stack", stack], { cwd, env, onOutput: () => {} });
  return code === 0;
}

/** The backend of `pulumi login`. */
function currentBackend(env: NodeJS.ProcessEnv): string | undefined {
  try {
    const home = env.PULUMI_HOME ?? join(homedir(), ".pulumi");
    const { current } = JSON.parse(readFileSync(join(home, "credentials.json"), "utf8"));
    return typeof current === "string" ? current : undefined;
  } catch {
    return undefined;
  }
}

function backendFolder(url: string): string {
  if (url.startsWith("file://~")) return join(homedir(), url.slice("file://~".length));
  return url.startsWith("file:///") ? fileURLToPath(url) : url.slice("file://".length);
}

function readLock(file: string): StackLock | undefined {
  try {
    const { pid, hostname: host, username, timestamp } = JSON.parse(readFileSync(file, "utf8"));
    if (typeof pid !== "number" || typeof host !== "string") return undefined;
    const dead = host === hostname() && !isAlive(pid);
    return { user: String(username ?? ""), host, pid, at: String(timestamp ?? ""), dead };
  } catch {
    return undefined;
  }
}
