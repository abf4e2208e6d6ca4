import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type Deployment, readDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { outcomeWords, summarize } from "../../cli/summary.ts";
import { parseEstate } from "../../estate/load.ts";
import { planMove } from "../../plan/planner/planner.ts";

const file = join(__dirname, "..", "..", "estates", "dev.yaml");
const loaded = parseEstate(readFileSync(file, "utf8"), file);
if (!loaded.ok) throw new Error("estates/dev.yaml has problems");
const { estate } = loaded;
const plan = planMove(estate);

/** A stack's export that holds the named resources with these outputs. */
function exported(resources: Record<string, object>, pending: string[] = []): Deployment {
  const urn = (name: string) => `urn:pulumi:dev::ata2mdi::some:type::${name}`;
  return readDeployment(
    JSON.stringify({
      version: 3,
      deployment: {
        resources: Object.entries(resources).map(([name, rest]) => ({
          urn: urn(name),
          custom: true,
          type: "t",
          ...rest,
        })),
        pending_operations: pending.map((name) => ({
          type: "creating",
          resource: { urn: urn(name), type: "t" },
        })),
      },
    }),
  );
}

function dc(name: string, deployment: Deployment) {
  const found = moveState(estate, plan, deployment).domainControllers.find((entry) => entry.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

test("a row about a Center waits for a person until that Center is gone", () => {
  const row = (row: string) => ({
    type: "ata2mdi:index:ChecklistRow",
    inputs: { row, title: row, state: "open" },
  });
  const rows = { "checklist-ata-alerts": row("ata-alerts"), "checklist-siem": row("siem") };
  const states = (resources: Record<string, object>) =>
    moveState(estate, plan, exported(resources)).checklist.map(({ row, state }) => [row, state]);
  expect(states(rows)).toEqual([
    ["siem", "open"],
    ["ata-alerts", "open"],
  ]);
  expect(states({ ...rows, "atacenter-remove": {} })).toEqual([
    ["siem", "open"],
    ["ata-alerts", "notApplicable"],
  ]);
});

describe("one that goes back", () => {
  const going = { ...estate, rollback: ["dc04"] };
  const planned = planMove(going);
  const at = (resources: Record<string, object>) => {
    const state = moveState(going, planned, exported(resources));
    const found = state.domainControllers.find(({ name }) => name === "dc04");
    if (!found) throw new Error("no dc04");
    return { ...found, says: outcomeWords(found.progress), all: summarize(state, new Set()) };
  };
  test("is told by its next step, and whether anything protects it", () => {
    // What the forward chain left in the state is not taken for it.
    const old = { "dc04-ready": {}, "dc04-sensor": { outputs: { serviceStatus: "running" } } };
    expect(at({ ...old, "dc04-back-tools": {}, "dc04-way-back": {} }).progress).toEqual({
      kind: "goingBack",
      next: "dc04-remove-sensor",
      // A removal that failed is not in the state.
      protected: null,
    });
    expect(at({ "dc04-back-tools": {} }).says).toContain("nothing is touched yet");
    const gone = at({ "dc04-back-tools": {}, "dc04-way-back": {}, "dc04-remove-sensor": {} });
    expect(gone.says).toContain("WITHOUT PROTECTION; next: dc04-restore-gateway");
  });
  test("is back when its gateway is verified", () => {
    const outputs = {
      serviceStatus: "Running",
      verifiedAt: "2026-12-01T20:00:00Z",
      protectionGapSeconds: 42,
    };
    const back = at({
      "dc04-back-tools": {},
      "dc04-way-back": {},
      "dc04-remove-sensor": {},
      "dc04-restore-gateway": {},
      "dc04-gateway": { outputs },
    });
    expect(back).toMatchObject({ says: "back at its gateway", protectionGapSeconds: 42 });
    expect(back.all).toContain("back at its gateway");
  });
});

describe("where a domain controller stands", () => {
  test("nothing done: waiting", () => {
    expect(dc("dc01", exported({})).progress).toEqual({ kind: "waiting" });
  });

  test("measured ready, gateway still there: protected, and the access key is next", () => {
    const state = exported({ "dc04-tools": {}, "dc04-package": {}, "dc04-ready": {} });
    expect(dc("dc04", state).progress).toEqual({
      kind: "underWay",
      next: "dc04-access-key",
      protected: true,
    });
  });

  test("its removal is next: the state does not tell whether it began, and the record of a run may", () => {
    const done = ["tools", "package", "ready", "access-key"].map((part) => [`dc04-${part}`, {}]);
    const state = moveState(estate, plan, exported(Object.fromEntries(done)));
    const found = state.domainControllers.find(({ name }) => name === "dc04");
    expect(found?.progress).toEqual({ kind: "underWay", next: "dc04-remove-gateway", protected: null });
    expect(summarize(state, new Set())).toContain("its gateway's removal is not done, and may have begun");
    expect(summarize(state, new Set())).not.toMatch(/dc04 .*(still protected|WITHOUT PROTECTION)/);
    expect(summarize(state, new Set(["dc04"]))).toMatch(
      /dc04 .*WITHOUT PROTECTION; next: dc04-remove-gateway/,
    );
  });

  test("gateway gone, no sensor yet: without protection, and said so in capitals", () => {
    const state = exported({
      "dc04-tools": {},
      "dc04-package": {},
      "dc04-ready": {},
      "dc04-remove-gateway": {},
    });
    const { progress } = dc("dc04", state);
    expect(progress).toEqual({ kind: "underWay", next: "dc04-install-sensor", protected: false });
    expect(outcomeWords(progress)).toContain("WITHOUT PROTECTION");
  });

  test("a sensor that was only partly created has not moved", () => {
    const state = exported({
      "dc01-tools": {},
      "dc01-ready": {},
      "dc01-remove-gateway": {},
      "dc01-activate-sensor": {},
      "dc01-sensor": { initErrors: ["deadline"], outputs: {} },
    });
    expect(dc("dc01", state).progress).toMatchObject({ kind: "underWay", next: "dc01-sensor" });
  });

  test("moved, with its gap; a stopped sensor is named", () => {
    const outputs = {
      serviceStatus: "stopped",
      verifiedAt: "2026-01-01T00:00:00Z",
      protectionGapSeconds: 95,
    };
    const state = dc("dc01", exported({ "dc01-sensor": { outputs } }));
    expect(state.protectionGapSeconds).toBe(95);
    expect(outcomeWords(state.progress)).toBe("moved; its sensor is stopped");
  });

  test("held and blocked keep their reason", () => {
    expect(outcomeWords(dc("dc06", exported({})).progress)).toContain("CHG-1042");
    expect(dc("dc07", exported({})).progress.kind).toBe("blocked");
  });
});

test("a creation that was cut off and made good since is pending no more, though the engine still lists it", () => {
  expect(exported({ "dc01-remove-gateway": {} }, ["dc01-remove-gateway"]).pending).toEqual([]);
  const half = { "dc01-sensor": { initErrors: ["deadline"] } };
  expect(exported(half, ["dc01-sensor"]).pending).toEqual(["dc01-sensor"]);
});

/** The steps of a Center's services by the end of their works. */
const resting = (turns: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(turns).map(([suffix, turn]) => {
      const stdin = JSON.stringify({ contract: 1, work: `atacenter/Set-AtaCenterRest/${turn}`, input: {} });
      return [`atacenter-${suffix}`, { inputs: { stdin } }];
    }),
  );

test("a Center's services: stopped only where what was started last was stopped after it", () => {
  const services = (turns: { wake?: string; rest?: string }) =>
    moveState(estate, plan, exported(resting(turns))).centers[0]?.services;
  expect(services({})).toBeNull();
  expect(services({ rest: "running" })).toBe("running");
  expect(services({ wake: "running-0123abcd" })).toBe("running");
  expect(services({ wake: "running-0123abcd", rest: "stopped-0123abcd" })).toBe("stopped");
  // Woken for another occasion and not at rest again; and what the engine has not forgotten yet.
  expect(services({ wake: "running-89abcdef", rest: "stopped-0123abcd" })).toBe("running");
  expect(services({ wake: "running-0123abcd", rest: "running" })).toBe("running");
});

describe("the summary", () => {
  test("says of a kept Center that it is stopped", () => {
    const lock = { outputs: { open: false, reasons: [] } };
    const stopped = resting({ wake: "running-0123abcd", rest: "stopped-0123abcd" });
    expect(
      summarize(moveState(estate, plan, exported({ "atacenter-lock": lock, ...stopped })), new Set()),
    ).toContain("ATA Center atacenter: stays, stopped, as the estate asks");
  });

  test("names what was cut off and every domain controller", () => {
    const text = summarize(moveState(estate, plan, exported({}, ["dc01-remove-gateway"])), new Set());
    expect(text).toContain("Cut off: dc01-remove-gateway");
    for (const { name } of estate.domainControllers) expect(text).toContain(name);
  });

  test("shows the reasons of a lock, each with its host", () => {
    const reasons = [
      { rule: "gateway-gone", outcome: "unread", host: "dc06", measured: "no answer", cure: "", command: "" },
    ];
    const text = summarize(
      moveState(estate, plan, exported({ "atacenter-lock": { outputs: { open: false, reasons } } })),
      new Set(),
    );
    expect(text).toContain("gateway-gone (dc06): no answer");
  });
});

test("a state that is not one is refused with what is wrong", () => {
  for (const [text, measured] of [
    ['{"version":"three"}', "version"],
    ["error: no such thing", "JSON"],
    ["", "JSON"],
  ] as const) {
    expect(() => readDeployment(text)).toThrow(
      new RegExp(`^STACK-STATE[\\s\\S]*measured:[\\s\\S]*${measured}`),
    );
  }
});
