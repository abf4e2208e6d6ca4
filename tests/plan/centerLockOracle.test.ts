import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { attestedRows, waivableRules } from "../../estate/schema.ts";
import type { CenterBackup } from "../../plan/centerBackup.ts";
import { evaluateLock, type LockMeasurement } from "../../plan/centerLock/evaluate.ts";
import type { CenterLockInputs } from "../../plan/declared.ts";
import type { ComponentFacts, Fact } from "../../plan/facts.ts";
import { wholeBackup } from "../support/backups.ts";
import { openInputs } from "./centerLock/example.ts";

/**
 * The lock against an oracle written from the table in docs/center.md alone. A state is one of a small forest, most
 * things good, any of them bad or unread; both outcomes must come up often, or the comparison would prove little.
 */
const now = new Date("2026-12-01T20:00:00Z");
const RUNS = 10_000;

interface State {
  measured: LockMeasurement;
  inputs: CenterLockInputs;
}

/** What the page says stands against the removal: `outcome reason host`, each kind once. */
function oracle({ measured, inputs }: State): string[] {
  const against = new Set<string>();
  const say = (outcome: "fail" | "unread", reason: string, host: string | null = null) =>
    against.add(`${outcome} ${reason} ${host ?? "-"}`);

  if (inputs.request === "retain") say("fail", "request", inputs.center.name);
  if (inputs.domainControllers.length === 0) say("fail", "known-hosts");
  const asked: string[] = [];
  for (const dc of inputs.domainControllers) {
    if (dc.decision === "hold") say("fail", "held", dc.name);
    else if (dc.decision === "blocked") say("fail", "blocked", dc.name);
    else if (dc.decision === "rollback") say("fail", "rolled-back", dc.name);
    else {
      asked.push(dc.name);
      if (dc.sensorId === null || !isMoment(dc.verifiedAt)) say("fail", "sensor-verified", dc.name);
      else if ("value" in measured.sensors) {
        const listed = measured.sensors.value.filter(({ id }) => id === dc.sensorId);
        const well = listed.some(
          ({ serviceStatus: runs, deploymentStatus: deployed }) =>
            (runs === undefined || runs === "running") &&
            (deployed === "upToDate" || deployed === "outdated"),
        );
        if (!well) say("fail", "sensor-running", dc.name);
      }
    }
  }
  if (!("value" in measured.sensors)) say("unread", "sensor-running");

  for (const gateway of inputs.standaloneGateways) {
    if (gateway.removed) asked.push(gateway.name);
    else say("fail", "standalone-gateway", gateway.name);
  }
  for (const host of asked) {
    const answer = measured.gateways[host];
    if (answer === undefined || "unread" in answer) say("unread", "gateway-absent", host);
    else {
      const { service, registry, file, product } = answer.value;
      const seen = [service, registry, file, product].map((place) =>
        "unread" in place ? "unread" : place.value === null ? "absent" : "there",
      );
      if (seen.includes("there")) say("fail", "gateway-absent", host);
      else if (seen.includes("unread")) say("unread", "gateway-absent", host);
    }
  }

  if ("unread" in measured.centerList) say("unread", "center-list", inputs.center.name);
  else {
    const hosts = [...inputs.domainControllers, ...inputs.standaloneGateways];
    for (const { name, serviceStatus } of measured.centerList.value) {
      const known = hosts.some((host) => host.name.toUpperCase() === name.toUpperCase());
      const atRest = /^(stopped|disabled|unknown|)$/i.test(serviceStatus);
      if (!known || !atRest) say("fail", "center-list", name);
    }
    const names = measured.centerList.value.map(({ name }) => name.toUpperCase());
    for (const [at, name] of names.entries())
      if (names.indexOf(name) !== at) say("fail", "center-list", measured.centerList.value[at]?.name ?? "");
  }

  const waited = inputs.domainControllers
    .filter((dc) => isMoment(dc.verifiedAt))
    .map(({ name, verifiedAt }) => ({
      name,
      seconds: (now.getTime() - new Date(String(verifiedAt)).getTime()) / 1000,
    }));
  const longest = Math.max(...waited.map(({ seconds }) => seconds));
  const shortest = Math.min(...waited.map(({ seconds }) => seconds));
  if (waited.length > 0 && longest < inputs.initialSyncSeconds) say("fail", "initial-sync");
  if (waited.length > 0 && shortest < inputs.soakSeconds)
    say("fail", "soak", waited.find(({ seconds }) => seconds === shortest)?.name);
  for (const [host, ahead] of Object.entries(measured.clocks))
    if (!(ahead >= -3600 && ahead <= 3600)) say("fail", "clock", host);

  if ("unread" in measured.healthIssues) say("unread", "health-issues");
  else {
    for (const issue of measured.healthIssues.value) {
      const ours = inputs.domainControllers.some(
        (dc) =>
          issue.domainNames.includes(dc.domain) || issue.sensorDNSNames.includes(`${dc.name}.${dc.domain}`),
      );
      const nobody = issue.domainNames.length + issue.sensorDNSNames.length === 0;
      if (issue.severity !== "low" && (ours || nobody))
        say("fail", "health-issues", issue.sensorDNSNames[0] ?? null);
    }
  }

  const rows = attestedRows
    .filter((row) => row !== "ata-alerts" && row !== "ata-database-backup")
    .map((row) => inputs.checklist[row]);
  if (rows.some((state) => state !== "done" && state !== "notApplicable")) say("fail", "checklist");

  const center = inputs.center.name;
  let proven = false;
  if (inputs.backup === null) say("fail", "backup", center);
  else if ("unread" in measured.backup) say("unread", "backup", center);
  else if (measured.backup.value === null) say("fail", "backup", center);
  else {
    const it = measured.backup.value;
    const hoursOld = (now.getTime() - new Date(it.takenAt).getTime()) / 3_600_000;
    const inTime = hoursOld >= -1 && hoursOld * 3600 <= inputs.backup.maxAgeSeconds;
    const whole =
      it.missingParts.length + it.damagedFiles === 0 &&
      "value" in it.certificate &&
      it.certificate.value !== null;
    const readBack =
      it.readBack !== null &&
      it.readBack.manifestSha256 === it.manifestSha256 &&
      it.readBack.damagedFiles === 0;
    const sameAsDatabase =
      it.method === "dump"
        ? it.readBack !== null && it.readBack.collections > 0 && it.readBack.differentCollections === 0
        : inputs.checklist["ata-database-backup"] === "done";
    if (!(inTime && whole && readBack && sameAsDatabase)) say("fail", "backup", center);
  }
  if ("value" in measured.backup && measured.backup.value !== null && inputs.archive !== null)
    proven = measured.backup.value.manifestSha256 === inputs.archive.manifestSha256;
  if (inputs.archive !== null && !proven) say("fail", "archive", center);
  if (inputs.deleteDatabase !== null && !(inputs.deleteDatabase.toUpperCase() === "ATACENTER" && proven))
    say("fail", "database", center);

  if ("unread" in measured.openAlerts) say("unread", "alerts", center);
  else {
    const named = inputs.decidedAlerts.map((id) => id.toUpperCase());
    if (!measured.openAlerts.value.every(({ id }) => named.includes(id.toUpperCase())))
      say("fail", "alerts", center);
  }

  const day = inputs.retainUntil === null ? Number.NaN : Date.parse(`${inputs.retainUntil}T00:00:00Z`);
  const looked = (
    isMoment(measured.firstSeenAt) ? new Date(measured.firstSeenAt) : new Date(now)
  ).setUTCHours(0, 0, 0, 0);
  const repeated = inputs.approval?.retainUntil === inputs.retainUntil;
  if (!(day <= now.getTime()) || (day <= looked && !repeated)) say("fail", "retention", center);
  if (inputs.approval === null || !(new Date(inputs.approval.at).getTime() <= now.getTime()))
    say("fail", "approval", center);

  const { override } = inputs;
  if (override !== null) {
    const begins = new Date(override.at).getTime();
    const lastDay = new Date(`${override.until}T00:00:00Z`).getTime();
    const counts =
      begins <= now.getTime() &&
      now.getTime() < lastDay + 24 * 3_600_000 &&
      lastDay - begins <= 14 * 24 * 3_600_000;
    for (const one of [...against])
      if (counts && override.waives.some((rule) => rule === one.split(" ")[1])) against.delete(one);
  }
  return [...against].sort();
}

