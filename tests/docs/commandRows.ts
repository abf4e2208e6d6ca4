/** What may be typed in place of what a page has, where the reader's own names stand there. */
export interface Stage {
  samples: string;
  /** Address of the Center's console, and its certificate. */
  console: string;
  certificate: string;
  fingerprint: string;
  /** A webhook that takes everything. */
  webhook: string;
  graphSecret: string;
  /** Account that the Center lets in, and its password. */
  centerUser: string;
  centerPassword: string;
}

/** A command of the pages' shell blocks: run in this order in one sandbox, or not run, with the reason. */
export type CommandRow = { command: string } & (
  | {
      /** Words typed instead, in full. */
      as?: (stage: Stage) => string[];
      stdin?: (stage: Stage) => string;
      env?: (stage: Stage) => Record<string, string>;
      /** Exit code it must end with; default 0. */
      exit?: number;
      /** What must stand in its output. */
      says?: RegExp;
    }
  | { notRun: string }
);

const TENANT = "11111111-2222-4333-8444-555555555555";
const CLIENT = "66666666-7777-4888-9999-000000000000";
const answers = ["--workspace", "contoso-corp", "--tenant", TENANT, "--client", CLIENT];
const account = ["--user", "CONTOSO\\svc-ata2mdi", "--known-hosts", "known_hosts", "--site", "Berlin"];
const imported = ({ samples }: Stage, out: string) => [
  "npx",
  "ata2mdi",
  "import",
  `${samples}/contoso`,
  "--out",
  out,
  ...answers,
  ...account,
];

const fromCenter = ({ console, certificate, centerUser }: Stage, out: string) => [
  ...["npx", "ata2mdi", "import", "--center", console, "--certificate", certificate],
  ...["--center-user", centerUser, "--out", out, ...answers, ...account],
];

