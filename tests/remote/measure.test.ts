import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { problemOf } from "../../plan/problem.ts";
import { bundleFiles, bundleHash } from "../../remote/bundle.ts";
import { bundleFolder, stepCommand } from "../../remote/contract.ts";
import { closeConnections, type MeasureOptions, measure } from "../../remote/measure.ts";
import { makeKeys, type Run, startHost, type TestHost, targetOf } from "./sshServer.ts";

let host: TestHost;

const answering: Run = ({ stdin, channel }) => {
  channel.write("WARNING: profile took 3 s\r\n");
  channel.write(`${JSON.stringify(answerTo(stdin))}\r\n`);
  channel.exit(0);
  channel.end();
};

function answerTo(stdin: string): Record<string, unknown> {
  const { step, work } = JSON.parse(stdin);
  const at = "2026-11-22T10:00:00Z";
  const rest = { reason: null, exitCode: null, rebooted: false, facts: { since: "x" }, log: [] };
  return { contract: 1, step, work, startedAt: at, finishedAt: at, outcome: "done", ...rest };
}

function options(changes: Partial<MeasureOptions> = {}): MeasureOptions {
  return {
    deadlineSeconds: 20,
    signal: new AbortController().signal,
    secret: () => host.privateKey,
    ...changes,
  };
}

const ask = (changes: Partial<MeasureOptions> = {}, target = targetOf(host)) =>
  measure(target, "Get-SensorStatus", { since: null }, options(changes));

/** The problem a measurement ends with. */
async function problemWith(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeDefined();
  return problemOf(error);
}

beforeEach(async () => {
  host = await startHost(answering);
});

afterEach(async () => {
  closeConnections();
  await host.close();
});

test("the scripts are brought first, and the one command line of the contract is run", async () => {
  const answer = await ask();
  expect(answer.facts).toEqual({ since: "x" });
  expect(host.commands).toEqual([stepCommand(bundleHash(), "Get-SensorStatus")]);
  const root = `${bundleFolder(bundleHash())}/powershell`;
  expect([...host.files.keys()].sort()).toEqual(
    bundleFiles()
      .map((file) => `${root}/${file.path}`)
      .sort(),
  );
  for (const file of bundleFiles()) expect(host.files.get(`${root}/${file.path}`)).toEqual(file.bytes);
});

test("measurements of a host share one connection, at the same time and one after the other", async () => {
  await Promise.all([ask(), ask(), ask()]);
  await ask();
  expect(host.connections).toBe(1);
  expect(host.commands).toHaveLength(4);
});

test("scripts that are whole are left alone, a file cut short is replaced", async () => {
  await ask();
  closeConnections();
  const [first] = [...host.files.keys()];
  if (!first) throw new Error("nothing was uploaded");
  const whole = host.files.get(first) as Buffer;
  host.files.set(first, whole.subarray(0, 5));
  await ask();
  expect(host.files.get(first)).toEqual(whole);
  expect([...host.files.keys()].filter((path) => path.endsWith(".part"))).toEqual([]);
});

test("another host key than the pinned one ends it before anything is sent", async () => {
  const other = makeKeys().publicKey.trim();
  const problem = await problemWith(ask({}, targetOf(host, { hostKey: other })));
  expect(problem.id).toBe("HOST-KEY-MISMATCH");
  expect(problem.measured).toMatch(/pinned SHA256:\S+, presented SHA256:\S+/);
  expect(host.authentications).toBe(0);
  expect(host.connections).toBe(1);
});

test("a host key of a type the server does not have is a mismatch, not an unreachable host", async () => {
  const problem = await problemWith(ask({}, targetOf(host, { hostKey: "ecdsa-sha2-nistp256 AAAA" })));
  expect(problem.id).toBe("HOST-KEY-MISMATCH");
});

test("a refused key is offered once, never dialled again", async () => {
  const problem = await problemWith(ask({ secret: () => makeKeys().privateKey }));
  expect(problem.id).toBe("HOST-AUTHENTICATION");
  expect(host.connections).toBe(1);
});

test("a key that is no key is an authentication problem that does not show it", async () => {
  const problem = await problemWith(ask({ secret: () => "-----BEGIN NONSENSE-----" }));
  expect(problem.id).toBe("HOST-AUTHENTICATION");
  expect(JSON.stringify(problem)).not.toContain("NONSENSE");
});

test("nobody listening is an unreachable host", async () => {
  const port = host.port;
  await host.close();
  const problem = await problemWith(ask({}, targetOf(host, { port })));
  expect(problem).toMatchObject({ id: "HOST-UNREACHABLE", host: "dc01" });
  host = await startHost(answering);
});

test("a connection lost while asking is opened again once", async () => {
  let dropped = false;
  host.run = (call) => {
    if (dropped) return answering(call);
    dropped = true;
    host.drop();
  };
  await expect(ask()).resolves.toMatchObject({ outcome: "done" });
  expect(host.connections).toBe(2);
});

test("a connection lost again and again is a problem", async () => {
  host.run = () => host.drop();
  const problem = await problemWith(ask({ command: "ata2mdi survey estates/dev.yaml" }));
  expect(problem).toMatchObject({ id: "HOST-CONNECTION-LOST", command: "ata2mdi survey estates/dev.yaml" });
});

test("a step that does not answer ends at the deadline", async () => {
  host.run = () => {};
  const problem = await problemWith(ask({ deadlineSeconds: 1 }));
  expect(problem.id).toBe("STEP-DEADLINE");
});

test("an upload that hangs ends at the deadline, and the next measurement starts anew", async () => {
  host.sftpHangs = true;
  const problem = await problemWith(ask({ deadlineSeconds: 1 }));
  expect(problem.id).toBe("STEP-DEADLINE");
  host.sftpHangs = false;
  await expect(ask()).resolves.toMatchObject({ outcome: "done" });
});

test("an abort ends it with the signal's own reason", async () => {
  const controller = new AbortController();
  const reason = new Error("Ctrl-C");
  host.run = () => controller.abort(reason);
  await expect(ask({ signal: controller.signal })).rejects.toBe(reason);
});

test("output without end is refused while it comes", async () => {
  host.run = ({ channel }) => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    const pour = () => {
      while (channel.writable && channel.write(chunk)) {}
      if (channel.writable) channel.once("drain", pour);
    };
    pour();
  };
  const problem = await problemWith(ask());
  expect(problem).toMatchObject({ id: "STEP-ANSWER-INVALID" });
});

test("a step that failed is told with what the host says", async () => {
  host.run = ({ stdin, channel }) => {
    const answer = { ...answerTo(stdin), outcome: "failed", reason: "the registry could not be read" };
    channel.write(`${JSON.stringify(answer)}\n`);
    channel.exit(3);
    channel.end();
  };
  const problem = await problemWith(ask());
  expect(problem).toMatchObject({ id: "STEP-FAILED", host: "dc01" });
  expect(problem.measured).toContain("the registry could not be read");
});
