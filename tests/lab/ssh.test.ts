import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import ssh2 from "ssh2";
import { connect, hasProgram, program, putBundle, request, run, type TestLab, testLab } from "./support.ts";

jest.setTimeout(30_000);

let it: TestLab;
let clients: boolean;
beforeAll(async () => {
  it = await testLab();
  clients = (await hasProgram("ssh")) && (await hasProgram("sftp")) && (await hasProgram("scp"));
  if (!clients) console.warn("no OpenSSH client here: its tests are left out");
});
afterAll(() => it.stop());

const config = () => ["-F", join(it.folder, "ssh_config")];

test("a stock ssh client runs harmless commands and gets their exit codes", async () => {
  if (!clients) return;
  const name = await program("ssh", [...config(), "dc01", "hostname"]);
  expect(name).toMatchObject({ stdout: "DC01\r\n", code: 0 });
  expect((await program("ssh", [...config(), "dc02", "ver"])).stdout).toContain("Version 10.0.20348");
  const unknown = await program("ssh", [...config(), "dc01", "Remove-Item C:\\"]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("is not recognized as an internal or external command");
});

test("a stock ssh client that does not know the host's key stays out", async () => {
  if (!clients) return;
  await it.lab.hostFault("dc02", "wrong-host-key", "on");
  const refused = await program("ssh", [...config(), "dc02", "hostname"]);
  await it.lab.hostFault("dc02", "wrong-host-key", "off");
  expect(refused.code).toBe(255);
  expect(refused.stderr).toMatch(/host key|HOST IDENTIFICATION/i);
  expect((await program("ssh", [...config(), "dc02", "hostname"])).code).toBe(0);
});

test("stock sftp and scp clients write, list, read, rename and remove files, whatever the case of their names", async () => {
  if (!clients) return;
  const local = join(it.folder, "local.txt");
  writeFileSync(local, "from here\n");
  const back = join(it.folder, "back.txt");
  const batch = [
    "mkdir C:/Deep",
    "mkdir C:/Deep/er",
    `put ${local} C:/Deep/er/One.txt`,
    "ls C:/DEEP/ER",
    "rename c:/deep/er/one.txt C:/Deep/two.txt",
    `get C:/deep/TWO.TXT ${back}`,
    "rm C:/Deep/two.txt",
    "rmdir C:/Deep/er",
    "ls C:/Deep",
  ].join("\n");
  const done = await program("sftp", [...config(), "-b", "-", "dc01"], { stdin: `${batch}\n` });
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toContain("One.txt");
  expect(readFileSync(back, "utf8")).toBe("from here\n");

  expect((await program("scp", [...config(), local, "dc01:C:/Windows/Temp/"])).code).toBe(0);
  expect(it.lab.hosts.get("dc01")?.files.read("C:/Windows/Temp/local.txt")?.toString()).toBe("from here\n");
});

test("every level of a path can be asked for and made, as a provider does that copies a folder", async () => {
  const client = await connect(it, "dc05");
  const sftp = await new Promise<ssh2.SFTPWrapper>((done, reject) =>
    client.sftp((error, wrapper) => (error ? reject(error) : done(wrapper))),
  );
  const stat = (path: string) => new Promise<boolean>((done) => sftp.stat(path, (error) => done(!error)));
  const mkdir = (path: string) => new Promise<boolean>((done) => sftp.mkdir(path, (error) => done(!error)));
  expect(await stat("C:")).toBe(true);
  expect(await stat("C:/ProgramData/ata2mdi")).toBe(false);
  for (const path of ["C:/ProgramData/ata2mdi", "C:/ProgramData/ata2mdi/bundles"])
    expect(await mkdir(path)).toBe(true);
  expect(await mkdir("C:/ProgramData/ata2mdi")).toBe(false);
  expect(await stat("/C:/programdata/ATA2MDI/bundles")).toBe(true);
  expect(await stat("D:/")).toBe(false);
  const closed = new Promise((done) => sftp.on("close", done));
  sftp.end();
  await closed;
  client.end();
});

test("the SFTP channel closes after the client's end, and stays open while its fault is on", async () => {
  const client = await connect(it, "dc05");
  const stateAfterEnd = async () => {
    const opened = await new Promise<unknown>((done, reject) =>
      client.sftp((error, wrapper) => (error ? reject(error) : done(wrapper))),
    );
    const sftp = opened as {
      incoming: { state: string };
      outgoing: { id: number };
      _protocol: { channelEOF(id: number): void };
    };
    sftp._protocol.channelEOF(sftp.outgoing.id);
    await new Promise((done) => setTimeout(done, 300));
    return sftp.incoming.state;
  };
  expect(await stateAfterEnd()).toBe("closed");
  await it.lab.hostFault("dc05", "sftp-never-closes", "on");
  expect(await stateAfterEnd()).toBe("open");
  await it.lab.hostFault("dc05", "sftp-never-closes", "off");
  client.destroy();
});

test("only the lab's key and user open a host", async () => {
  const port = it.scenario.hosts.dc01?.port;
  const stranger = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const attempts = [
    { username: it.scenario.user, privateKey: stranger.private },
    { username: it.scenario.user, password: "secret" },
    { username: "Administrator", privateKey: readFileSync(join(it.folder, "id_ed25519")) },
  ];
  for (const attempt of attempts) {
    const other = new ssh2.Client();
    const message = await new Promise<string>((done) => {
      other.once("ready", () => done("let in")).once("error", (error) => done(error.message));
      other.connect({ host: "127.0.0.1", port, ...attempt });
    });
    other.end();
    expect(message).toContain("authentication methods failed");
  }
});

test("a step whose script is not on the host ends as Windows PowerShell ends it", async () => {
  const client = await connect(it, "dc06");
  const script = "C:\\ProgramData\\ata2mdi\\bundles\\none\\powershell\\Invoke-Step.ps1";
  const ran = await run(client, `powershell.exe -NoProfile -File ${script} -Step Get-HostFacts`, "{}");
  client.end();
  expect(ran.code).toBe(0xfffd0000);
  expect(ran.stderr).toContain("to the -File parameter does not exist");
});

test("an unreachable host refuses connections and comes back", async () => {
  await it.lab.hostFault("dc03", "unreachable", "on");
  await expect(connect(it, "dc03")).rejects.toThrow("ECONNREFUSED");
  await it.lab.hostFault("dc03", "unreachable", "off");
  const client = await connect(it, "dc03");
  expect((await run(client, "hostname")).stdout).toBe("DC03\r\n");
  client.end();
});

test("a request may be piped in on the host, for tools that send no standard input", async () => {
  putBundle(it, "dc03");
  const client = await connect(it, "dc03");
  const { command, stdin } = request("Get-GatewayStatus", "dc03/Get-GatewayStatus/1", {});
  const { stdout, code } = await run(client, `cmd /c echo ${stdin}| ${command}`);
  client.end();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ step: "Get-GatewayStatus", outcome: "done" });
});
