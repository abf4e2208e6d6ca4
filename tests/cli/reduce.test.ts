import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseEvent } from "../../cli/live/events.ts";
import { explain } from "../../cli/live/explain.ts";
import { askedToStop, looseErrors, reduce } from "../../cli/live/reduce.ts";
import { isBlind, type RunView, standingOf, stepOf, waitsFor } from "../../cli/live/view.ts";
import { formatProblem } from "../../plan/problem.ts";
import { emptyView, last, linesOf, recordings, replay } from "./recordings.ts";

function standing(view: RunView, host: string) {
  const chain = view.chains.find((entry) => entry.host === host);
  if (!chain) throw new Error(`no chain ${host}`);
  return standingOf(view, chain);
}

function wait(view: RunView, host: string) {
  const chain = view.chains.find((entry) => entry.host === host);
  if (!chain) throw new Error(`no chain ${host}`);
  return waitsFor(view, chain);
}

describe("a whole move", () => {
  const moments = replay("moved");
  const { view } = last(moments);
  const news = moments.flatMap((moment) => moment.news);

  test("every host is moved, nothing failed, and the engine's own figures are kept", () => {
    expect(view.chains.map((chain) => [chain.host, standing(view, chain.host)])).toEqual(
      view.chains.map((chain) => [chain.host, "moved"]),
    );
    expect(view.failures).toEqual([]);
    expect(view.stage).toBe("over");
    expect(view.result).toMatchObject({ succeeded: true, changes: { create: 68 } });
  });

  test("each protection gap opens before it closes, and closes with the measured seconds", () => {
    for (const host of ["dc01", "dc02", "dc04", "dc05"]) {
      const told = news.filter((one) => one.kind === "gap" && one.host === host);
      expect(told.map((one) => one.kind === "gap" && one.state)).toEqual(["opened", "closed"]);
      expect(view.gaps.get(host)?.seconds).toBeGreaterThan(0);
    }
    // No gateway of its own: none to lose.
    expect(view.gaps.has("dc03")).toBe(false);
  });

  test("a domain controller is blind from its removal until its sensor is verified, and at no other time", () => {
    const blind = moments.map((moment) => isBlind(moment.view, "dc05"));
    const first = blind.indexOf(true);
    const until = blind.lastIndexOf(true);
    expect(blind.slice(first, until + 1).every(Boolean)).toBe(true);
    const at = (state: string, resource: string) =>
      moments.findIndex((moment) => stepOf(moment.view, resource).state === state);
    expect(first).toBe(at("running", "dc05-remove-gateway"));
    expect(until).toBe(at("done", "dc05-sensor") - 1);
  });

  test("a wave begins when its first host is measured, not when it is prepared, and after the gate before it", () => {
    const waves = news.flatMap((one) => (one.kind === "wave" ? [`${one.wave} ${one.state}`] : []));
    expect(waves).toEqual(["0 began", "0 done", "1 began", "1 done"]);
  });

  test("who waits says for whom", () => {
    const early = moments.find((moment) => stepOf(moment.view, "dc05-remove-gateway").state === "running");
    expect(wait(early?.view as RunView, "dc01")).toBe("wave 0");
    const later = moments.find((moment) => stepOf(moment.view, "dc02-remove-gateway").state === "running");
    expect(wait(later?.view as RunView, "dc03")).toContain("dc04");
    expect(wait(later?.view as RunView, "atacenter")).toBe("wave 1");
  });
});

describe("a domain controller that is not ready", () => {
  const { view } = last(replay("notReady"));

  test("fails with the provider's own problem, keeps its gateway, and holds its lane only", () => {
    const [failure, ...rest] = view.failures;
    expect(rest).toEqual([]);
    expect(failure).toMatchObject({
      host: "dc04",
      part: "ready",
      problem: { id: "NOT-READY", host: "dc04", command: "pulumi up" },
    });
    expect(failure?.problem.measured).toContain("net-framework");
    expect(failure?.problem.cure).toContain(".NET Framework 4.8");
    expect(standing(view, "dc04")).toBe("failed");
    expect(isBlind(view, "dc04")).toBe(false);
    expect(standing(view, "dc02")).toBe("moved");
    expect(wait(view, "dc03")).toContain("dc04");
  });

  test("the SDK's echo of it is not told", () => {
    expect(view.loose.length).toBeGreaterThan(0);
    expect(looseErrors(view)).toEqual([]);
    expect(view.result?.succeeded).toBe(false);
  });
});

describe("steps that fail on hosts", () => {
  const { view } = last(replay("stepsFail"));
  const failureOf = (host: string) => view.failures.find((failure) => failure.host === host)?.problem;

  test("an unreachable host is called so", () => {
    expect(failureOf("dc03")?.id).toBe("HOST-UNREACHABLE");
  });

  test("a setup's log is told with its known cause and cure", () => {
    expect(failureOf("dc04")).toMatchObject({ id: "STEP-FAILED", host: "dc04" });
    expect(failureOf("dc04")?.cause).toContain("proxy");
    expect(failureOf("dc04")?.measured).toContain("1602");
  });

  test("both whose gateway has stopped are blind, also where the removal itself failed", () => {
    expect([isBlind(view, "dc02"), isBlind(view, "dc04")]).toEqual([true, true]);
    expect(isBlind(view, "dc03")).toBe(false);
    // By the host's own word on when its gateway stopped.
    expect(view.gaps.get("dc02")?.from).toBe(Date.parse("2026-11-22T17:23:19.369Z"));
  });
});