function isMoment(text: string | null): boolean {
  return text !== null && !Number.isNaN(new Date(text).getTime());
}

/** Mostly the good value, now and then one of the others. */
function mostly<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 24, arbitrary: good }, { weight: 1, arbitrary: bad });
}

const unreadFact = fc.constant({ unread: "did not answer" });

function place<T>(there: T): fc.Arbitrary<Fact<T | null>> {
  return mostly<Fact<T | null>>(
    fc.constant({ value: null }),
    fc.oneof(unreadFact, fc.constant({ value: there })),
  );
}

const component: fc.Arbitrary<ComponentFacts> = fc.record({
  service: place({ name: "ATAGateway", state: "Stopped" }),
  registry: place("C:\\Program Files\\ATA\\Gateway"),
  file: place("1.9.7576.0"),
  product: place({ displayName: "Microsoft Advanced Threat Analytics Gateway", quietUninstall: null }),
}) as unknown as fc.Arbitrary<ComponentFacts>;

const gatewayFact = mostly<Fact<ComponentFacts>>(
  component.map((value) => ({ value })),
  unreadFact,
);

/** Seconds a host's clock is ahead. */
const clock = mostly(fc.constantFrom(0, -3600, 3600), fc.constantFrom(-3601, 3601, 31_536_000, Number.NaN));

