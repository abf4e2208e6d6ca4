import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CommandProvider } from "../../tools/command-provider/provider.ts";
import { plain, secret } from "../../tools/command-provider/wire.ts";
import { sshKeyPair } from "../support/sshKeys.ts";
import { freePort, type ServerOptions, type SshServer, sshAgent, sshServer } from "./sshServer.ts";

type Outs = Record<string, unknown>;

const remoteUrn = "urn:pulumi:dev::p::command:remote:Command::dc01-tools";
const copyUrn = "urn:pulumi:dev::p::some:component:Type$command:remote:CopyToRemote::copy";
const fileUrn = "urn:pulumi:dev::p::command:remote:CopyFile::file";
const localUrn = "urn:pulumi:dev::p::command:local:Command::local";

let servers: SshServer[];
let lines: string[];
let warnings: string[];
let provider: CommandProvider;
let agent: string | undefined;

beforeEach(() => {
  servers = [];
  lines = [];
  warnings = [];
  provider = new CommandProvider({
    status: (urn, text) => lines.push(`${urn.split("::").at(-1)}: ${text}`),
    warn: (_urn, text) => warnings.push(text),
  });
  agent = process.env.SSH_AUTH_SOCK;
  delete process.env.SSH_AUTH_SOCK;
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  if (agent !== undefined) process.env.SSH_AUTH_SOCK = agent;
});

async function start(options?: ServerOptions): Promise<SshServer> {
  const server = await sshServer(options);
  servers.push(server);
  return server;
}

async function create(urn: string, inputs: Outs): Promise<Outs> {
  return (await provider.create(urn, inputs)).outs as Outs;
}

