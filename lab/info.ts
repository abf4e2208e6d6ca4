import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What `lab.json` tells a client of the lab; readable by its owner alone. */
export interface LabInfo {
  ready: true;
  pid: number;
  control: string;
  token: string;
  graph: string;
  clientSecret: string;
  scenario: string;
  folder: string;
  basePort: number;
  timeFactor: number;
}

/** The lab that runs in a folder; undefined: none does, or it left its file behind when it was killed. */
export function readLabInfo(folder: string): LabInfo | undefined {
  const file = join(folder, "lab.json");
  if (!existsSync(file)) return undefined;
  const info = JSON.parse(readFileSync(file, "utf8")) as LabInfo;
  return isLab(info.pid) ? info : undefined;
}

/** Whether a process is a lab's: after a restart of the machine another one may have its number. */
function isLab(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("main.ts");
}
