import { expect, test } from "@jest/globals";
import type { ReadyGateInputs, SensorInputs } from "../../../plan/declared.ts";
import { curedIn } from "../../../provider/sharedCauses.ts";
import { absentComponent, readyFacts } from "../../support/facts.ts";
import { failureOf, makeWorld, sensorOf, targetOf, urnOf, type World, workspace } from "../support/world.ts";

const inputs = (host: string, more: Partial<ReadyGateInputs> = {}): ReadyGateInputs => ({
  target: targetOf(host),
  domain: "contoso.test",
  site: `site of ${host}`,
  generation: "v2",
  gateway: "lightweight",
  workspace,
  managedAccounts: [],
  waivers: [],
  readyForSeconds: 600,
  deadlineSeconds: 60,
  ...more,
});
const gate = (host: string) => urnOf("ReadyGate", `${host}-ready`);
const factsOf = (host: string, facts: Parameters<typeof readyFacts>[0] = {}) =>
  readyFacts({ computerName: { value: host.toUpperCase() }, ...facts });
const FAILED_AT = "2026-12-01T20:05:00.000Z";
const CURED = { "proxy-authentication": FAILED_AT };

/** Hosts behind a proxy each; dc01 and dc02, behind the same one, were ready, and their installation failed since. */
async function twoFailed(cured: Record<string, string> = {}): Promise<World> {
  const world = makeWorld({ cured });
  for (const [host, proxy] of [
    ["dc01", "http://p1"],
    ["dc02", "http://p1"],
    ["dc03", "http://p1"],
    ["dc04", "http://p2"],
  ] as const) {
    world.hosts[`Get-HostFacts ${host}`] = factsOf(host, { proxy: { value: proxy } });
  }
  for (const host of ["dc01", "dc02"]) {
    await world.provider.create(gate(host), inputs(host));
    world.hosts[`Get-FailedWork ${host}`] = failedInstallation(host);
  }
  return world;
}

function failedInstallation(host: string): object {
  const work = {
    step: "Install-Sensor",
    work: `${host}/Install-Sensor/1`,
    outcome: "failed",
    exitCode: 1602,
  };
  return { works: { value: [{ ...work, finishedAt: FAILED_AT, log: ["LicenseInvalid"] }] } };
}

test("what shares the proxy of two that failed for one cause does not begin; behind another proxy it does", async () => {
  const world = await twoFailed();
  world.now = new Date("2026-12-01T20:06:00Z");
  const { message } = await failureOf(world.provider.create(gate("dc03"), inputs("dc03")));
  expect(message).toContain("SHARED-CAUSE  dc03");
  expect(message).toContain("dc01, dc02 failed with proxy-authentication and share the proxy http://p1");
  expect(message).toContain("A proxy asks for authentication");
  expect(message).toContain(
    `pulumi config set --path 'ata2mdi:cured["proxy-authentication"]' 2026-12-01T20:16:00.000Z`,
  );
  const { outs } = await world.provider.create(gate("dc04"), inputs("dc04"));
  expect(outs.traits.proxy).toBe("http://p2");
});

test("the line that says it is cured lets it begin", async () => {
  const world = await twoFailed(CURED);
  const { outs } = await world.provider.create(gate("dc03"), inputs("dc03"));
  expect(outs.readyUntil).not.toBe("");
});

test("an earlier run's gates are known by their state: the next process refuses as well", async () => {
  const before = await twoFailed();
  const states = await Promise.all(
    ["dc01", "dc02"].map(async (host) => ({
      host,
      outs: (await makeWorld({}).provider.create(gate(host), inputs(host))).outs,
    })),
  );
  const world = makeWorld();
  world.hosts = before.hosts;
  for (const { host, outs } of states) {
    await world.provider.diff("id", gate(host), { ...outs, traits: { proxy: "http://p1" } }, inputs(host));
  }
  expect((await failureOf(world.provider.create(gate("dc03"), inputs("dc03")))).message).toContain(
    "SHARED-CAUSE",
  );
});