describe("remote.Command", () => {
  test("runs create with its standard input and stores both outputs without their last newline", async () => {
    const server = await start({
      password: "pw",
      run: ({ command, stdin }) => ({ stdout: `${command} got ${stdin}\n\n`, stderr: "note\n" }),
    });
    const outs = await create(remoteUrn, { connection: server.connection(), create: "do", stdin: '{"a":1}' });
    expect(outs).toMatchObject({ stdout: 'do got {"a":1}\n', stderr: "note", create: "do" });
    expect(server.runs).toHaveLength(1);
  });

  test("has no effect without create", async () => {
    const server = await start();
    const outs = await create(remoteUrn, { connection: server.connection() });
    expect(outs).toMatchObject({ stdout: "", stderr: "" });
    expect(server.logins).toEqual([]);
  });

  test("keeps what came secret and makes nothing else secret", async () => {
    const server = await start({ password: "pw", run: () => ({ stdout: "open" }) });
    const inputs = { connection: secret(server.connection()), create: "do", stdin: secret("hidden") };
    const outs = await create(remoteUrn, inputs);
    expect(outs.connection).toEqual(secret(server.connection()));
    expect(outs.stdin).toEqual(secret("hidden"));
    expect(outs.stdout).toBe("open");
    expect(server.runs[0]?.stdin).toBe("hidden");
  });

  test("update runs update, or create where there is none, and hands on the last outputs", async () => {
    const server = await start({
      password: "pw",
      run: ({ command, environment }) => ({
        stdout: `${command} after ${environment.PULUMI_COMMAND_STDOUT}`,
      }),
    });
    const connection = server.connection();
    const state = { connection, create: "first", stdout: "before", stderr: "" };
    const both = await provider.update("id", remoteUrn, state, {
      connection,
      create: "first",
      update: "second",
    });
    const one = await provider.update("id", remoteUrn, state, { connection, create: "again" });
    const none = await provider.update("id", remoteUrn, state, {
      connection,
      create: "again",
      addPreviousOutputInEnv: false,
    });
    expect(both.outs.stdout).toBe("second after before");
    expect(one.outs.stdout).toBe("again after before");
    expect(none.outs.stdout).toBe("again after undefined");
  });

  test("delete runs over the connection in state, and does nothing where no delete was given", async () => {
    const server = await start();
    const state = { connection: secret(server.connection()), create: "make", stdout: "", stderr: "" };
    await provider.delete("id", remoteUrn, { ...state, delete: "unmake" });
    await provider.delete("id", remoteUrn, state);
    expect(server.runs.map(({ command }) => command)).toEqual(["unmake"]);
  });

  test("sends the environment and fails on the first variable that is refused, before the command", async () => {
    const open = await start({
      password: "pw",
      run: ({ environment }) => ({ stdout: JSON.stringify(environment) }),
    });
    const outs = await create(remoteUrn, {
      connection: open.connection(),
      create: "do",
      environment: { A: "1", B: "2" },
    });
    expect(JSON.parse(outs.stdout as string)).toEqual({ A: "1", B: "2" });

    const shut = await start({ password: "pw", acceptVariable: (name) => name !== "B" });
    const environment = { A: "1", B: "2", C: "3" };
    await expect(
      create(remoteUrn, { connection: shut.connection(), create: "do", environment }),
    ).rejects.toThrow('could not set environment variable "B"');
    expect(shut.runs).toEqual([]);
  });

  test("a refused variable with the last output is a warning only", async () => {
    const server = await start({ password: "pw", acceptVariable: () => false });
    const connection = server.connection();
    const state = { connection, create: "do", stdout: "before", stderr: "noise" };
    await provider.update("id", remoteUrn, state, { connection, create: "do it" });
    expect(server.runs.map(({ command }) => command)).toEqual(["do it"]);
    expect(warnings.map((text) => text.match(/PULUMI_COMMAND_STD\w+/)?.[0])).toEqual([
      "PULUMI_COMMAND_STDOUT",
      "PULUMI_COMMAND_STDERR",
    ]);
  });

  test.each([
    ["stdout", ["dc01-tools: out 1", "dc01-tools: out 2"]],
    ["stderr", ["dc01-tools: err"]],
    ["none", []],
  ])("logging %s shows only those lines, and captures all", async (logging, shown) => {
    const server = await start({ password: "pw", run: () => ({ stdout: "out 1\nout 2", stderr: "err\n" }) });
    const outs = await create(remoteUrn, { connection: server.connection(), create: "do", logging });
    expect(lines).toEqual(shown);
    expect(outs).toMatchObject({ stdout: "out 1\nout 2", stderr: "err" });
  });

  test("a failed command is an error with status, command and everything it printed", async () => {
    const server = await start({
      password: "pw",
      run: () => ({ code: 3, stdout: "half\n", stderr: "why\n" }),
    });
    const failed = create(remoteUrn, { connection: server.connection(), create: "do this", logging: "none" });
    await expect(failed).rejects.toThrow('Process exited with status 3: running "do this":\nhalf\nwhy\n');
  });

  test("a command that ends without a code is an error", async () => {
    const server = await start({ password: "pw", run: () => ({ vanish: true }) });
    await expect(create(remoteUrn, { connection: server.connection(), create: "do" })).rejects.toThrow(
      "without exit status",
    );
  });

  test("a command that ends well before its input was read is an error all the same", async () => {
    const server = await start({ password: "pw", run: () => ({ deaf: true }) });
    const stdin = "x".repeat(8 * 1024 * 1024);
    await expect(create(remoteUrn, { connection: server.connection(), create: "do", stdin })).rejects.toThrow(
      'EOF: running "do"',
    );
  });
});

