import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { News } from "../../cli/live/news.ts";
import { runPreview } from "../../cli/run/preview.ts";
import { lastRun } from "../../cli/run/runFolder.ts";
import { runUp, type Watcher } from "../../cli/run/up.ts";
import { ProblemError } from "../../plan/problem.ts";
import { type FakeEngine, fakeEngine, freshStack } from "./fakeEngine.ts";

let remove = () => {};
afterEach(() => remove());

function start(behaviour: FakeEngine) {
  const engine = fakeEngine(behaviour);
  remove = engine.remove;
  return engine;
}

function listener(): Watcher & { told: News[]; stops: number[] } {
  const told: News[] = [];
  const stops: number[] = [];
  return {
    told,
    stops,
    begin() {},
    news: (news) => void told.push(...news),
    tick() {},
    end() {},
    stopAsked: (times) => void stops.push(times),
  };
}

describe("up", () => {
  test("hands every change to its watchers and the engine's exit code to its caller", async () => {
    const { folder, env } = start({ recording: "moved" });
    const watcher = listener();
    const { code, view } = await runUp(freshStack(), { cwd: folder, env, parallel: 7, watchers: [watcher] });
    expect(code).toBe(0);
    expect(view.result?.succeeded).toBe(true);
    expect(watcher.told.filter((news) => news.kind === "wave")).toHaveLength(4);
    const given = JSON.parse(readFileSync(join(folder, "arguments.json"), "utf8")) as string[];
    for (const one of [
      "up",
      "--yes",
      "--skip-preview",
      "--continue-on-error",
      "7",
      "dev",
      "--non-interactive",
    ]) {
      expect(given).toContain(one);
    }
  });

  test("a failed run keeps the engine's code, and its failures are in the view", async () => {
    const { folder, env } = start({ recording: "stepsFail", code: 255 });
    const { code, view } = await runUp(freshStack(), { cwd: folder, env, parallel: 1, watchers: [] });
    expect(code).toBe(255);
    expect(view.failures.map(({ host }) => host)).toEqual(["dc03", "dc02", "dc04"]);
  });

  test("leaves a record that only its owner can read", async () => {
    const { folder, env } = start({ recording: "moved", prints: "Updating (dev)\n" });
    const { run } = await runUp(freshStack(), { cwd: folder, env, parallel: 1, watchers: [] });
    const recorded = lastRun(folder, "dev");
    expect(recorded).toMatchObject({ state: "ended", ended: { code: 0 }, begun: { stack: "dev" } });
    expect(recorded?.begun.planHash).toBe(freshStack().plan.hash);
    expect(readFileSync(run.output, "utf8")).toBe("Updating (dev)\n");
    expect(statSync(run.folder).mode & 0o077).toBe(0);
    expect(statSync(run.events).mode & 0o077).toBe(0);
  });

  test.each([
    ["error: the stack is currently locked by 1 lock(s).", "STACK-LOCKED"],
    ["error: failed to decrypt: incorrect passphrase", "STACK-PASSPHRASE"],
    ["error: no stack named 'dev' found", "STACK-MISSING"],
    ["error: something else altogether\nmore of it", "ENGINE-FAILED"],
    ["", "ENGINE-FAILED"],
  ])("an engine that did nothing and said %p is told as %s", async (prints, id) => {
    const { folder, env } = start({ prints, code: 1 });
    const failed = runUp(freshStack(), { cwd: folder, env, parallel: 1, watchers: [] });
    const error = await failed.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ProblemError);
    const { problem } = error as ProblemError;
    expect(problem.id).toBe(id);
    if (prints) expect(problem.measured).toContain(prints.split("\n")[0]);
    expect(lastRun(folder, "dev")?.ended?.code).toBe(1);
  });

  test.each([[1], [2]])(
    "asked to stop %i times, the engine is asked as often and never killed; what is passed on twice is one request",
    async (stops) => {
      const { folder, env } = start({ recording: "killed", untilStops: stops });
      const watcher = listener();
      const running = runUp(freshStack(), { cwd: folder, env, parallel: 1, watchers: [watcher] });
      while (!existsSync(join(folder, "ready"))) await wait(20);
      for (let times = 0; times < stops; times++) {
        process.emit("SIGINT");
        // npm passes a Ctrl-C of the terminal on to who had it already, and a window that closes adds its own.
        process.emit("SIGINT");
        process.emit("SIGHUP");
        while (watcher.stops.length <= times) await wait(5);
        while (!existsSync(join(folder, "stops")) || readFileSync(join(folder, "stops")).length <= times) {
          await wait(5);
        }
        if (times + 1 < stops) await wait(600);
      }
      const { code, view } = await running;
      expect(code).toBe(130);
      expect(watcher.stops).toEqual(Array.from({ length: stops }, (_, index) => index + 1));
      expect(view.stage).toBe("over");
      expect(process.listenerCount("SIGINT")).toBe(0);
    },
  );
});

test("an engine that was killed in the middle is told as cut off", async () => {
  const { folder, env } = start({ recording: "killed", code: 137 });
  const failed = runUp(freshStack(), { cwd: folder, env, parallel: 1, watchers: [] });
  await expect(failed).rejects.toThrow(/ENGINE-CUT-OFF/);
});

describe("preview", () => {
  test("counts what would be done and shows nothing", async () => {
    const { folder, env } = start({ recording: "moved" });
    await expect(runPreview(freshStack(), { cwd: folder, env })).resolves.toEqual({ create: 68 });
  });

  test("fails with the first reason", async () => {
    const { folder, env } = start({ recording: "notReady", code: 255 });
    await expect(runPreview(freshStack(), { cwd: folder, env })).rejects.toThrow(/NOT-READY {2}dc04/);
  });

  test("an engine that cannot begin says why", async () => {
    const { folder, env } = start({ prints: "error: no stack named 'dev' found", code: 255 });
    await expect(runPreview(freshStack(), { cwd: folder, env })).rejects.toThrow(/STACK-MISSING/);
  });
});
