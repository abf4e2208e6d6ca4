import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { sha256Of } from "../../provider/download.ts";
import { graphApi } from "../../provider/graph/client.ts";
import { senderFor } from "../../provider/http.ts";
import { bundleFiles, bundleHash } from "../../remote/bundle.ts";
import { bundleFolder, type StepInputs, type StepName, stepCommand } from "../../remote/contract.ts";
import { measureTree, type Needed } from "./processTree.ts";

export interface AnsibleMove {
  /** A lab that is up; its folder has the client's files. */
  labFolder: string;
  hosts: readonly string[];
  workspace: WorkspaceRef;
  clientSecret: string;
  /** Hosts worked on at once. */
  forks: number;
  /** An empty folder of its own. */
  folder: string;
}

/** The steps of `playbook.yaml` on every host, each with the request that the program would send. */
export async function moveWithAnsible(move: AnsibleMove): Promise<Needed> {
  const { folder, labFolder, forks } = move;
  const file = (name: string) => join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file("hosts"), `${move.hosts.join("\n")}\n`);
  writeFileSync(file("scripts"), sftpBatch());
  const variables = {
    command: await commands(move),
    copies: forks,
    ssh_config: join(labFolder, "ssh_config"),
    batch: file("scripts"),
  };
  writeFileSync(file("variables.json"), JSON.stringify(variables));
  writeFileSync(file("ansible.cfg"), configuration(move));
  const play = ["ansible-playbook", "-i", file("hosts"), "-e", `@${file("variables.json")}`];
  return measureTree([...play, join(import.meta.dirname, "playbook.yaml")], {
    env: { ...process.env, ANSIBLE_CONFIG: file("ansible.cfg"), ANSIBLE_HOME: folder, LC_ALL: "C.UTF-8" },
    folder,
  });
}

/** As quick as Ansible gets: one kept connection a host, nothing copied for a task, no terminal. */
function configuration({ folder, labFolder, forks }: AnsibleMove): string {
  return `[defaults]
forks = ${forks}
gathering = explicit
retry_files_enabled = False
interpreter_python = /usr/bin/python3
local_tmp = ${folder}/tmp
[ssh_connection]
pipelining = True
usetty = False
ssh_args = -F ${labFolder}/ssh_config -o ControlMaster=auto -o ControlPersist=60s
control_path_dir = ${folder}/connections
`;
}

function sftpBatch(): string {
  const root = `${bundleFolder(bundleHash())}/powershell`;
  const files = bundleFiles().map(({ path }) => path);
  const folders = new Set<string>();
  for (const path of files) {
    const parts = `${root}/${path}`.split("/");
    for (let depth = 2; depth < parts.length; depth += 1) folders.add(parts.slice(0, depth).join("/"));
  }
  const from = join(import.meta.dirname, "../../remote/powershell");
  const lines = [
    ...[...folders].sort().map((folder) => `-mkdir "${folder}"`),
    ...files.map((path) => `put "${from}/${path}" "${root}/${path}"`),
  ];
  return `${lines.join("\n")}\n`;
}

/** One command line a step. Ansible's raw tasks cannot send standard input, so the request is piped in on the host. */
async function commands({ workspace, clientSecret }: AnsibleMove): Promise<Record<string, string>> {
  const signal = new AbortController().signal;
  const api = graphApi(workspace, { kind: "secret", secret: clientSecret });
  const { version, downloadUrl } = await api.deploymentPackage(signal);
  const sha256 = await sha256Of(downloadUrl, senderFor(workspace), signal);
  const accessKey = await api.deploymentAccessKey(signal);
  const readyUntil = new Date(Date.now() + 3_600_000).toISOString();
  const steps: { [S in StepName]?: StepInputs[S] } = {
    "Get-SensorPackage": { uri: downloadUrl, version, sha256, signer: "Microsoft Corporation", proxy: null },
    "Get-HostFacts": {
      sensorApi: workspace.sensorApi,
      rootCertificates: [],
      managedAccounts: [],
      proxy: null,
    },
    "Remove-AtaGateway": { readyUntil, keepPackage: true },
    "Receive-AccessKey": { accessKey, goodForSeconds: 600 },
    "Install-Sensor": { version, sha256, delayedUpdate: false, proxy: null },
    "Get-SensorStatus": { since: null },
    "Get-GatewayStatus": {},
  };
  return Object.fromEntries(
    Object.entries(steps).map(([step, input]) => {
      const work = `{{ inventory_hostname }}/${step}/1`;
      const request = JSON.stringify({ contract: 1, step, work, deadlineSeconds: 300, input });
      return [step, `cmd /c echo ${request}| ${stepCommand(bundleHash(), step as StepName)}`];
    }),
  );
}