describe("connection", () => {
  test("a private key logs in, an encrypted one with its password", async () => {
    for (const privateKeyPassword of [undefined, "open sesame"]) {
      const key = sshKeyPair(privateKeyPassword);
      const server = await start({ publicKey: key.public, run: () => ({ stdout: "in" }) });
      const connection = server.connection({
        privateKey: key.private,
        privateKeyPassword,
        password: "unused",
      });
      expect((await create(remoteUrn, { connection, create: "do" })).stdout).toBe("in");
      expect(server.logins).not.toContain("password");
    }
  });

  test("a private key that cannot be read fails without a dial, and is not shown", async () => {
    const server = await start();
    const { private: privateKey } = sshKeyPair("open sesame");
    const connection = server.connection({ privateKey, privateKeyPassword: "wrong" });
    const failed = create(remoteUrn, { connection, create: "do" });
    await expect(failed).rejects.toThrow("cannot read the private key");
    await expect(failed).rejects.not.toThrow(privateKey.split("\n")[1]);
    expect(server.logins).toEqual([]);
  });

  test("a key in an agent logs in", async () => {
    const key = sshKeyPair();
    const server = await start({ publicKey: key.public, run: () => ({ stdout: "in" }) });
    const folder = mkdtempSync(join(tmpdir(), "agent-"));
    const holder = await sshAgent(key.private, folder);
    const connection = server.connection({ agentSocketPath: holder.path });
    expect((await create(remoteUrn, { connection, create: "do" })).stdout).toBe("in");
    holder.close();
    rmSync(folder, { recursive: true });
  });

  test("the password also answers every keyboard-interactive prompt", async () => {
    const server = await start({ interactive: "pw", run: () => ({ stdout: "in" }) });
    const connection = server.connection({ password: "pw" });
    expect((await create(remoteUrn, { connection, create: "do" })).stdout).toBe("in");
  });

  test("another host key than the pinned one is refused before any login", async () => {
    const server = await start();
    const connection = server.connection({ hostKey: sshKeyPair().public });
    await expect(create(remoteUrn, { connection, create: "do" })).rejects.toThrow("host key mismatch");
    expect(server.logins).toEqual([]);
  });

  test("a refused login is dialled again as often as dialErrorLimit says", async () => {
    const server = await start();
    const connection = server.connection({ password: "wrong", dialErrorLimit: 2 });
    await expect(create(remoteUrn, { connection, create: "do" })).rejects.toThrow(
      /^after 2 failed attempts: ssh: handshake failed: ssh: unable to authenticate/,
    );
    expect(server.logins.filter((method) => method === "password")).toHaveLength(3);
    expect(lines).toEqual(["dc01-tools: Dial 1/2 failed: retrying", "dc01-tools: Dial 2/2 failed: retrying"]);
  });

  test("a host that refuses the connection is named", async () => {
    const port = await freePort();
    const connection = { host: "127.0.0.1", port, user: "x", dialErrorLimit: 0, perDialTimeout: 1 };
    await expect(create(remoteUrn, { connection, create: "do" })).rejects.toThrow(
      new RegExp(`dial tcp 127.0.0.1:${port}: .*ECONNREFUSED`),
    );
  });

  test("an agent that is not there fails at once, however many dials are allowed", async () => {
    const server = await start();
    const connection = server.connection({ agentSocketPath: "/nonexistent/agent", dialErrorLimit: -1 });
    await expect(create(remoteUrn, { connection, create: "do" })).rejects.toThrow(
      "dial unix /nonexistent/agent",
    );
    expect(server.logins).toEqual([]);
  });

  test("cancel ends dials that go on for ever, at once", async () => {
    const port = await freePort();
    const connection = { host: "127.0.0.1", port, user: "x", dialErrorLimit: -1, perDialTimeout: 1 };
    const waiting = create(remoteUrn, { connection, create: "do" });
    const failed = expect(waiting).rejects.toThrow("context canceled");
    await provider.cancel();
    await failed;
  });

  test("one bastion is passed with its own login", async () => {
    const bastion = await start({ password: "outer" });
    const server = await start({ password: "inner", run: () => ({ stdout: "behind" }) });
    const proxy = bastion.connection();
    expect((await create(remoteUrn, { connection: server.connection({ proxy }), create: "do" })).stdout).toBe(
      "behind",
    );
    const shut = bastion.connection({ password: "wrong" });
    await expect(
      create(remoteUrn, { connection: server.connection({ proxy: shut }), create: "do" }),
    ).rejects.toThrow(/^proxy: after 0 failed attempts: ssh: handshake failed/);
  });
});