const domains = ["contoso.test", "emea.contoso.test"] as const;
const base = openInputs();
const { target } = base.center;

const domainController = (name: string) =>
  fc.record({
    name: fc.constant(name),
    domain: fc.constantFrom(...domains),
    decision: mostly<"move" | "hold" | "blocked" | "rollback">(
      fc.constant("move"),
      fc.constantFrom("hold", "blocked", "rollback"),
    ),
    why: fc.constant("because"),
    sensorId: mostly<string | null>(fc.constant(`s-${name}`), fc.constantFrom(null, "s-gone")),
    verifiedAt: mostly<string | null>(
      fc.constantFrom("2026-12-01T10:00:00Z", "2026-11-01T10:00:00+02:00"),
      fc.constantFrom(null, "", "lately", "2026-12-01T19:30:00Z", "2026-12-01T18:00:00Z"),
    ),
    target: fc.constant(target),
  });

const listedSensor = (name: string) =>
  fc.record(
    {
      id: fc.constant(`s-${name}`),
      displayName: fc.constant(name),
      domainName: fc.constant("contoso.test"),
      deploymentStatus: mostly(
        fc.constantFrom("upToDate", "outdated"),
        fc.constantFrom("updating", "updateFailed", "notConfigured", "disconnected", "somethingNew"),
      ),
      healthStatus: fc.constantFrom("healthy", "notHealthyHigh"),
      serviceStatus: mostly(fc.constant("running"), fc.constantFrom("stopped", "starting", "unknown")),
      version: fc.constant("2.254"),
    },
    { requiredKeys: ["id", "displayName", "domainName", "deploymentStatus", "healthStatus", "version"] },
  );

const listedGateway = fc.record({
  name: mostly(fc.constantFrom("dc01", "DC01", "gw01"), fc.constantFrom("dc99", "OLDGW")),
  serviceStatus: mostly(
    fc.constantFrom("Stopped", "", "Disabled", "unknown"),
    fc.constantFrom("Running", "Starting"),
  ),
});

const issue = fc.record({
  displayName: fc.constant("Sensor stopped communicating"),
  severity: mostly(fc.constant("low"), fc.constantFrom("medium", "high", "informational")),
  domainNames: fc.subarray([...domains, "other.test"]),
  sensorDNSNames: fc.subarray(["dc01.contoso.test", "dc02.emea.contoso.test", "dc01.other.test"]),
});

const checklist = fc
  .record(
    Object.fromEntries(
      attestedRows.map((row) => [
        row,
        fc.oneof(
          { weight: 300, arbitrary: fc.constantFrom("done" as const, "notApplicable" as const) },
          { weight: 1, arbitrary: fc.constant("open" as const) },
        ),
      ]),
    ),
  )
  .chain((rows) =>
    mostly(
      fc.constant(rows),
      fc
        .constantFrom(...attestedRows)
        .map((gone) => Object.fromEntries(Object.entries(rows).filter(([row]) => row !== gone))),
    ),
  );