describe("a run that was ended", () => {
  test("Ctrl-C: what was waited for is stopped, not failed", () => {
    const { view } = last(replay("interrupted"));
    expect(stepOf(view, "dc05-sensor").state).toBe("stopped");
    expect(view.failures).toEqual([]);
    expect(standing(view, "dc05")).toBe("begun");
    expect(isBlind(view, "dc05")).toBe(true);
  });

  test("asked to stop, a later failure of the engine's own making is no failure of the move", () => {
    const view = askedToStop(emptyView());
    const after = reduce(view, { kind: "failed", op: "create", name: "dc05-sensor", type: "t" }, 1).view;
    expect(stepOf(after, "dc05-sensor").state).toBe("stopped");
  });

  test("Ctrl-C: a step the engine hung up on goes on at its host, and has not failed; a step that failed has", () => {
    const told = (stage: "moving" | "stopping", text: string) => {
      const stopping = reduce(emptyView(), { kind: "stopping" }, 1).view;
      const from = stage === "stopping" ? stopping : emptyView();
      const name = "dc05-install-sensor";
      const error = { kind: "message", severity: "error", passing: false, name, text } as const;
      const heard = reduce(from, error, 2).view;
      const { view } = reduce(heard, { kind: "failed", op: "create", name, type: "t" }, 3);
      return [stepOf(view, name).state, view.failures.map(({ problem }) => problem.id)];
    };
    const hungUp = 'wait: remote command exited without exit status or exit signal: running "x":';
    expect(told("stopping", hungUp)).toEqual(["stopped", []]);
    expect(told("moving", hungUp)).toEqual(["failed", ["HOST-CONNECTION-LOST"]]);
    expect(told("stopping", "the disk is full")).toEqual(["failed", ["RESOURCE-FAILED"]]);
  });

  test("Ctrl-C: what the engine says of having been stopped is no error of the move, also when it is over", () => {
    const stopped = askedToStop(emptyView());
    const texts = [
      "update failed",
      "Running program '/x/index.ts' failed with an unhandled exception:",
      "a real one",
    ];
    const heard = texts.reduce((view, text) => {
      const event = { kind: "message", severity: "error", passing: false, name: null, text } as const;
      return reduce(view, event, 1).view;
    }, stopped);
    expect(looseErrors(reduce(heard, { kind: "over" }, 2).view)).toEqual(["a real one"]);
  });

  test("the engine's own word on Ctrl-C is heard in its stream", () => {
    const line = { timestamp: 7, stdoutEvent: { message: "^C received; cancelling. If you would …" } };
    expect(parseEvent(JSON.stringify(line))).toEqual({ at: 7000, event: { kind: "stopping" } });
    expect(parseEvent(JSON.stringify({ stdoutEvent: { message: "else" } }))).toBeUndefined();
  });

  test("kill -9: the view stays where the stream ends", () => {
    const { view } = last(replay("killed"));
    expect(view.stage).toBe("moving");
    expect(view.result).toBeNull();
    expect(stepOf(view, "dc05-sensor").state).toBe("running");
  });
});

describe("an error's text", () => {
  const problem = {
    id: "SENSOR-NOT-VERIFIED",
    host: "dc01",
    cause: "it is not there",
    measured: "nothing",
    cure: "Wait.",
    command: "pulumi up",
  };

  test.each([
    ["as it is", formatProblem(problem)],
    ["in the engine's list", `1 error occurred:\n\t* ${formatProblem(problem)}\n\n`],
    ["behind other words", `creating failed\n${formatProblem(problem)}`],
  ])("that is a problem %s is read as that problem", (_, text) => {
    expect(explain(text, "dc01-sensor", "dc01")).toEqual(problem);
  });

  test("of several lines keeps each of them", () => {
    const several = formatProblem({ ...problem, measured: "\n    - one\n    - two" });
    expect(explain(several, "dc01-sensor", "dc01").measured).toBe("one · two");
  });

  test.each([
    ["ssh: handshake failed: ssh: host key mismatch", "HOST-KEY-MISMATCH"],
    [
      "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]",
      "HOST-AUTHENTICATION",
    ],
    ["after 2 failed attempts: dial tcp 10.0.0.1:22: i/o timeout", "HOST-UNREACHABLE"],
    ["something new", "RESOURCE-FAILED"],
  ])("%p is %s", (text, id) => {
    expect(explain(text, "dc01-tools", "dc01")).toMatchObject({ id, host: "dc01" });
  });
});

describe("any stream", () => {
  test("any text is an event or none, and never an exception", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const found = parseEvent(text);
        expect(found === undefined || typeof found.event.kind === "string").toBe(true);
      }),
    );
  });

  test("any order of the engine's lines, any of them lost or doubled, leaves a view that holds", () => {
    const lines = recordings.flatMap((name) => linesOf(name));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 200 }), (some) => {
        let view = emptyView();
        for (const line of some) {
          const stamped = parseEvent(line);
          if (stamped) view = reduce(view, stamped.event, stamped.at).view;
        }
        for (const chain of view.chains) {
          if (!isBlind(view, chain.host)) continue;
          const removal = `${chain.host}-remove-gateway`;
          const heard = view.steps.has(removal) || view.failures.some(({ resource }) => resource === removal);
          expect(heard).toBe(true);
        }
        for (const { problem } of view.failures) {
          expect(Object.values(problem).every((text) => typeof text === "string")).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
