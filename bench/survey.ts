import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureHosts } from "../cli/survey/measureHosts.ts";
import { parseEstate } from "../estate/load.ts";
import { resolveTargets, workspaceRef } from "../estate/reach.ts";
import type { Target } from "../estate/target.ts";
import { shiftedEstate, startLab } from "../lab/client.ts";
import { writeGenerated } from "../lab/generate.ts";
import { resolveSecret } from "../remote/secret.ts";
import type { Bench } from "./bench.ts";

const HOSTS = 100;
/** The lab's own time: the facts of a host take some seconds, as on a busy domain controller. */
const TIME_FACTOR = 1;
const BASE_PORT = 36_000;
const MILLISECONDS_A_HOST = 20;

/** Facts of many hosts beside those of one: what is waited for is the slowest host, not their sum. */
export const bench: Bench = {
  name: "survey",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    const files = writeGenerated(folder, { domainControllers: HOSTS });
    const lab = await startLab({
      scenario: files.scenario,
      folder,
      basePort: BASE_PORT,
      timeFactor: TIME_FACTOR,
    });
    try {
      const text = shiftedEstate(readFileSync(files.estate, "utf8"), BASE_PORT, folder);
      writeFileSync(files.estate, text);
      const loaded = parseEstate(text, files.estate);
      if (!loaded.ok) throw new Error("the generated estate has problems");
      const { targets } = resolveTargets(loaded.estate, folder);
      const all = loaded.estate.domainControllers
        .map(({ name }) => targets[name])
        .filter((one) => one !== undefined);
      const sensorApi = workspaceRef(loaded.estate).sensorApi;
      const first = await seconds(all, sensorApi);
      const one = await seconds(all.slice(0, 1), sensorApi);
      const many = await seconds(all, sensorApi);
      const { hosts } = await lab.client.status();
      const connections = hosts.map(({ counters }) => counters.connections);
      return {
        figures: [
          {
            name: `facts of ${HOSTS} hosts`,
            value: many,
            unit: "s",
            limit: 1.3 * one + (MILLISECONDS_A_HOST / 1000) * HOSTS,
            note: `${one.toFixed(1)} s of one; ${first.toFixed(1)} s at first contact, with the scripts brought there`,
          },
          {
            name: "connections of a host in three surveys",
            value: Math.max(...connections),
            unit: "connections",
            limit: 3,
          },
        ],
      };
    } finally {
      await lab.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function seconds(targets: readonly Target[], sensorApi: string): Promise<number> {
  const start = performance.now();
  const measured = await measureHosts({
    targets,
    sensorApi,
    needs: () => ({ managedAccounts: [], proxy: null }),
    deadlineSeconds: 120,
    secret: (reference) => resolveSecret(reference, () => undefined),
    command: "ata2mdi survey",
    signal: new AbortController().signal,
  });
  const failed = measured.find((one) => "problem" in one);
  if (failed && "problem" in failed)
    throw new Error(`${failed.host}: ${failed.problem.id}: ${failed.problem.measured}`);
  return (performance.now() - start) / 1000;
}
