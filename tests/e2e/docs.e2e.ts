import { spawn, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { wordsOf } from "../docs/commandLines.ts";
import { type CommandRow, commandRows, type Stage } from "../docs/commandRows.ts";
import { commands } from "../docs/pages.ts";
import { argumentsOfAta2mdi } from "../docs/parseCommand.ts";
import { pipelineCommands } from "../docs/pipelineSamples.ts";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

/** Every command of the pages' shell blocks, typed one after another in one sandbox with the real engine. */
const root = resolve(__dirname, "..", "..");
const posted: string[] = [];
let sandbox: Sandbox;
let receiver: Server;
let stage: Stage;

beforeAll(async () => {
  sandbox = await Sandbox.start();
  receiver = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => posted.push(chunk.toString("utf8")));
    request.on("end", () => response.end());
  });
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  const dev = readFileSync(join(sandbox.folder, "estates/dev.yaml"), "utf8");
  // The reader's estate: the lab's, with one domain controller that moves.
  writeFileSync(join(sandbox.folder, "estates/prod.yaml"), onlyDomainControllers("dc04")(dev));
  cpSync(join(root, "samples"), join(sandbox.folder, "samples"), { recursive: true });
  const certificate = join(sandbox.folder, ".ata2mdi/lab/center-atacenter.pem");
  const secret = await sandbox.pulumi(["config", "get", "graphClientSecret", "--stack", "dev"]);
  stage = {
    samples: "samples",
    console: parse(dev).centers[0].console,
    certificate,
    fingerprint: new X509Certificate(readFileSync(certificate)).fingerprint256,
    webhook: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
    graphSecret: secret.stdout.trim(),
    centerUser: parse(dev).centers[0].consoleAccount.user,
    centerPassword: readFileSync(join(sandbox.folder, ".ata2mdi/lab/atacenter_password"), "utf8").trim(),
  };
}, 60_000);
afterAll(async () => {
  receiver?.close();
  await sandbox?.stop();
});

test("the commands of the pages do what the pages say, one after another", async () => {
  for (const row of commandRows) {
    if ("notRun" in row) continue;
    const { code, text } = await typed(row);
    const wanted = { command: row.command, code: row.exit ?? 0 };
    expect({ command: row.command, code, ...(code === wanted.code ? {} : { text }) }).toEqual(wanted);
    if (row.says) expect(text).toMatch(row.says);
    // Secrets that were typed are in nothing that is shown.
    for (const secret of [stage.graphSecret, stage.centerPassword]) expect(text).not.toContain(secret);
  }
  // The webhook that was set by the page was told of the move.
  expect(posted.length).toBeGreaterThan(3);
}, 900_000);

test("`pulumi`, as pages and samples have it, knows each command and each option", () => {
  const wrong: string[] = [];
  for (const { file, text, words } of [...commands, ...pipelineCommands]) {
    if (words[0] !== "pulumi" || words.length === 1) continue;
    const refused = refusedByPulumi(words.slice(1));
    if (refused) wrong.push(`${file}: ${text}: ${refused}`);
  }
  expect(wrong).toEqual([]);
}, 120_000);

/** Types a row's command in the sandbox, as a person in a pipe: no terminal, no colour. */
function typed(row: Exclude<CommandRow, { notRun: string }>): Promise<{ code: number; text: string }> {
  const words = row.as?.(stage) ?? wordsOf(row.command);
  const own = argumentsOfAta2mdi(words);
  const [program = "", ...args] = own ? [process.execPath, join(root, "cli", "ata2mdi.mjs"), ...own] : words;
  const child = spawn(program, args, {
    cwd: sandbox.folder,
    env: { ...sandbox.env, NO_COLOR: "1", ...row.env?.(stage) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // One that ends before it has read what is typed is judged by its exit code and its words.
  child.stdin.on("error", () => {});
  child.stdin.end(row.stdin?.(stage) ?? "");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done({ code: code ?? -1, text }));
  });
}

const helps = new Map<string, string>();

function refusedByPulumi(words: readonly string[]): string | undefined {
  const verb = words.filter((word) => /^[a-z]+$/.test(word)).slice(0, 2);
  for (let length = verb.length; length > 0; length--) {
    const help = helpOf(verb.slice(0, length));
    if (help === undefined) continue;
    const options = words.flatMap((word) => /^(--[a-z-]+)/.exec(word)?.[1] ?? []);
    return options.find((option) => !help.includes(option));
  }
  return "no such command";
}

/** The help of a command; undefined: there is none of that name, and the engine shows that of the one above. */
function helpOf(verb: readonly string[]): string | undefined {
  const key = verb.join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { status, stdout } = spawnSync("pulumi", [...verb, "--help"], { env: sandbox.env, encoding: "utf8" });
  const above = verb.length > 0 ? helpOf(verb.slice(0, -1)) : undefined;
  if (status !== 0 || stdout === above) return undefined;
  helps.set(key, stdout);
  return stdout;
}