describe("check and diff", () => {
  const state = {
    connection: secret({ host: "h", user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 }),
    create: "do",
    triggers: ["a"],
    stdout: "x",
    stderr: "",
  };
  const { stdout: _stdout, stderr: _stderr, ...inputs } = state;

  test("fills in defaults and makes the connection secret", async () => {
    const { inputs: checked, failures } = await provider.check(remoteUrn, {}, { connection: { host: "h" } });
    expect(failures).toEqual([]);
    expect(checked.connection).toEqual(state.connection);
  });

  test("names each bad property and never its value", async () => {
    const news = {
      connection: { port: "secret-22", privatKey: "secret-key", proxy: { host: 1 } },
      create: ["secret"],
      logging: "secret-all",
      colour: "red",
      delete: null,
    };
    const { failures } = await provider.check(remoteUrn, {}, news);
    const properties = failures?.map(({ property }) => property).sort();
    expect(properties).toEqual([
      "colour",
      "connection.host",
      "connection.port",
      "connection.privatKey",
      "connection.proxy.host",
      "create",
      "logging",
    ]);
    expect(JSON.stringify(failures)).not.toContain("secret-");
  });

  test("lets values pass that a preview does not know yet", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const news = { connection: { host: unknown, port: unknown }, create: unknown, environment: unknown };
    expect((await provider.check(remoteUrn, {}, news)).failures).toEqual([]);
  });

  test("sees no change in the same inputs, an update in others, a replacement in triggers", async () => {
    const diff = async (news: Outs) => await provider.diff("id", remoteUrn, state, news);
    expect(await diff(inputs)).toEqual({ changes: false, replaces: [] });
    expect(await diff({ ...inputs, connection: plain(inputs.connection) })).toEqual({
      changes: false,
      replaces: [],
    });
    expect(await diff({ ...inputs, stdin: "new" })).toEqual({ changes: true, replaces: [] });
    expect(await diff({ ...inputs, triggers: ["b"] })).toEqual({ changes: true, replaces: ["triggers"] });
  });

  test("tells assets apart by their content", async () => {
    const asset = (hash: string, path: string) => ({
      "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
      hash,
      path,
    });
    const copy = { connection: state.connection, remotePath: "/x" };
    const diff = async (one: Outs, other: Outs) =>
      (await provider.diff("id", copyUrn, { ...copy, source: one }, { ...copy, source: other })).changes;
    expect(await diff(asset("1", "a"), asset("1", "b"))).toBe(false);
    expect(await diff(asset("1", "a"), asset("2", "a"))).toBe(true);
  });
});

describe("copies", () => {
  const signature = "4dabf18193072939515e22adb298388d";
  const archive = (path: string) => ({ [signature]: "0def7320c3a5731c473e5ecbe6d01bc7", hash: path, path });
  const asset = (content: { path: string } | { text: string }, hash = "h") => ({
    [signature]: "c44067f5952c0a294b673a41bacd8c17",
    hash,
    ...content,
  });
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "command-provider-"));
    mkdirSync(join(folder, "bundle/inner"), { recursive: true });
    writeFileSync(join(folder, "bundle/a.ps1"), "a");
    writeFileSync(join(folder, "bundle/empty.txt"), "");
    writeFileSync(join(folder, "bundle/inner/big.bin"), "0123456789".repeat(20_000));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("a folder lands under its own name, and every level above it is made, the drive too", async () => {
    const server = await start();
    const source = archive(join(folder, "bundle"));
    await create(copyUrn, { connection: server.connection(), source, remotePath: "C:/ProgramData/tool" });
    expect(server.requests.filter((request) => request.startsWith("MKDIR"))).toEqual([
      "MKDIR C:",
      "MKDIR C:/ProgramData",
      "MKDIR C:/ProgramData/tool",
      "MKDIR C:/ProgramData/tool/bundle",
      "MKDIR C:/ProgramData/tool/bundle/inner",
    ]);
    expect(server.tree.get("C:/ProgramData/tool/bundle/a.ps1")).toBe("a");
    expect(server.tree.get("C:/ProgramData/tool/bundle/empty.txt")).toBe("");
    expect(server.tree.get("C:/ProgramData/tool/bundle/inner/big.bin")).toHaveLength(200_000);
  });

  test("a folder with a slash at its end gives only what is in it, over what is there", async () => {
    const server = await start();
    server.tree.set("/t", undefined).set("/t/a.ps1", "old");
    const source = archive(`${join(folder, "bundle")}/`);
    await create(copyUrn, { connection: server.connection(), source, remotePath: "/t" });
    expect([...server.tree.keys()].sort()).toEqual([
      "/t",
      "/t/a.ps1",
      "/t/empty.txt",
      "/t/inner",
      "/t/inner/big.bin",
    ]);
    expect(server.tree.get("/t/a.ps1")).toBe("a");
  });

  test("a folder onto a file is an error", async () => {
    const server = await start();
    server.tree.set("/t", "a file");
    const source = archive(join(folder, "bundle"));
    await expect(
      create(copyUrn, { connection: server.connection(), source, remotePath: "/t" }),
    ).rejects.toThrow("/t exists but is not a directory");
  });

  test("a file goes into a folder that is there, else to the path itself", async () => {
    const server = await start();
    server.tree.set("/there", undefined);
    const source = asset({ path: join(folder, "bundle/a.ps1") });
    const connection = server.connection();
    await create(copyUrn, { connection, source, remotePath: "/there" });
    await create(copyUrn, { connection, source, remotePath: "/new/name.ps1" });
    expect(server.tree.get("/there/a.ps1")).toBe("a");
    expect(server.tree.get("/new/name.ps1")).toBe("a");
  });

  test("text becomes a file, but never a folder", async () => {
    const server = await start();
    server.tree.set("/there", undefined);
    const source = asset({ text: "hello" });
    const connection = server.connection();
    await create(copyUrn, { connection, source, remotePath: "/etc/motd" });
    expect(server.tree.get("/etc/motd")).toBe("hello");
    await expect(create(copyUrn, { connection, source, remotePath: "/there" })).rejects.toThrow(
      "is a directory",
    );
  });

  test("an update copies again for other content or another path, not for another password", async () => {
    const server = await start();
    const connection = server.connection();
    const state = { connection, source: asset({ text: "one" }, "1"), remotePath: "/a" };
    await provider.update("id", copyUrn, state, { ...state, connection: { ...connection, port: 1 } });
    expect(server.logins).toEqual([]);
    await provider.update("id", copyUrn, state, { ...state, source: asset({ text: "two" }, "2") });
    await provider.update("id", copyUrn, state, { ...state, remotePath: "/b" });
    expect(server.tree.get("/a")).toBe("two");
    expect(server.tree.get("/b")).toBe("one");
  });

  test("CopyFile copies to exactly the path, makes no folder, and is replaced by any change", async () => {
    const server = await start();
    const connection = server.connection();
    const inputs = { connection, localPath: join(folder, "bundle/a.ps1"), remotePath: "/a.ps1" };
    await create(fileUrn, inputs);
    expect(server.tree.get("/a.ps1")).toBe("a");
    await expect(create(fileUrn, { ...inputs, remotePath: "/no/folder/a.ps1" })).rejects.toThrow(
      "/no/folder/a.ps1",
    );
    expect(await provider.diff("id", fileUrn, inputs, { ...inputs, remotePath: "/b" })).toEqual({
      changes: true,
      replaces: ["remotePath"],
    });
  });

  test("a local file that is not there is named before any connection", async () => {
    const server = await start();
    const connection = server.connection();
    await expect(
      create(fileUrn, { connection, localPath: "/nonexistent/file", remotePath: "/a" }),
    ).rejects.toThrow("/nonexistent/file");
    expect(server.logins).toEqual([]);
  });
});

