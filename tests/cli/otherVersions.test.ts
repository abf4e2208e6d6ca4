import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { forecastOf } from "../../cli/live/forecast.ts";
import { plain } from "../../cli/live/paint.ts";
import { collectReport } from "../../cli/report/collect.ts";
import { renderCsv } from "../../cli/report/csv.ts";
import { renderReport } from "../../cli/report/render.ts";
import { readDeployment } from "../../cli/state/deployment.ts";
import { moveState } from "../../cli/state/moveState.ts";
import { statusOf } from "../../cli/status/collect.ts";
import { statusDocument } from "../../cli/status/document.ts";
import { renderStatus } from "../../cli/status/render.ts";
import { summarize } from "../../cli/summary.ts";
import { devEstate, stateAfter } from "./recordings.ts";

/** States of other versions of this program: steps and outputs that this one does not know, or that they did not have. */
const now = Date.parse("2026-11-22T17:30:00Z");

const { estate, plan } = devEstate();

interface Exported {
  version: number;
  deployment: {
    resources: { urn: string; inputs?: Record<string, unknown>; outputs?: Record<string, unknown> }[];
  };
}

function exported(): Exported {
  return JSON.parse(stateAfter("moved")) as Exported;
}

/** Everything that tells of a state. */
function told(state: Exported) {
  const deployment = readDeployment(JSON.stringify(state));
  const stack = {
    stack: "dev",
    estateFile: "estates/dev.yaml",
    estate,
    survey: undefined,
    plan,
    deployment,
    state: moveState(estate, plan, deployment),
  };
  const status = statusOf(stack, { cwd: "/nowhere", env: { PULUMI_BACKEND_URL: "file:///nowhere" } }, now);
  const model = collectReport(status, "/nowhere");
  const forecast = forecastOf(estate, plan);
  const texts = [
    renderReport(model),
    renderCsv(model),
    summarize(stack.state, new Set()),
    renderStatus(status, { columns: 80, rows: 100, paint: plain, forecast }).join("\n"),
    JSON.stringify(statusDocument(status)),
  ];
  return { model, texts, document: statusDocument(status) };
}

describe("a state of an older version", () => {
  test("without a step that came later: what has moved has moved, and the step is not told as open", () => {
    const { model, document } = told(exported());
    expect(document.hosts.find(({ name }) => name === "dc04")).toMatchObject({
      standing: "moved",
      step: null,
    });
    const dc04 = model.domainControllers.find(({ name }) => name === "dc04");
    expect(dc04?.outcome).toBe("moved");
    expect(dc04?.steps.map(({ part, state }) => [part, state])).not.toContainEqual(["access-key", "open"]);
  });

  test("whose resources have lost or changed any of their outputs is told without an exception", () => {
    const { resources } = exported().deployment;
    const places = resources.flatMap(({ outputs }, index) =>
      Object.keys(outputs ?? {}).map((key) => [index, key] as const),
    );
    const other = fc.constantFrom(undefined, null, 7, "text", [], {}, { value: null }, ["x"], true);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...places), other), { minLength: 20, maxLength: 120 }),
        (changes) => {
          const state = exported();
          for (const [[index, key], value] of changes) {
            const outputs = state.deployment.resources[index]?.outputs ?? {};
            if (value === undefined) delete outputs[key];
            else outputs[key] = value;
          }
          for (const text of told(state).texts) {
            expect(
              /.{0,60}(?:\[object Object\]|\bNaN\b|\bundefined\b|Invalid Date).{0,60}/.exec(text)?.[0],
            ).toBeUndefined();
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test("a row of the checklist whose state cannot be read counts as open", () => {
    const state = exported();
    const done = state.deployment.resources.filter(({ inputs }) => inputs?.row && inputs.state !== "open");
    expect(done.length).toBeGreaterThan(0);
    const open = () => told(state).model.checklist.filter((row) => row.state === "open").length;
    const before = open();
    for (const { inputs } of done) if (inputs) inputs.state = { new: "form" };
    expect(open()).toBe(before + done.length);
  });

  test("a gap that was not measured is told as such, and never as none", () => {
    const state = exported();
    for (const { urn, outputs } of state.deployment.resources) {
      if (urn.endsWith("::dc04-sensor")) delete outputs?.protectionGapSeconds;
    }
    const dc04 = told(state).model.domainControllers.find(({ name }) => name === "dc04");
    expect(dc04?.outcome).toBe("moved");
    expect(dc04?.gapSeconds).not.toBe(0);
  });
});