export const commandRows: readonly CommandRow[] = [
  // The clone itself.
  { command: "git clone <this repository>", notRun: "the clone is there" },
  { command: "git clone <this repository> ata2mdi", notRun: "the clone is there" },
  { command: "cd ata2mdi", notRun: "the clone is there" },
  { command: "npm ci", notRun: "would take the packages away that this very test uses" },
  { command: "npm test", notRun: "this test is a part of it" },
  {
    command: "npm start",
    notRun: "plays on the fixed ports of the clone's own lab; its steps are run below",
  },
  {
    command: 'eval "$(node tools/env.mjs --lab)"',
    notRun: "is about the clone's own lab; the sandbox has such variables already",
  },

  // From an empty stack to the canary, by the lab's dc04.
  { command: "pulumi login" },
  { command: "pulumi stack init prod", says: /Created stack 'prod'/ },
  {
    command: "pulumi config set --secret graphClientSecret --stack prod",
    stdin: ({ graphSecret }) => graphSecret,
  },
  { command: "pulumi config set --secret webhook --stack prod", stdin: ({ webhook }) => webhook },
  { command: "pulumi config set webhookForm teams --stack prod" },
  { command: "npx ata2mdi notify --stack prod", says: /The webhook took the message \(form teams\)/ },
  {
    command: "ssh-keyscan -t ed25519 dc01.contoso.com >> estates/prod.known_hosts",
    notRun: "there is no such host; the lab writes its known_hosts itself",
  },
  {
    command: "ssh-keygen -lf estates/prod.known_hosts",
    as: () => ["ssh-keygen", "-lf", ".ata2mdi/lab/known_hosts"],
    says: /ED25519/,
  },
  {
    command:
      "npx ata2mdi import <exports> --out estates/prod.yaml --workspace contoso-corp --tenant <id> --client <id> --user 'CONTOSO\\svc-ata2mdi' --known-hosts estates/prod.known_hosts",
    as: (stage) => imported(stage, "estates/imported.yaml"),
  },
  {
    command:
      "npx ata2mdi import export/ --out estates/prod.yaml --workspace contoso-corp --tenant <id> --client <id> --user 'CONTOSO\\svc-ata2mdi'",
    as: (stage) => imported(stage, "estates/imported-again.yaml"),
  },
  {
    command:
      "npx ata2mdi import --center https://atacenter.contoso.com --certificate center.cer --out estates/prod.yaml",
    as: (stage) => fromCenter(stage, "estates/center.yaml"),
    env: ({ centerPassword }) => ({ ATA2MDI_CENTER_PASSWORD: centerPassword }),
    says: /atacenter/,
  },
  {
    command: "npx ata2mdi import --center https://atacenter.contoso.com --center-user 'CONTOSO\\ann'",
    as: (stage) => fromCenter(stage, "estates/center-again.yaml"),
    env: ({ centerPassword }) => ({ ATA2MDI_CENTER_PASSWORD: centerPassword }),
  },
  {
    command: "npx ata2mdi import samples/contoso --out estates/x.yaml",
    as: (stage) => imported(stage, "estates/x.yaml"),
  },
  { command: "npx ata2mdi check estates/x.yaml", as: () => ["npx", "ata2mdi", "check", "estates/prod.yaml"] },
  { command: "npx ata2mdi runbook estates/x.yaml" },
  { command: "npx ata2mdi check estates/prod.yaml", says: /no problem/ },
  { command: "npx ata2mdi check estates/prod.yaml --json" },
  { command: "npx ata2mdi survey estates/prod.yaml", says: /1 of 1 that move are ready/ },
  { command: "npx ata2mdi plan estates/prod.yaml" },
  {
    command: "npx ata2mdi plan estates/prod.yaml --why <domain controller>",
    as: () => ["npx", "ata2mdi", "plan", "estates/prod.yaml", "--why", "dc04"],
    says: /v2 sensor/,
  },
  { command: "npx ata2mdi plan estates/prod.yaml --svg > plan.svg", says: /^<svg/ },
  { command: "npx ata2mdi rehearse estates/prod.yaml", says: /finished by/ },
  { command: "npx ata2mdi plan estates/prod.yaml --save" },
  { command: "pulumi preview --stack prod" },
  {
    command: "pulumi preview --stack prod --policy-pack policies",
    notRun: "needs a language host that starts policy packs; tests/e2e/policyPack.e2e.ts looks for one",
  },
  {
    command: "npx ata2mdi up --stack prod",
    as: () => ["npx", "ata2mdi", "up", "--stack", "prod", "--yes"],
    says: /Report: /,
  },
  {
    command: "pulumi up",
    as: () => ["pulumi", "up", "--yes", "--skip-preview", "--stack", "prod"],
    says: /unchanged/,
  },
  { command: "npx ata2mdi status --stack prod --watch", exit: 1, says: /checklist rows are open/ },
  { command: "npx ata2mdi runbook estates/prod.yaml" },
  {
    command:
      'npx ata2mdi attest syslog --estate estates/prod.yaml --by a.silva@contoso.com --evidence "CHG-20440, a test alert arrived"',
  },
  {
    command:
      'npx ata2mdi attest syslog --estate estates/prod.yaml --by "Ann Example" --evidence "CHG-1042, test message received"',
  },
  { command: "npx ata2mdi report --stack prod" },
  { command: 'ssh-keygen -q -t ed25519 -N "" -f .ata2mdi/evidence_key' },
  {
    command: "npx ata2mdi evidence pack <folder> --key <private key> --stack prod",
    as: () => [
      ...["npx", "ata2mdi", "evidence", "pack", "proof", "--key", ".ata2mdi/evidence_key"],
      ...["--stack", "prod"],
    ],
    says: /signed/,
  },
  {
    command: "npx ata2mdi evidence verify <folder> --signer <public key>",
    as: () => ["npx", "ata2mdi", "evidence", "verify", "proof", "--signer", ".ata2mdi/evidence_key.pub"],
    says: /are as they were signed/,
  },
  {
    command: "npx ata2mdi alerts estates/prod.yaml --out <folder>",
    as: ({ fingerprint }) => [
      ...["npx", "ata2mdi", "alerts", "estates/prod.yaml", "--out", "alerts"],
      ...["--certificate", fingerprint],
    ],
  },
  {
    command: "npx ata2mdi alerts estates/prod.yaml --out <folder> --from <folder>/SuspiciousActivity.json",
    as: ({ samples }) => [
      ...["npx", "ata2mdi", "alerts", "estates/prod.yaml", "--out", "exported"],
      ...["--from", `${samples}/contoso/SuspiciousActivity.json`],
    ],
    says: /4 suspicious activities, 3 open/,
  },
  {
    command:
      "npx ata2mdi alerts estates/prod.yaml --out <folder> --close 5b1c0f9e2d3a4b5c6d7e8f90 --by <you> --reason <text>",
    as: ({ fingerprint }) => [
      ...["npx", "ata2mdi", "alerts", "estates/prod.yaml", "--out", "alerts", "--certificate", fingerprint],
      ...["--close", "32616c657274310000000000", "--by", "me", "--reason", "known scanner", "--yes"],
    ],
    says: /1 of 1 closed, and read back as closed/,
  },
  { command: "npx ata2mdi residue estates/prod.yaml" },

  // The same walk in the lab, with the whole estate.
  { command: "npx ata2mdi lab up", says: /is up already/ },
  { command: "npx ata2mdi lab reset" },
  { command: "pulumi stack rm dev --yes --force --preserve-config" },
  { command: "pulumi stack select dev --create" },
  { command: "npx ata2mdi check estates/dev.yaml" },
  { command: "npx ata2mdi survey estates/dev.yaml", says: /5 of 5 that move are ready/ },
  { command: "npx ata2mdi verdicts estates/dev.yaml --junit .ata2mdi/verdicts.xml" },
  { command: "npx ata2mdi plan estates/dev.yaml" },
  { command: "npx ata2mdi plan estates/dev.yaml --why dc04" },
  { command: "npx ata2mdi rehearse estates/dev.yaml --runs 100 --quick" },
  { command: "npx ata2mdi up --stack dev --yes", says: /5 of 7 domain controllers moved/ },
  { command: "npx ata2mdi status --stack dev", exit: 1, says: /dc07 keeps its gateway/ },
  { command: "npx ata2mdi status", exit: 1, says: /^dev: 5 of 5 domain controllers moved/m },
  {
    command: "npx ata2mdi plan estates/dev.yaml --why dc07",
    says: /no sensor runs on Windows Server 2012R2/,
  },
  { command: "npx ata2mdi status --stack dev --json", exit: 1, says: /"activity": "idle"/ },
  { command: "npx ata2mdi runbook estates/dev.yaml" },
  { command: "npx ata2mdi report --stack dev" },
  { command: "npx ata2mdi report --stack dev --csv", says: /^name,domain,site/ },
  { command: "npx ata2mdi residue estates/dev.yaml" },
  {
    command: "npx ata2mdi evidence pack .ata2mdi/evidence --key .ata2mdi/evidence_key --stack dev",
    says: /signed/,
  },
  {
    command: "npx ata2mdi evidence verify .ata2mdi/evidence --signer .ata2mdi/evidence_key.pub",
    says: /are as they were signed/,
  },

  // Breaking things.
  { command: "npx ata2mdi lab faults", says: /dotnet-old/ },
  { command: "npx ata2mdi lab fault dc04 dotnet-old" },
  { command: "npx ata2mdi lab fault dc02 uninstall-hangs" },
  { command: "npx ata2mdi lab fault dc02 uninstall-hangs --off" },
  { command: "npx ata2mdi lab fault dc04 drop-connection:Install-Sensor" },
  { command: "npx ata2mdi lab graph-fault consent-missing:SecurityIdentitiesSensors.ReadWrite.All" },
  { command: "npx ata2mdi lab status", says: /dotnet-old/ },
  { command: "npx ata2mdi lab down", says: /The lab is down/ },

  // Services of others.
  {
    command:
      'curl -X POST -H "Authorization: token $PULUMI_ACCESS_TOKEN" -H "Content-Type: application/json" --data @samples/pipelines/pulumi-deployments.json https://api.pulumi.com/api/stacks/contoso/ata2mdi/prod/deployments/settings',
    notRun: "is a request to Pulumi Cloud with an account of yours",
  },
];