const backup: fc.Arbitrary<CenterBackup> = fc
  .record({
    method: mostly<"dump" | "cold">(fc.constant("dump"), fc.constant("cold")),
    takenAt: mostly(
      fc.constantFrom("2026-12-01T12:00:00Z", "2026-12-01T20:30:00Z", "2026-11-30T20:00:00Z"),
      fc.constantFrom("2026-11-30T19:59:59Z", "2026-12-01T21:00:01Z", "yesterday"),
    ),
    manifestSha256: mostly(fc.constant("good"), fc.constant("newer")),
    certificate: mostly<CenterBackup["certificate"]>(
      fc.constant({ value: "A1" }),
      fc.oneof<fc.Arbitrary<CenterBackup["certificate"]>[]>(unreadFact, fc.constant({ value: null })),
    ),
    missingParts: mostly<string[]>(fc.constant([]), fc.constant(["logs: access is denied"])),
    damagedFiles: mostly(fc.constant(0), fc.constant(1)),
    readBack: mostly<CenterBackup["readBack"]>(
      fc.record({
        at: fc.constant("2026-12-01T12:30:00Z"),
        manifestSha256: fc.constant("good"),
        damagedFiles: mostly(fc.constant(0), fc.constant(2)),
        collections: mostly(fc.constant(6), fc.constant(0)),
        documents: fc.constant(900),
        sampled: fc.constant(60),
        differentCollections: mostly(fc.constant(0), fc.constant(1)),
        different: fc.constant([{ name: "UniqueEntity", dump: 1, live: null }]),
      }),
      fc.constant(null),
    ),
  })
  .map((some) => wholeBackup(some));

const override: fc.Arbitrary<CenterLockInputs["override"]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      waives: fc.subarray([...waivableRules], { minLength: 1 }),
      by: fc.constant("a"),
      at: mostly(fc.constant("2026-12-01T19:00:00Z"), fc.constantFrom("2026-12-01T20:00:01Z", "now")),
      until: mostly(
        fc.constantFrom("2026-12-01", "2026-12-15"),
        fc.constantFrom("2026-11-30", "2026-12-16", "soon"),
      ),
      reason: fc.constant("because"),
    }),
  },
);

