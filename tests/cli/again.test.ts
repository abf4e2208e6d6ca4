import { afterEach, describe, expect, test } from "@jest/globals";
import { type Again, againOf } from "../../cli/live/again.ts";
import { explain } from "../../cli/live/explain.ts";
import type { Failure, RunView } from "../../cli/live/view.ts";
import { adviseAnotherRun, runAgainWhereItHelps } from "../../cli/run/again.ts";
import type { UpResult } from "../../cli/run/up.ts";
import { MOST_ATTEMPTS } from "../../plan/outcomes/retry.ts";
import { emptyView } from "./recordings.ts";

/** An error of the command provider around a step's answer. */
function failedStep(step: string, answer: Record<string, unknown>): string {
  const whole = {
    contract: 1,
    step,
    work: `dc03/${step}/1`,
    startedAt: "2026-12-01T20:00:00Z",
    finishedAt: "2026-12-01T20:01:00Z",
    outcome: "failed",
    reason: null,
    exitCode: null,
    rebooted: false,
    facts: {},
    log: [],
    ...answer,
  };
  return `Process exited with status 10: running "powershell.exe …":\n${JSON.stringify(whole)}`;
}
const again = (text: string) => againOf(text, explain(text, "dc03-install-sensor", "dc03"));

test.each<[what: string, text: string, expected: Again]>([
  ["another installation", failedStep("Install-Sensor", { exitCode: 1618 }), "mayPass"],
  [
    "another installation, before the setup ran",
    failedStep("Install-Sensor", {
      outcome: "refused",
      reason: "another Windows Installer transaction is under way; nothing was installed",
    }),
    "mayPass",
  ],
  [
    "work that goes on",
    failedStep("Install-Sensor", { outcome: "running", reason: "it goes on" }),
    "mayPass",
  ],
  [
    "a proxy that asks",
    failedStep("Install-Sensor", { log: ["(407) Proxy"], exitCode: 1602 }),
    "needsPerson",
  ],
  ["nothing known", failedStep("Remove-AtaGateway", { exitCode: 1603 }), "needsPerson"],
  [
    "a deadline",
    failedStep("Install-Sensor", { outcome: "timeout", reason: "it still runs" }),
    "needsPerson",
  ],
  ["a cut connection", "wait: remote command exited without exit status or exit signal", "mayPass"],
  ["a host that restarts", "dial tcp 127.0.0.1:22: connect: connection refused", "mayPass"],
  ["a key that is refused", "ssh: unable to authenticate, attempted methods [none publickey]", "needsPerson"],
  ["another host key", "knownhosts: key mismatch", "needsPerson"],
  [
    "a gate that is closed",
    "NOT-READY  dc03: not ready\n  measured: m\n  cure:     c\n  next:     pulumi up",
    "harmless",
  ],
  ["anything else", "something odd", "needsPerson"],
])("%s: %s", (_what, text, expected) => {
  expect(again(text)).toBe(expected);
});

const failure = (of: Again, resource = "dc03-install-sensor"): Failure => ({
  resource,
  host: "dc03",
  part: null,
  problem: { id: "X", cause: "", measured: "", cure: "", command: "" },
  again: of,
  at: 0,
});

describe("another run", () => {
  test("is advised where something may pass and nothing needs a person first; a closed gate is no obstacle", () => {
    expect(adviseAnotherRun([failure("mayPass"), failure("harmless")], 1)).toMatchObject({ retry: true });
    expect(adviseAnotherRun([failure("harmless")], 1).retry).toBe(false);
    expect(adviseAnotherRun([], 1).retry).toBe(false);
    const stays = adviseAnotherRun([failure("mayPass"), failure("needsPerson", "dc04-remove-gateway")], 1);
    expect(stays).toMatchObject({ retry: false, why: expect.stringContaining("dc04-remove-gateway") });
  });

  test("waits longer each time, and ends", () => {
    const waits = [1, 2, 3].map((attempt) => adviseAnotherRun([failure("mayPass")], attempt));
    expect(waits.map(({ retry }) => retry)).toEqual([true, true, false]);
    expect(waits[1]?.waitSeconds).toBeGreaterThan(waits[0]?.waitSeconds ?? Number.NaN);
  });
});

describe("runs", () => {
  const listeners = process.listenerCount("SIGINT");
  afterEach(() => expect(process.listenerCount("SIGINT")).toBe(listeners));

  const result = (code: number, failures: Failure[], stopped = false): UpResult => {
    const view: RunView = { ...emptyView(), failures };
    return { code, view, stopped, run: {} as UpResult["run"] };
  };
  function play(results: UpResult[], wait: (signal: AbortSignal) => Promise<unknown> = async () => {}) {
    const said: string[] = [];
    const left = [...results];
    const run = async () => {
      const next = left.shift();
      if (!next) throw new Error("one run too many");
      return next;
    };
    const ended = runAgainWhereItHelps({
      run,
      say: (text) => said.push(text),
      wait: (_seconds, signal) => wait(signal),
    });
    return { ended, said, left };
  }

  test("end with the first that succeeds", async () => {
    const { ended, said } = play([result(255, [failure("mayPass")]), result(0, [])]);
    expect((await ended).code).toBe(0);
    expect(said.join()).toMatch(/dc03-install-sensor may pass by itself: run again in 60 s, 2 of at most 3/);
  });

  test("are never more than so many", async () => {
    const failing = Array.from({ length: MOST_ATTEMPTS }, () => result(255, [failure("mayPass")]));
    const { ended, left } = play(failing);
    expect((await ended).code).toBe(255);
    expect(left).toEqual([]);
  });

  test("are one where it needs a person, or somebody stopped it", async () => {
    for (const first of [
      result(255, [failure("needsPerson")]),
      result(130, [failure("mayPass")], true),
      result(255, []),
    ]) {
      const { ended, left } = play([first, result(0, [])]);
      expect((await ended).code).toBe(first.code);
      expect(left).toHaveLength(1);
    }
  });

  test("Ctrl-C in the pause ends it with the code of the run before", async () => {
    const { ended, left } = play(
      [result(255, [failure("mayPass")]), result(0, [])],
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          process.emit("SIGINT");
        }),
    );
    expect(await ended).toMatchObject({ code: 255, stopped: true });
    expect(left).toHaveLength(1);
  });
});
