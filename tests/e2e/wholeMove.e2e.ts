import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { EngineResult } from "../../cli/engine.ts";
import { checklistRows } from "../../estate/schema.ts";
import { parsePlan } from "../../plan/plan.ts";
import { Sandbox, UP } from "../support/sandbox.ts";

const bin = resolve(__dirname, "..", "..", "cli", "ata2mdi.mjs");

const MOVED = ["dc01", "dc02", "dc03", "dc04", "dc05"];
const STAYING = ["dc06", "dc07"];

/** The whole of estate `dev`: moved once, then looked at from every side. Each test builds on the move, none on another. */
jest.setTimeout(120_000);

let sandbox: Sandbox;
let imported: ReturnType<typeof importFromCenter>[];
let moved: EngineResult;
let commandLines: string;
let keysOfTheMove: string[];

beforeAll(async () => {
  sandbox = await Sandbox.start();
  imported = [importFromCenter(), importFromCenter()];
  const before = labState(sandbox).service.accessKey;
  const watch = watchCommandLines();
  // The event log is an option for tools: it is hidden without this.
  sandbox.env.PULUMI_DEBUG_COMMANDS = "true";
  moved = await sandbox.pulumi([...UP, "--event-log", "events.json"]);
  commandLines = watch.end();
  // The key is made anew at the end of the move: the one that installed, and the one after.
  keysOfTheMove = [before, labState(sandbox).service.accessKey];
}, 300_000);
afterAll(() => sandbox?.stop());

describe("after the move", () => {
  test("it succeeded", () => {
    expect(moved.stdout + moved.stderr).not.toContain("error:");
    expect(moved.code).toBe(0);
  });

  test.each(MOVED)("%s has a sensor and no gateway, and each step ran once", async (name) => {
    const host = await sandbox.lab.client.host(name);
    const { graph } = await sandbox.lab.client.status();
    const listed = graph.sensors.map((sensor) => String(sensor.host ?? sensor.displayName).toLowerCase());
    expect(host.gateway.service).toBeNull();
    expect(listed).toContain(name);
    expect(
      Object.entries(host.counters.stepStarts).filter(
        ([step, starts]) => !step.startsWith("Get-") && starts !== 1,
      ),
    ).toEqual([]);
  });

  test.each(STAYING)("%s keeps its gateway and was never changed", async (name) => {
    const host = await sandbox.lab.client.host(name);
    expect(host.gateway.service).not.toBeNull();
    expect(host.counters.stepStarts).not.toHaveProperty("Remove-AtaGateway");
  });

  test("the standalone gateway went, after the domain controller it watched", async () => {
    expect((await sandbox.lab.client.host("gw01")).gateway.service).toBeNull();
    const { resources } = await sandbox.state();
    const sensor = String(resources.get("dc03-sensor")?.outputs?.verifiedAt);
    const removed = JSON.parse(String(resources.get("gw01-remove-gateway")?.outputs?.stdout)) as {
      startedAt: string;
    };
    expect(removed.startedAt > sensor).toBe(true);
  });

  test("the sensor nobody stands behind was taken out of the service, by its name", async () => {
    const { graph } = await sandbox.lab.client.status();
    expect(graph.sensors.map(({ displayName }) => displayName)).not.toContain("DC00");
    const { resources } = await sandbox.state();
    expect(resources.get("orphan-sensors")?.outputs).toMatchObject({ removed: [expect.any(String)] });
  });

  test("planned noise was kept quiet, and is open again", async () => {
    const { resources } = await sandbox.state();
    const quiet = resources.get("health-issue-suppression")?.outputs;
    expect(quiet).toMatchObject({ suppressed: [expect.any(String)] });
    expect(resources.get("health-issues-reopened")?.outputs?.reopened).toEqual(quiet?.suppressed);
    expect(labState(sandbox).service.healthIssues.map(({ status }) => status)).toEqual(["open"]);
  });

  test("the Center stays, and its lock names the domain controllers that keep it", async () => {
    expect((await sandbox.lab.client.host("atacenter")).center.service).not.toBeNull();
    const { resources } = await sandbox.state();
    const lock = resources.get("atacenter-lock")?.outputs as {
      open: boolean;
      reasons: { host: string | null }[];
    };
    expect(lock.open).toBe(false);
    const hosts = lock.reasons.map((reason) => reason.host);
    expect(hosts).toEqual(expect.arrayContaining(STAYING));
    expect(resources.has("atacenter-remove")).toBe(false);
  });
});

