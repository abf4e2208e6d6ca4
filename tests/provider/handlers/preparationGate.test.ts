import { beforeEach, expect, test } from "@jest/globals";
import type { PreparationGateInputs } from "../../../plan/declaredPreparation.ts";
import { readyFacts } from "../../support/facts.ts";
import { failureOf, makeWorld, targetOf, urnOf, type World, workspace } from "../support/world.ts";

const urn = urnOf("PreparationGate", "dc01-prepare-window");
const days: PreparationGateInputs["windows"][number]["days"] = [
  "mon",
  "tue",
  "wed",
  "thu",
  "fri",
  "sat",
  "sun",
];
const always = [{ days, from: "00:00", to: "24:00", timeZone: "UTC" }];
const sundays: PreparationGateInputs["windows"] = [
  { days: ["sun"], from: "02:00", to: "05:00", timeZone: "UTC" },
];
const inputs: PreparationGateInputs = {
  target: targetOf("dc01"),
  site: "Berlin",
  domain: "contoso.test",
  generation: "v2",
  gateway: "lightweight",
  cloud: workspace.cloud,
  sensorApi: workspace.sensorApi,
  checks: ["large-send-offload", "net-framework"],
  windows: always,
  freezes: [],
  deadlineSeconds: 60,
};
const seldom = { ...inputs, windows: sundays };
let world: World;
beforeEach(() => {
  world = makeWorld();
  world.now = new Date("2026-12-01T20:00:00Z"); // a Tuesday
});
const needs = (changes: object) => {
  world.hosts["Get-HostFacts dc01"] = readyFacts(changes);
};

test("where nothing is needed no window is, and it is not asked again", async () => {
  const { outs } = await world.provider.create(urn, seldom);
  expect(outs).toMatchObject({ needed: [], until: "" });
  world.now = new Date("2027-12-01T20:00:00Z");
  needs({ dotNetRelease: { value: 394802 } });
  expect((await world.provider.diff("dc01", urn, { ...seldom, ...outs }, seldom)).changes).toBe(false);
});

test("in a window it passes until the window closes", async () => {
  needs({ dotNetRelease: { value: 394802 } });
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs).toMatchObject({ needed: ["net-framework"] });
  expect(Date.parse(outs.until)).toBeGreaterThan(world.now?.getTime() ?? 0);
});

test.each([
  ["needed", { value: 394802 }],
  ["unread", { unread: "Access is denied." }],
])("outside of one, what is %s is told and nothing begins", async (_what, dotNetRelease) => {
  needs({ dotNetRelease });
  const { message } = await failureOf(world.provider.create(urn, seldom));
  expect(message).toContain("PREPARATION-WINDOW  dc01");
  expect(message).toContain("the next window opens 2026-12-06T02:00:00.000Z");
});

test("after its window it is asked again only where something is still to be done", async () => {
  needs({ dotNetRelease: { value: 394802 } });
  const { outs } = await world.provider.create(urn, inputs);
  const state = { ...inputs, ...outs };
  world.now = new Date("2027-12-01T20:00:00Z");
  expect((await world.provider.diff("dc01", urn, state, inputs)).changes).toBe(true);
  needs({});
  expect((await world.provider.diff("dc01", urn, state, inputs)).changes).toBe(false);
});
