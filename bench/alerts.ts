import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { shiftedEstate, startLab } from "../lab/client.ts";
import type { Recording } from "./alerts/recordAlerts.ts";
import type { Bench, Figure } from "./bench.ts";

const ALERTS = 100_000;
const BASE_PORT = 37_000;
const root = join(import.meta.dirname, "..");

/** A Center's 100,000 alerts, over TLS from the lab into JSON and CSV. */
export const bench: Bench = { name: "alerts", run: async () => ({ figures: await recordMany() }) };

async function recordMany(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
  const scenario = join(folder, "scenario.yaml");
  const dev = readFileSync(join(root, "lab/scenarios/dev.yaml"), "utf8");
  writeFileSync(scenario, dev.replace(/closedAlerts: \d+/, `closedAlerts: ${ALERTS - 2}`));
  const lab = await startLab({ scenario, folder, basePort: BASE_PORT });
  try {
    const estate = join(folder, "dev.yaml");
    writeFileSync(
      estate,
      shiftedEstate(readFileSync(join(root, "estates/dev.yaml"), "utf8"), BASE_PORT, folder),
    );
    const program = join(import.meta.dirname, "alerts/recordAlerts.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [program, estate, join(folder, "out")]);
    if (!stdout.includes(`${ALERTS} suspicious activities`)) throw new Error(stdout);
    const { seconds, peakBytes } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Recording;
    return [
      { name: `time to record ${ALERTS} alerts`, value: seconds, unit: "s", limit: 60 },
      {
        name: `memory of a process that records ${ALERTS} alerts`,
        value: peakBytes / 1e6,
        unit: "MB",
        limit: 300,
      },
    ];
  } finally {
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