describe("idle", () => {
  test("a second preview and a refresh show no change", async () => {
    const preview = await sandbox.pulumi(["preview", "--expect-no-changes"]);
    expect(preview.stdout + preview.stderr).not.toContain("error:");
    expect(preview.stdout).not.toContain("exited prematurely");
    expect(preview.code).toBe(0);
    const refresh = await sandbox.pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    expect(refresh.code).toBe(0);
  });
});

describe("what ATA knew", () => {
  test("was read from the Center itself, and a second reading changes nothing", () => {
    const [first, second] = imported;
    expect(imported.map(({ code }) => code)).toEqual([0, 0]);
    expect(first?.carryOver).toContain("honey-5c3a");
    expect(JSON.stringify(first)).not.toContain("encrypted");
    expect(second?.text).toContain("Nothing was written.");
    expect(second).toEqual({ ...first, text: second?.text });
  });

  test("the report shows every row of the guide with its state", () => {
    const { status, stdout } = verb("report", "--stack", "dev", "--json");
    expect(status).toBe(0);
    const { checklist } = JSON.parse(stdout) as { checklist: { row: string; state: string }[] };
    const ofTheGuide = checklist.filter(({ row }) => (checklistRows as readonly string[]).includes(row));
    expect(Object.fromEntries(ofTheGuide.map(({ row, state }) => [row, state]))).toEqual({
      "delayed-updates": "done",
      "directory-service-account": "open",
      "domain-synchronizers": "notApplicable",
      syslog: "open",
      vpn: "open",
      "defender-for-endpoint": "notApplicable",
      honeytokens: "open",
      "sensitive-tags": "open",
      exclusions: "open",
      "mail-notifications": "open",
      "scheduled-reports": "open",
      "role-groups": "open",
      siem: "open",
    });
    expect(ofTheGuide).toHaveLength(13);
  });
});

