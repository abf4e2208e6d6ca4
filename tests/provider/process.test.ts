import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { configurationOf, listOf } from "../../provider/configuration.ts";

const launcher = resolve("provider/pulumi-resource-ata2mdi");
const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.trim();
}

const environment = { ...process.env, PATH: `${resolve(process.execPath, "..")}:${process.env.PATH}` };

test("the launcher starts the provider, which names the port it listens on", async () => {
  const child = spawn(launcher, ["127.0.0.1:1"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  started.push(child.pid ?? 0);
  expect(Number(await firstLine(child))).toBeGreaterThan(0);
  // Ctrl-C in a terminal reaches it too; what that means only the engine says.
  child.kill("SIGINT");
  await new Promise((later) => setTimeout(later, 200));
  expect(alive(child.pid ?? 0)).toBe(true);
});

test("an engine that is killed takes its provider with it", async () => {
  const script = `
    const { spawn } = require("node:child_process");
    const child = spawn(${JSON.stringify(launcher)}, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.once("data", () => console.log(child.pid));
    setInterval(() => {}, 1000);`;
  const engine = spawn(process.execPath, ["-e", script], {
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  started.push(engine.pid ?? 0);
  const provider = Number(await firstLine(engine));
  started.push(provider);
  expect(alive(provider)).toBe(true);
  engine.kill("SIGKILL");
  await once(engine, "exit");
  const deadline = Date.now() + 10_000;
  while (alive(provider) && Date.now() < deadline) await new Promise((later) => setTimeout(later, 100));
  expect(alive(provider)).toBe(false);
}, 20_000);

test("configuration is what the engine hands over, without the project's name", () => {
  const config = configurationOf({
    PULUMI_CONFIG: '{"ata2mdi:graphClientSecret":"x","other:graphClientSecret":"y"}',
  });
  expect(config("graphClientSecret")).toBe("x");
  expect(config("nothing")).toBeUndefined();
  for (const text of ["", "nonsense", "[]", "null"]) {
    expect(configurationOf({ PULUMI_CONFIG: text })("graphClientSecret")).toBeUndefined();
  }
  expect(listOf(" a, b\n c ")).toEqual(["a", "b", "c"]);
  expect(listOf(undefined)).toEqual([]);
});
