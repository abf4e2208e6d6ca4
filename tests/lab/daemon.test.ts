import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import { type RunningLab, readLabInfo, shiftedEstate, startLab } from "../../lab/client.ts";
import { devScenario, finishScenario, freeBasePort, hasProgram, onFreePorts, program } from "./support.ts";

jest.setTimeout(60_000);

const folders: string[] = [];
const labs: RunningLab[] = [];
/** The lab of the tests that need no other. */
let lab: RunningLab;
beforeAll(async () => {
  lab = await onFreePorts((basePort) =>
    startLab({ scenario: devScenario, timeFactor: 600, folder: folder(), basePort }),
  );
});
afterEach(async () => {
  for (const own of labs.splice(0)) await own.stop();
});
afterAll(async () => {
  await lab.stop();
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "ata2mdi-daemon-"));
  folders.push(made);
  return made;
}

async function start(options: { folder: string; basePort: number }): Promise<RunningLab> {
  const started = await startLab({ scenario: devScenario, timeFactor: 600, ...options });
  labs.push(started);
  return started;
}

test("a lab is raised, looked at, broken and mended through its control", async () => {
  const { client } = lab;
  await client.fault("dc01", "disk-full");
  await client.graphFault("throttle");
  await client.act("dc02", { act: "stopService", service: "ATAGateway" });
  const status = await client.status();
  expect(status).toMatchObject({ scenario: "dev", timeFactor: 600, graph: { faults: ["throttle"] } });
  expect(status.hosts.map(({ name }) => name)).toContain("atacenter");
  expect(await client.host("dc01")).toMatchObject({
    faults: ["disk-full"],
    counters: { connections: 0, writes: 0 },
  });
  expect((await client.host("dc02")).services).toMatchObject({ ATAGateway: "Stopped" });
  await expect(client.host("dc99")).rejects.toThrow("there is no host dc99");
  await expect(client.fault("dc01", "nonsense")).rejects.toThrow("there is no host fault nonsense");
  await expect(client.act("dc03", { act: "stopService", service: "ATAGateway" })).rejects.toThrow(
    "has no service",
  );
  await client.reset();
  expect((await client.host("dc01")).faults).toEqual([]);
  expect((await client.host("dc02")).services).toMatchObject({ ATAGateway: "Running" });
});

test("only who reads the token may control it, and its files are its owner's alone", async () => {
  for (const headers of [
    {},
    { authorization: "Bearer wrong" },
    { authorization: `Bearer ${"x".repeat(32)}` },
  ]) {
    const response = await fetch(`${lab.info.control}/status`, {
      headers: headers as Record<string, string>,
    });
    expect(response.status).toBe(401);
  }
  for (const file of [
    "lab.json",
    "id_ed25519",
    "ssh_config",
    "known_hosts",
    "state.json",
    "keys/token.key",
  ]) {
    expect(statSync(join(lab.info.folder, file)).mode & 0o077).toBe(0);
  }
});