describe("planning again", () => {
  test("against the stack: no difference, then the one that was changed; the saved plan knows who has moved", async () => {
    const same = verb("plan", "estates/dev.yaml", "--stack", "dev", "--diff");
    expect({ code: same.status, out: same.stdout }).toEqual({
      code: 0,
      out: "No difference to what stack dev carries out.\n",
    });

    const { resources } = await sandbox.state();
    const stamp = resources.get("dc04-sensor")?.outputs?.movedUnder;
    expect(stamp).toMatch(/^[0-9a-f]{64}$/);
    expect(verb("plan", "estates/dev.yaml", "--stack", "dev", "--save").status).toBe(0);
    const saved = parsePlan(readFileSync(join(sandbox.folder, "estates/dev.plan.json"), "utf8"));
    expect(saved.begun).toEqual({ done: MOVED, underWay: [] });
    expect(saved.hash).not.toBe(stamp);

    const before = readFileSync(join(sandbox.folder, "estates/dev.yaml"), "utf8");
    sandbox.editEstate((text) => text.replace(/ {4}hold: being replaced.*\n/, ""));
    const changed = verb("plan", "estates/dev.yaml", "--stack", "dev", "--diff");
    sandbox.editEstate(() => before);
    expect(changed.status).toBe(1);
    expect(changed.stdout).toMatch(/^dc06 +decision +hold +→ +v2$/m);
  });

  test("under another plan nothing is to be done, and each keeps the hash it moved under", async () => {
    const before = (await sandbox.state()).resources.get("dc04-sensor")?.outputs?.movedUnder;
    const again = await sandbox.pulumi(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    expect(again.code).toBe(0);
    const { resources, outputs } = await sandbox.state();
    expect(resources.get("dc04-sensor")?.outputs?.movedUnder).toBe(before);
    expect((outputs.agreed as { hash: string }).hash).not.toBe(before);
  });
});

describe("secrets", () => {
  test("access key, client secret, password and private key are nowhere in clear", () => {
    const secrets = clearSecrets(sandbox);
    expect(secrets.every((secret) => secret.length > 10)).toBe(true);
    const state = filesBelow(join(sandbox.folder, ".ata2mdi/state")).map((file) => {
      const bytes = readFileSync(file);
      return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    });
    expect(state.join("")).toContain("ciphertext");
    verb("report", "--stack", "dev", "--out", "report.html");
    const report = readFileSync(join(sandbox.folder, "report.html"), "utf8");
    expect(report).toContain("dc05");
    const events = readFileSync(join(sandbox.folder, "events.json"), "utf8");
    expect(events).toContain("dc05-install-sensor");
    const places = {
      state: state.join(""),
      output: moved.stdout + moved.stderr,
      commandLines,
      report,
      events,
    };
    const found = Object.entries(places).flatMap(([place, text]) =>
      secrets.filter((secret) => text.includes(secret)).map(() => place),
    );
    expect(found).toEqual([]);
  });

  test("the access keys are not in the state at all, even decrypted", async () => {
    const exported = await sandbox.pulumi(["stack", "export", "--show-secrets"]);
    expect(exported.code).toBe(0);
    // The private key shows that this is the state with its secrets in clear.
    const [privateKey = "?"] = clearSecrets(sandbox);
    expect(exported.stdout).toContain(privateKey);
    expect(keysOfTheMove.length).toBeGreaterThan(0);
    expect(keysOfTheMove.filter((key) => exported.stdout.includes(key))).toEqual([]);
    expect(exported.stdout).not.toMatch(/accessKey"/);
  });

  test("no host keeps an access key", () => {
    const { hosts } = labState(sandbox);
    expect(Object.keys(hosts)).toEqual(expect.arrayContaining(MOVED));
    expect(Object.values(hosts).map(({ handedKey }) => handedKey ?? null)).toEqual(
      Object.keys(hosts).map(() => null),
    );
  });
});

describe("drift and destroy", () => {
  test("a sensor stopped by hand shows as drift", async () => {
    await sandbox.lab.client.act("dc03", { act: "stopService", service: "AATPSensor" });
    const refresh = await sandbox.pulumi(["refresh", "--preview-only", "--expect-no-changes", "--diff"]);
    expect(refresh.code).not.toBe(0);
    expect(refresh.stdout).toContain("dc03-sensor");
    await sandbox.lab.client.act("dc03", { act: "startService", service: "AATPSensor" });
  });

  test("destroy touches no host", async () => {
    const before = await writes(sandbox);
    const service = labState(sandbox).service;
    const destroyed = await sandbox.pulumi(["destroy", "--yes", "--skip-preview"]);
    expect(destroyed.code).toBe(0);
    expect(await writes(sandbox)).toEqual(before);
    // Nor the service: its sensors, settings, issues and key are as they were.
    const { counters, ...kept } = labState(sandbox).service;
    expect({ ...kept, counters: service.counters }).toEqual(service);
    expect(counters).toBeDefined();
    expect((await sandbox.state()).resources.size).toBe(0);
  });
});

/** A verb of `ata2mdi`, as a person types it in the sandbox's folder. */
function verb(...args: string[]) {
  const password = readFileSync(join(sandbox.folder, ".ata2mdi/lab/atacenter_password"), "utf8").trim();
  return spawnSync(process.execPath, [bin, ...args], {
    cwd: sandbox.folder,
    env: { ...sandbox.env, ATA2MDI_CENTER_PASSWORD: password },
    encoding: "utf8",
    timeout: 60_000,
  });
}

function importFromCenter(): { code: number | null; text: string; estate: string; carryOver: string } {
  const read = (name: string) => readFileSync(join(sandbox.folder, "estates", name), "utf8");
  const console = /console: (\S+)/.exec(read("dev.yaml"))?.[1] ?? "";
  const account = [
    "--center-user",
    "CONTOSO\\svc-ata2mdi",
    "--certificate",
    ".ata2mdi/lab/center-atacenter.pem",
  ];
  const { status, stdout, stderr } = verb(
    "import",
    "--center",
    console,
    ...account,
    "--out",
    "estates/dev.yaml",
  );
  if (status !== 0) throw new Error(stdout + stderr);
  const written = { estate: read("dev.yaml"), carryOver: read("dev.carry-over.json") };
  return { code: status, text: stdout + stderr, ...written };
}

async function writes(of: Sandbox): Promise<Record<string, number>> {
  const { hosts } = await of.lab.client.status();
  return Object.fromEntries(hosts.map((host) => [host.name, host.counters.writes]));
}

/** What must stay secret in this sandbox, as the lab knows it. */
function clearSecrets(of: Sandbox): string[] {
  const folder = join(of.folder, ".ata2mdi/lab");
  const key = readFileSync(join(folder, "id_ed25519"), "utf8").split("\n");
  const password = readFileSync(join(folder, "atacenter_password"), "utf8").trim();
  return [key[Math.floor(key.length / 2)] ?? "", ...keysOfTheMove, "lab-graph-client-secret", password];
}

interface LabState {
  service: { accessKey: string; healthIssues: { status: string }[]; counters: unknown };
  hosts: Record<string, { handedKey?: unknown }>;
}

function labState(of: Sandbox): LabState {
  return JSON.parse(readFileSync(join(of.folder, ".ata2mdi/lab/state.json"), "utf8")) as LabState;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Collects the command lines of every process of the machine while something runs. */
function watchCommandLines(): { end(): string } {
  const seen = new Set<string>();
  const timer = setInterval(() => {
    for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch {
        // It has ended meanwhile.
      }
    }
  }, 100);
  return {
    end() {
      clearInterval(timer);
      return [...seen].join("\n");
    },
  };
}
