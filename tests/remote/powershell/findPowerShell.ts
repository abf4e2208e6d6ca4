import { execFileSync } from "node:child_process";

/**
 * The PowerShell 7 to run the real scripts with: what ATA2MDI_PWSH names, else `pwsh` on PATH; undefined where there is
 * none, and then the tests that need it are skipped and counted.
 */
export function findPowerShell(): string | undefined {
  const named = process.env.ATA2MDI_PWSH;
  for (const command of named ? [named] : ["pwsh"]) {
    try {
      const version = execFileSync(command, ["-NoProfile", "-Command", "$PSVersionTable.PSVersion.Major"], {
        encoding: "utf8",
        timeout: 60_000,
        stdio: ["ignore", "pipe", "ignore"],
      });
      if (Number(version) >= 7) return command;
    } catch {
      // Not there, or not able to run here.
    }
  }
  if (named) throw new Error(`ATA2MDI_PWSH names ${named}, which is no PowerShell 7`);
  process.stderr.write("no pwsh on PATH and no ATA2MDI_PWSH: the tests of the real scripts are skipped\n");
  return undefined;
}
