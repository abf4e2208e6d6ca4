import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeGenerated } from "../lab/generate.ts";
import { Sandbox } from "../tests/support/sandbox.ts";
import type { Bench } from "./bench.ts";

const DOMAIN_CONTROLLERS = 50;

/** What a whole move costs each host in connections, and the state in room. Private keys in the state: the worst case. */
export const bench: Bench = {
  name: "hosts",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    const files = writeGenerated(folder, { domainControllers: DOMAIN_CONTROLLERS, stepSeconds: 0 });
    const sandbox = await Sandbox.start({
      scenario: files.scenario,
      estate: () => readFileSync(files.estate, "utf8"),
    });
    try {
      const { code, stdout } = await sandbox.up();
      if (code !== 0) throw new Error(`up failed:\n${stdout}`);
      const { hosts } = await sandbox.lab.client.status();
      const connections = hosts.map(({ counters }) => counters.connections);
      const exported = JSON.stringify(JSON.parse((await sandbox.pulumi(["stack", "export"])).stdout)).length;
      return {
        figures: [
          {
            name: `SSH connections of a host in a whole move, most of ${DOMAIN_CONTROLLERS}`,
            value: Math.max(...connections),
            unit: "connections",
            limit: 5,
          },
          {
            name: "state of a domain controller, all shared parts included, as stored",
            value: storedBytes(sandbox) / DOMAIN_CONTROLLERS / 1000,
            unit: "KB",
            limit: 10,
            note: `${(exported / DOMAIN_CONTROLLERS / 1000).toFixed(1)} KB before the engine compresses it`,
          },
        ],
      };
    } finally {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The stack's file, without its backup. */
function storedBytes(sandbox: Sandbox): number {
  const folder = join(sandbox.folder, ".ata2mdi/state/.pulumi/stacks/ata2mdi");
  const file = readdirSync(folder).find((name) => /^dev\.json(\.gz)?$/.test(name));
  if (!file) throw new Error(`no state in ${folder}`);
  return statSync(join(folder, file)).size;
}
