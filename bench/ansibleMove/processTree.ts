import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a program and all its descendants needed, in seconds. */
export interface Needed {
  wall: number;
  cpu: number;
}

/** Runs a program to its end; throws its output where it fails. */
export async function measureTree(
  command: readonly string[],
  { cwd, env, folder }: { cwd?: string; env: NodeJS.ProcessEnv; folder: string },
): Promise<Needed> {
  const result = join(folder, "needed.json");
  const child = spawn("python3", [join(import.meta.dirname, "processTree.py"), result, ...command], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  child.stderr.on("data", (part) => {
    output += part;
  });
  await once(child, "close");
  const { code, wall, cpu } = JSON.parse(readFileSync(result, "utf8")) as Needed & { code: number };
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}:\n${output.slice(-2000)}`);
  return { wall, cpu };
}
