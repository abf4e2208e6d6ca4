import { beforeEach, expect, test } from "@jest/globals";
import type { CenterLockInputs } from "../../../plan/declared.ts";
import type { Problem } from "../../../plan/problem.ts";
import { now, openInputs } from "../../plan/centerLock/example.ts";
import { absentComponent, gatewayComponent } from "../../support/facts.ts";
import { failureOf, graphDown, makeWorld, noGateway, sensorOf, urnOf, type World } from "../support/world.ts";

const urn = urnOf("CenterLock", "atacenter-lock");
const inputs = openInputs({
  retainUntil: "2020-01-01",
  approval: { by: "a.person", at: "2020-01-01T00:00:00Z", retainUntil: "2020-01-01" },
});
let world: World;
beforeEach(() => {
  world = makeWorld();
  world.now = now;
  world.sensors = [sensorOf("dc01"), sensorOf("dc02")];
});

test("an open lock permits the removal for a while, after measuring everything live", async () => {
  const { outs } = await world.provider.create(urn, inputs);
  expect(outs).toMatchObject({ open: true, reasons: [], gone: false });
  expect(Date.parse(outs.permitUntil) - Date.parse(outs.evaluatedAt)).toBe(600_000);
  expect(world.asked.toSorted()).toEqual(
    [
      "Get-GatewayStatus dc01",
      "Get-GatewayStatus dc02",
      "Get-GatewayStatus gw01",
      "Get-AtaCenterBackup atacenter",
      "center alerts",
      "center gateways",
      "listHealthIssues",
      "listSensors",
    ].toSorted(),
  );
});

/** What a Center's console answers where nothing it says counts. */
const noAnswer = (id: string): Problem => ({
  id,
  host: "atacenter",
  cause: "the console gives no answer that counts",
  measured: "connection refused",
  cure: "",
  command: "",
});

/** The Center has been away for days, or its address is another forest's Center: list and alerts are both unread. */
const consoleTrouble = (
  [
    ["the Center cannot be reached", "CENTER-UNREACHABLE"],
    ["the console is another forest's Center", "CENTER-OTHER"],
    ["the Center's certificate has expired", "CENTER-CERTIFICATE"],
  ] as const
).flatMap(([what, id]) =>
  ["center-list atacenter", "alerts atacenter"].map((reason): [string, (w: World) => void, string] => [
    `${what} (${reason})`,
    (w) => {
      w.centerGateways = noAnswer(id);
      w.openAlerts = noAnswer(id);
    },
    reason,
  ]),
);

const trouble: [string, (w: World) => void, string][] = [
  ...consoleTrouble,
  [
    "a gateway is there",
    (w) => {
      w.hosts["Get-GatewayStatus dc02"] = { ...noGateway, gateway: gatewayComponent() };
    },
    "gateway-absent dc02",
  ],
  [
    "a host does not answer",
    (w) => {
      w.hosts["Get-GatewayStatus dc02"] = {
        id: "HOST-UNREACHABLE",
        host: "dc02",
        cause: "away",
        measured: "timeout",
        cure: "",
        command: "",
      };
    },
    "gateway-absent dc02",
  ],
  [
    "a host answers nonsense",
    (w) => {
      w.hosts["Get-GatewayStatus dc02"] = { gateway: {} };
    },
    "gateway-absent dc02",
  ],
  [
    "the Center wants a Windows login",
    (w) => {
      w.centerGateways = {
        id: "CENTER-REFUSED",
        cause: "login",
        measured: "HTTP 401",
        cure: "",
        command: "",
      };
    },
    "center-list atacenter",
  ],
  [
    "the service is down",
    (w) => {
      w.graphProblem = graphDown();
    },
    "sensor-running",
  ],
];

test.each(trouble)("%s: removal fails, with every reason, and is recorded", async (_case, spoil, reason) => {
  spoil(world);
  const failure = await failureOf(world.provider.create(urn, inputs));
  expect(failure.message).toContain("CENTER-LOCKED  atacenter");
  expect(failure.message).toContain(reason);
  expect(failure.properties).toMatchObject({ open: false, permitUntil: "" });
});

test.each(trouble)("%s: while the Center is kept, the same is only said", async (_case, spoil, reason) => {
  spoil(world);
  const { outs } = await world.provider.create(urn, { ...inputs, request: "retain" });
  expect(outs.open).toBe(false);
  expect(outs.permitUntil).toBe("");
  expect(
    outs.reasons.map((one: { rule: string; host: string | null }) => `${one.rule} ${one.host ?? ""}`.trim()),
  ).toContain(reason);
});

