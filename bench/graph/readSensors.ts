import type { WorkspaceRef } from "../../plan/declared.ts";
import { graphApi } from "../../provider/graph/client.ts";

/** What a process that only reads the sensors of a large tenant needed for it. */
export interface Reading {
  sensors: number;
  seconds: number;
  /** Largest memory of the whole process. */
  peakBytes: number;
}

/** Reads every sensor in a process of its own, and prints a Reading. Arguments: workspace as JSON, secret. */
const [workspace = "{}", secret = ""] = process.argv.slice(2);
const api = graphApi(JSON.parse(workspace) as WorkspaceRef, { kind: "secret", secret });
const started = performance.now();
const sensors = await api.listSensors(new AbortController().signal);
const reading: Reading = {
  sensors: sensors.length,
  seconds: (performance.now() - started) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(reading));
process.exit(0);