const state: fc.Arbitrary<State> = fc
  .subarray(["dc01", "dc02", "dc03"], { minLength: 0 })
  .chain((some) => mostly(fc.constant(some.length > 0 ? some : ["dc01"]), fc.constant(some)))
  .chain((names) =>
    fc.record({
      inputs: fc.record({
        center: fc.constant(base.center),
        workspace: fc.constant(base.workspace),
        request: mostly<"remove" | "retain">(fc.constant("remove"), fc.constant("retain")),
        retainUntil: mostly<string | null>(
          fc.constantFrom("2026-11-30", "2026-12-01"),
          fc.constantFrom(null, "2026-12-02", "2030-01-01", "soon", ""),
        ),
        approval: mostly<CenterLockInputs["approval"]>(
          fc.constantFrom(
            { by: "a", at: "2026-12-01T20:00:00Z", retainUntil: null },
            { by: "a", at: "2026-12-01T20:30:00+01:00", retainUntil: "2026-12-01" },
            { by: "a", at: "2026-12-01T20:30:00+01:00", retainUntil: "2026-11-30" },
          ),
          fc.constantFrom(
            null,
            { by: "a", at: "2026-12-01T20:00:01Z", retainUntil: null },
            { by: "a", at: "yesterday", retainUntil: "2026-11-30" },
          ),
        ),
        backup: mostly<CenterLockInputs["backup"]>(
          fc.constant({ folder: null, name: "atacenter-1", maxAgeSeconds: 86_400 }),
          fc.constant(null),
        ),
        archive: fc.oneof(
          fc.constant(null),
          mostly<CenterLockInputs["archive"]>(
            fc.constant({ manifestSha256: "good" }),
            fc.constantFrom({ manifestSha256: null }, { manifestSha256: "other" }),
          ),
        ),
        deleteDatabase: mostly<string | null>(
          fc.constant(null),
          fc.constantFrom("atacenter", "ATACENTER", "another"),
        ),
        decidedAlerts: fc.constantFrom([], ["aa"], ["AA", "bb"]),
        override,
        domainControllers: fc.tuple(...names.map(domainController)),
        standaloneGateways: fc.oneof(
          fc.constant([]),
          mostly(fc.constant(true), fc.constant(false)).map((removed) => [
            { name: "gw01", removed, why: "because", target },
          ]),
        ),
        checklist,
        initialSyncSeconds: fc.constantFrom(7200, 0),
        soakSeconds: fc.constantFrom(3600, 0),
        freshForSeconds: fc.constant(600),
        deadlineSeconds: fc.constant(60),
      }),
      measured: fc.record({
        gateways: fc
          .record({ dc01: gatewayFact, dc02: gatewayFact, dc03: gatewayFact, gw01: gatewayFact })
          .chain((all) =>
            mostly<LockMeasurement["gateways"]>(
              fc.constant(all),
              fc
                .constantFrom("dc01", "dc02", "dc03", "gw01")
                .map((gone) => Object.fromEntries(Object.entries(all).filter(([host]) => host !== gone))),
            ),
          ),
        clocks: fc.record({ dc01: clock, dc02: clock, gw01: clock }, { requiredKeys: [] }),
        centerList: mostly<LockMeasurement["centerList"]>(
          fc.array(listedGateway, { maxLength: 2 }).map((value) => ({ value })),
          unreadFact,
        ),
        sensors: mostly<LockMeasurement["sensors"]>(
          fc.tuple(...names.map(listedSensor)).map((value) => ({ value })),
          fc.oneof<fc.Arbitrary<LockMeasurement["sensors"]>[]>(unreadFact, fc.constant({ value: [] })),
        ),
        healthIssues: mostly<LockMeasurement["healthIssues"]>(
          fc.array(issue, { maxLength: 2 }).map((value) => ({ value })),
          unreadFact,
        ),
        backup: mostly<LockMeasurement["backup"]>(
          backup.map((value) => ({ value })),
          fc.oneof<fc.Arbitrary<LockMeasurement["backup"]>[]>(unreadFact, fc.constant({ value: null })),
        ),
        openAlerts: mostly<LockMeasurement["openAlerts"]>(
          fc.subarray(["aa", "bb"], { maxLength: 1 }).map((ids) => ({
            value: ids.map((id) => ({ id, title: "Reconnaissance using DNS" })),
          })),
          unreadFact,
        ),
        firstSeenAt: fc.constantFrom(
          "2026-11-01T10:00:00Z",
          "2026-11-01T10:00:00Z",
          "2026-11-30T23:59:59.999Z",
          "2026-12-01T19:00:00Z",
          "once",
        ),
      }),
    }),
  ) as fc.Arbitrary<State>;

test("in 10,000 states the lock opens where the page says so and nowhere else, with the page's reasons", () => {
  let opened = 0;
  const seen = new Set<string>();
  fc.assert(
    fc.property(state, (one) => {
      const { open, reasons } = evaluateLock(one.measured, one.inputs, now);
      const expected = oracle(one);
      const told = new Set(reasons.map(({ outcome, rule, host }) => `${outcome} ${rule} ${host ?? "-"}`));
      // One comparison a state: jest's matchers take longer than the lock.
      const mute = reasons.filter((reason) => [reason.measured, reason.cure, reason.command].includes(""));
      const same = open === (expected.length === 0) && [...told].sort().join("\n") === expected.join("\n");
      if (!same || mute.length > 0)
        expect({ open, told: [...told].sort(), mute }).toEqual({
          open: expected.length === 0,
          told: expected,
          mute: [],
        });
      if (open) opened += 1;
      for (const reason of expected) seen.add(reason.split(" ").slice(0, 2).join(" "));
    }),
    { numRuns: RUNS },
  );
  expect(opened).toBeGreaterThan(RUNS / 20);
  expect(RUNS - opened).toBeGreaterThan(RUNS / 20);
  // Every line of the page's table was met, and nothing that has none.
  expect([...seen].sort()).toEqual([...linesOfThePage()].sort());
});

/** `outcome reason` of each line of the table in docs/center.md. */
function linesOfThePage(): Set<string> {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "center.md"), "utf8");
  const lines = page.matchAll(/^\| `([a-z-]+)`[^|]*\|[^|]+\| (fail|unread) \|/gm);
  return new Set([...lines].map(([, reason, outcome]) => `${outcome} ${reason}`));
}