test("a host whose clock is far from this machine's keeps the Center: dates and permit rest on it", async () => {
  const { measure } = world.services.hosts;
  world.services.hosts.measure = async (target, ...rest) => {
    const answer = await measure(target, ...rest);
    return target.host === "dc01" ? { ...answer, finishedAt: "2025-12-01T20:00:00Z" } : answer;
  };
  const failure = await failureOf(world.provider.create(urn, inputs));
  expect(failure.properties).toMatchObject({
    open: false,
    permitUntil: "",
    reasons: [{ rule: "clock", host: "dc01", outcome: "fail" }],
  });
});

test("an override does not reach the Center's own list: while its console gives no answer it stays", async () => {
  world.centerGateways = noAnswer("CENTER-UNREACHABLE");
  world.openAlerts = noAnswer("CENTER-UNREACHABLE");
  const override: CenterLockInputs["override"] = {
    waives: ["alerts"],
    by: "a.person",
    at: now.toISOString(),
    until: now.toISOString().slice(0, 10),
    reason: "its server is broken",
  };
  const failure = await failureOf(world.provider.create(urn, { ...inputs, override }));
  expect(failure.properties).toMatchObject({
    open: false,
    reasons: [{ rule: "center-list", outcome: "unread" }],
    waived: [{ rule: "alerts" }],
  });
});

test("hosts that keep their gateway by decision are not asked for it", async () => {
  const [dc01, dc02] = inputs.domainControllers;
  if (!dc01 || !dc02) throw new Error("the example has two");
  const held: CenterLockInputs = {
    ...inputs,
    domainControllers: [dc01, { ...dc02, decision: "hold" }],
    request: "retain",
  };
  await world.provider.create(urn, held);
  expect(world.asked).not.toContain("Get-GatewayStatus dc02");
});

const evaluated = {
  ...inputs,
  open: true,
  reasons: [],
  evaluatedAt: "2026-12-01T20:00:00Z",
  permitUntil: "2026-12-01T20:10:00Z",
  gone: false,
};

test("a permit that still counts is not asked for again; one that does not is", async () => {
  world.now = new Date("2026-12-01T20:05:00Z");
  world.hosts["Get-GatewayStatus atacenter"] = { ...noGateway, center: gatewayComponent() };
  expect((await world.provider.diff("x", urn, evaluated, inputs)).changes).toBe(false);
  world.now = new Date("2026-12-01T20:15:00Z");
  expect((await world.provider.diff("x", urn, evaluated, inputs)).changes).toBe(true);
});

test("a Center that is kept is evaluated again only when something it rests on changes", async () => {
  const kept = { ...evaluated, request: "retain" };
  const retain = { ...inputs, request: "retain" as const };
  world.now = new Date("2027-12-01T20:15:00Z");
  expect((await world.provider.diff("x", urn, kept, retain)).changes).toBe(false);
  const more = { ...retain, checklist: { ...retain.checklist, siem: "open" as const } };
  expect((await world.provider.diff("x", urn, kept, more)).changes).toBe(true);
  expect((await world.provider.update("x", urn, kept, more)).outs.evaluatedAt).toBe(world.now.toISOString());
});

test("once the Center is gone nothing is asked any more", async () => {
  world.now = new Date("2026-12-02T20:00:00Z");
  world.hosts["Get-GatewayStatus atacenter"] = noGateway;
  expect((await world.provider.diff("x", urn, evaluated, inputs)).changes).toBe(false);

  const changed = { ...inputs, approval: { by: "another", at: "2020-01-01T00:00:00Z" } };
  expect((await world.provider.diff("x", urn, evaluated, changed)).changes).toBe(true);
  const { outs } = await world.provider.update("x", urn, evaluated, changed);
  expect(outs).toMatchObject({ gone: true, open: true, permitUntil: "" });
  const asked = world.asked.length;
  await world.provider.diff("x", urn, outs, inputs);
  await world.provider.update("x", urn, outs, inputs);
  expect(world.asked).toHaveLength(asked);
});

test("a Center whose host cannot be read is not gone", async () => {
  world.now = new Date("2026-12-02T20:00:00Z");
  world.hosts["Get-GatewayStatus atacenter"] = {
    gateway: absentComponent(),
    center: absentComponent({ file: { unread: "denied" } }),
  };
  expect((await world.provider.diff("x", urn, evaluated, inputs)).changes).toBe(true);
});
