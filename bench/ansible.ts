import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEstate } from "../estate/load.ts";
import { workspaceRef } from "../estate/reach.ts";
import { writeGenerated } from "../lab/generate.ts";
import { Sandbox } from "../tests/support/sandbox.ts";
import { moveWithAnsible } from "./ansibleMove/ansible.ts";
import { measureTree, type Needed } from "./ansibleMove/processTree.ts";
import type { Bench } from "./bench.ts";

const DOMAIN_CONTROLLERS = 50;
/** Both work on so many hosts at once. */
const AT_ONCE = 50;
const SECRET = "lab-graph-client-secret";

/**
 * The whole move beside the steps on the hosts alone, as raw tasks of Ansible: the same lab, the same steps, which take
 * no time of their own. One wave without limits, all v2, so that both are as free.
 */
export const bench: Bench = {
  name: "ansible",
  async run() {
    const missing = ["ansible-playbook", "sftp", "python3"].filter((program) => !isThere(program));
    if (process.platform !== "linux") missing.push("Linux");
    if (missing.length > 0) return { skipped: `${missing.join(", ")} missing (Debian: ansible-core)` };
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    try {
      const theirs = await inLab(folder, (sandbox) =>
        moveWithAnsible({
          labFolder: sandbox.lab.info.folder,
          hosts: Array.from(
            { length: DOMAIN_CONTROLLERS },
            (_, at) => `dc${String(at + 1).padStart(3, "0")}`,
          ),
          workspace: workspaceOf(sandbox),
          clientSecret: SECRET,
          forks: AT_ONCE,
          folder: join(folder, "ansible"),
        }),
      );
      const ours = await inLab(folder, (sandbox) =>
        measureTree(
          [
            ...["pulumi", "up", "--yes", "--skip-preview", "--continue-on-error"],
            ...["--parallel", String(AT_ONCE)],
          ],
          { cwd: sandbox.folder, env: sandbox.env, folder },
        ),
      );
      return {
        figures: [figure("wall time", "wall", ours, theirs), figure("CPU time", "cpu", ours, theirs)],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function figure(name: string, of: keyof Needed, ours: Needed, theirs: Needed) {
  return {
    name: `${name} of a move of ${DOMAIN_CONTROLLERS}, ours / Ansible's raw tasks`,
    value: ours[of] / theirs[of],
    unit: "x",
    limit: 1,
    note: `${ours[of].toFixed(1)} s beside ${theirs[of].toFixed(1)} s`,
  };
}

/** The work in a lab of its own, and whether every sensor runs after it. */
async function inLab(folder: string, work: (sandbox: Sandbox) => Promise<Needed>): Promise<Needed> {
  const files = writeGenerated(folder, {
    domainControllers: DOMAIN_CONTROLLERS,
    stepSeconds: 0,
    generation3: 0,
    waves: ["100%"],
    maxUnavailable: { site: 100, domain: "100%" },
  });
  const sandbox = await Sandbox.start({
    scenario: files.scenario,
    estate: () => readFileSync(files.estate, "utf8"),
  });
  try {
    const needed = await work(sandbox);
    const { hosts } = await sandbox.lab.client.status();
    const running = hosts.filter(({ counters }) => counters.stepStarts["Install-Sensor"] === 1).length;
    if (running !== DOMAIN_CONTROLLERS) throw new Error(`${running} of ${DOMAIN_CONTROLLERS} were moved`);
    return needed;
  } finally {
    await sandbox.stop();
  }
}

function workspaceOf(sandbox: Sandbox) {
  const file = join(sandbox.folder, "estates/dev.yaml");
  const loaded = parseEstate(readFileSync(file, "utf8"), file);
  if (!loaded.ok) throw new Error("the generated estate has problems");
  return workspaceRef(loaded.estate);
}

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