test("one whose gateway is gone already goes on, whatever the others do", async () => {
  const world = await twoFailed();
  world.hosts["Get-HostFacts dc03"] = factsOf("dc03", {
    proxy: { value: "http://p1" },
    gateway: absentComponent(),
  });
  const { outs } = await world.provider.create(gate("dc03"), inputs("dc03"));
  expect(outs.readyUntil).not.toBe("");
});

test("a host that cannot be asked holds nobody back, and that is said", async () => {
  const world = await twoFailed();
  world.hosts["Get-FailedWork dc02"] = { works: { unread: "Access is denied." } };
  await world.provider.create(gate("dc03"), inputs("dc03"));
  expect(world.lines.filter(({ kind }) => kind === "warn").map(({ text }) => text)).toEqual([
    "whether a step failed on dc02 could not be read: Access is denied.",
  ]);
});

test("checks that fail for one cause count too", async () => {
  const world = makeWorld();
  for (const host of ["dc01", "dc02", "dc03"]) {
    const issuer =
      host === "dc03" ? {} : { sensorApi: { value: { status: 0, issuer: null, error: "ConnectFailure" } } };
    world.hosts[`Get-HostFacts ${host}`] = factsOf(host, { proxy: { value: "http://p1" }, ...issuer });
  }
  for (const host of ["dc01", "dc02"]) await failureOf(world.provider.create(gate(host), inputs(host)));
  const { message } = await failureOf(world.provider.create(gate("dc03"), inputs("dc03")));
  expect(message).toContain("dc01, dc02 failed with cloud-unreachable and share the proxy http://p1");
});

test("a sensor that was not verified for a known cause is remembered in the state, and forgotten when it is", async () => {
  const world = makeWorld();
  const lines = [
    "2026-12-01 20:00:00.0000 Error DirectoryServicesClient Failed to communicate with configured domain controllers",
  ];
  const declared = (host: string): SensorInputs => ({
    workspace,
    target: targetOf(host),
    subject: { name: host, domain: "contoso.test" },
    generation: "v2",
    settings: { description: null, delayedUpdate: null },
    unprotectedSince: "2026-12-01T19:00:00Z",
    pollSeconds: 0.01,
    deadlineSeconds: 0.3,
  });
  const urn = (host: string) => urnOf("Sensor", `${host}-sensor`);
  const states: Record<string, Record<string, unknown>> = {};
  for (const host of ["dc01", "dc02"]) {
    world.hosts[`Get-SensorStatus ${host}`] = {
      sensor: { value: "StartPending" },
      updater: { value: "Running" },
      version: { value: "2.254" },
      errors: { value: lines },
    };
    const { properties } = await failureOf(world.provider.create(urn(host), declared(host)));
    expect(properties?.lastFailure).toEqual({ fingerprint: "log-on-as-service", at: expect.any(String) });
    states[host] = properties ?? {};
  }
  const next = makeWorld();
  for (const host of ["dc01", "dc02"]) {
    const { outs } = await makeWorld().provider.create(gate(host), inputs(host));
    await next.provider.diff("id", gate(host), outs, inputs(host));
    await next.provider.diff("id", urn(host), states[host] ?? {}, declared(host));
  }
  const refused = await failureOf(next.provider.create(gate("dc03"), inputs("dc03")));
  expect(refused.message).toContain("failed with log-on-as-service and share the policy");

  next.sensors = ["dc01", "dc02"].map((host) => sensorOf(host));
  for (const host of ["dc01", "dc02"]) {
    const { outs } = await next.provider.update("id", urn(host), states[host] ?? {}, declared(host));
    expect(outs.lastFailure).toBeNull();
  }
  expect((await next.provider.create(gate("dc03"), inputs("dc03"))).outs.readyUntil).not.toBe("");
});

test("what is no moment cures nothing", () => {
  expect(curedIn('{"a":"2026-12-01T20:00:00Z","b":"soon"}')).toEqual({ a: "2026-12-01T20:00:00.000Z" });
  for (const text of [undefined, "", "[", "null", "7"]) expect(curedIn(text)).toEqual({});
});