test("nothing listens beyond 127.0.0.1", async () => {
  const { basePort } = lab.info;
  const ports = [0, 1, 7, 11, 20, 21, 99].map((offset) => basePort + offset);
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
  for (const address of [...addresses, "127.0.0.2", "::1"]) {
    for (const port of ports) expect(await opens(address, port)).toBe(false);
  }
  for (const port of ports) expect(await opens("127.0.0.1", port)).toBe(true);
  if (await hasProgram("ss")) {
    const listening = execFileSync("ss", ["-Hltn"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => ports.some((port) => line.includes(`:${port} `)));
    expect(listening).toHaveLength(ports.length);
    for (const line of listening) expect(line).toMatch(/\s127\.0\.0\.1:\d+\s/);
  }
});

test("a lab goes on where it was, also after it was killed", async () => {
  const own = folder();
  const first = await onFreePorts((basePort) => start({ folder: own, basePort }));
  const where = { folder: own, basePort: first.info.basePort };
  const hostKey = readFileSync(join(where.folder, "known_hosts"), "utf8");
  await first.client.act("dc01", { act: "removeGateway" });
  await first.client.fault("dc05", "unreachable");
  await new Promise((done) => setTimeout(done, 500)); // longer than a change waits to be saved
  process.kill(first.info.pid, "SIGKILL");
  while (readLabInfo(where.folder)) await new Promise((done) => setTimeout(done, 20));

  const second = await start(where);
  expect((await second.client.host("dc01")).gateway.service).toBeNull();
  expect((await second.client.host("dc05")).faults).toEqual(["unreachable"]);
  expect(readFileSync(join(where.folder, "known_hosts"), "utf8")).toBe(hostKey);
  expect(await opens("127.0.0.1", where.basePort + 5)).toBe(false);
  await second.stop();

  // Another scenario begins anew, and the old state is put aside, not lost.
  const other = await startLab({ ...where, scenario: finishScenario, timeFactor: 600 });
  labs.push(other);
  expect((await other.client.host("dc01")).faults).toEqual([]);
  expect((await other.client.status()).graph.sensors.map((row) => row.deploymentStatus)).toEqual(
    Array(5).fill("upToDate"),
  );
  expect(readFileSync(join(where.folder, "state.old.json"), "utf8")).toContain('"unreachable"');
});

test("a port in use and a second lab in one folder are refused with their cure", async () => {
  const basePort = await freeBasePort();
  const taken: Server = createServer();
  await new Promise<void>((done) => taken.listen(basePort + 3, "127.0.0.1", done));
  await expect(start({ folder: folder(), basePort })).rejects.toThrow(
    new RegExp(`port ${basePort + 3} of 127.0.0.1 is in use.*--base-port`),
  );
  await new Promise((done) => taken.close(done));
  await expect(start({ folder: lab.info.folder, basePort: await freeBasePort() })).rejects.toThrow(
    /runs in this folder already.*ata2mdi lab down/,
  );
});

test("a scenario that is none is refused with every fault of it", async () => {
  const where = folder();
  const file = join(where, "bad.yaml");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(file, "name: x\nhosts: { dc01: { port: many } }\n");
  await expect(startLab({ scenario: file, folder: join(where, "lab") })).rejects.toThrow(
    /bad\.yaml is not a scenario[\s\S]*hosts\.dc01\.port/,
  );
});

test("the daemon ends cleanly when it is told to", async () => {
  const own = await onFreePorts((basePort) => start({ folder: folder(), basePort }));
  await own.client.shutdown();
  while (readLabInfo(own.info.folder)) await new Promise((done) => setTimeout(done, 20));
  expect(await opens("127.0.0.1", own.info.basePort)).toBe(false);
});

test("a lab whose folder is removed ends by itself and frees its ports", async () => {
  const own = folder();
  const orphan = await onFreePorts((basePort) => start({ folder: own, basePort }));
  rmSync(own, { recursive: true });
  const deadline = Date.now() + 20_000;
  while ((await opens("127.0.0.1", orphan.info.basePort)) && Date.now() < deadline) {
    await new Promise((later) => setTimeout(later, 200));
  }
  expect(await opens("127.0.0.1", orphan.info.basePort)).toBe(false);
});

test("an estate's ports and paths are moved to another lab", () => {
  const text =
    "graph: https://127.0.0.1:42100\nport: 42101\nport: 42199\nport: 42200\nport: 43005\nbuild: 142101\nca: .ata2mdi/lab/ca.pem\n";
  expect(shiftedEstate(text, 20_000, "/x/lab")).toBe(
    "graph: https://127.0.0.1:20000\nport: 20001\nport: 20099\nport: 20100\nport: 20905\nbuild: 142101\nca: /x/lab/ca.pem\n",
  );
});

test("curl reads Graph with the lab's authority, and a Center with its own certificate", async () => {
  if (!(await hasProgram("curl"))) return console.warn("no curl here: its test is left out");
  const ca = ["--silent", "--fail", "--cacert", join(lab.info.folder, "ca.pem")];
  const form = [
    "-d",
    "grant_type=client_credentials",
    "-d",
    "client_id=66666666-7777-4888-9999-000000000000",
  ];
  const token = await program("curl", [
    ...ca,
    ...form,
    "-d",
    `client_secret=${lab.info.clientSecret}`,
    `${lab.info.graph}/token`,
  ]);
  const header = `Authorization: Bearer ${JSON.parse(token.stdout).access_token}`;
  const sensors = await program("curl", [
    ...ca,
    "-H",
    header,
    `${lab.info.graph}/v1.0/security/identities/sensors`,
  ]);
  expect(JSON.parse(sensors.stdout)).toMatchObject({ value: [{ displayName: "DC00" }] });
  const password = readFileSync(join(lab.info.folder, "atacenter_password"), "utf8");
  const center = [
    ...["--silent", "--fail", "--cacert", join(lab.info.folder, "center-atacenter.pem")],
    ...["--ntlm", "--user", `CONTOSO\\svc-ata2mdi:${password}`],
  ];
  const url = `https://127.0.0.1:${lab.info.basePort + 20}/api/management/systemProfiles/gateways`;
  expect(JSON.parse((await program("curl", [...center, url])).stdout)).toHaveLength(7);
});

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    const end = (open: boolean) => {
      socket.destroy();
      done(open);
    };
    socket
      .once("connect", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });
}