describe("local.Command and run", () => {
  test("runs in the folder, with input and environment", async () => {
    const outs = await create(localUrn, {
      create: 'cat; echo "$WORD in $(pwd)"',
      dir: "/",
      stdin: "in\n",
      environment: { WORD: "word" },
    });
    expect(outs.stdout).toBe("in\nword in /");
  });

  test("uses the interpreter it is given", async () => {
    const outs = await create(localUrn, {
      create: "process.stdout.write(String(6 * 7))",
      interpreter: [process.execPath, "-e"],
    });
    expect(outs.stdout).toBe("42");
  });

  test("an exit code other than 0 and a missing program are errors", async () => {
    await expect(create(localUrn, { create: "echo half; exit 4" })).rejects.toThrow(
      'exit status 4: running "echo half; exit 4":\nhalf\n',
    );
    await expect(create(localUrn, { create: "x", interpreter: ["/nonexistent/shell"] })).rejects.toThrow(
      "ENOENT",
    );
  });

  test("cancel kills it", async () => {
    const running = create(localUrn, { create: "exec sleep 600" });
    const failed = expect(running).rejects.toThrow("signal: SIGKILL");
    setTimeout(() => void provider.cancel(), 200);
    await failed;
  });

  test("asks for the official provider where assets are wanted", async () => {
    const { failures } = await provider.check(localUrn, {}, { create: "x", assetPaths: ["*"] });
    expect(failures?.[0]).toMatchObject({
      property: "assetPaths",
      reason: expect.stringContaining("official"),
    });
  });

  test("the function run gives the outputs beside its arguments", async () => {
    const { outputs } = await provider.invoke("command:local:run", { command: "echo hi" });
    expect(outputs).toEqual({ command: "echo hi", stdout: "hi", stderr: "" });
  });
});
