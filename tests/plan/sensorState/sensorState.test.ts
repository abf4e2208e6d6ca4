import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type CloudSensor,
  candidateOf,
  cloudWord,
  hostWord,
  isUnhealthy,
  sensorOf,
  settingsPatch,
} from "../../../plan/sensorState.ts";

const on = "domainControllerIntegrated";
const subject = { name: "dc01", domain: "contoso.test" };
const sensor = (overrides: Partial<CloudSensor> = {}): CloudSensor => ({
  id: "s-1",
  displayName: "DC01",
  domainName: "contoso.test",
  deploymentStatus: "upToDate",
  healthStatus: "healthy",
  serviceStatus: "running",
  version: "2.254",
  ...overrides,
});

test.each([
  [{ displayName: "dc01", domainName: "CONTOSO.TEST" }, true],
  [{ displayName: "DC01.contoso.test", domainName: "" }, true],
  [{ displayName: "DC01.contoso.test", domainName: "contoso.test" }, true],
  [{ displayName: "DC01", domainName: "emea.contoso.test" }, false],
  [{ displayName: "DC01", domainName: "" }, false],
  [{ displayName: "DC012", domainName: "contoso.test" }, false],
  [{ displayName: "", domainName: "contoso.test" }, false],
])("a sensor listed as %j is dc01's: %p", (listed, is) => {
  expect(sensorOf([sensor(listed)], subject).sensor !== undefined).toBe(is);
});

test("of several the one that works counts, then the newest, in whatever order they are listed", () => {
  const dead = sensor({
    id: "dead",
    deploymentStatus: "unreachable",
    createdDateTime: "2026-12-03T00:00:00Z",
  });
  const older = sensor({ id: "older", createdDateTime: "2026-12-01T00:00:00Z" });
  const newer = sensor({ id: "newer", createdDateTime: "2026-12-02T00:00:00Z" });
  fc.assert(
    fc.property(fc.shuffledSubarray([dead, older, newer], { minLength: 3 }), (list) => {
      const found = sensorOf(list, subject);
      expect(found.sensor?.id).toBe("newer");
      expect(found.remnants.map((remnant) => remnant.id).toSorted()).toEqual(["dead", "older"]);
    }),
  );
});

test.each([
  [undefined, "notYet"],
  [sensor(), "good"],
  [sensor({ serviceStatus: undefined }), "good"],
  [sensor({ deploymentStatus: "outdated" }), "good"],
  ...["stopped", "starting", "disabled", "onboarding", "unknown", "unknownFutureValue"].map(
    (serviceStatus) => [sensor({ serviceStatus }), "notYet"] as const,
  ),
  ...[
    "updating",
    "updateFailed",
    "notConfigured",
    "unreachable",
    "disconnected",
    "startFailure",
    "syncing",
    "unknownFutureValue",
    "unknown",
    "",
  ].map((deploymentStatus) => [sensor({ deploymentStatus }), "notYet"] as const),
] as const)("the service's word on %j is %s", (listed, state) => {
  expect(cloudWord(listed).state).toBe(state);
});

test.each([
  ["healthy", false],
  ["notHealthyLow", false],
  ["notHealthyMedium", true],
  ["notHealthyHigh", true],
  ["unknownFutureValue", true],
  ["unknown", true],
])("health %s is unhealthy: %p", (healthStatus, unhealthy) => {
  expect(isUnhealthy(sensor({ healthStatus }))).toBe(unhealthy);
});

const fact = fc.oneof(
  fc.constantFrom("Running", "Stopped", "StartPending", null).map((value) => ({ value })),
  fc.string({ minLength: 1 }).map((unread) => ({ unread })),
);
const log = fc.oneof(
  fc.array(fc.constantFrom("fine", "BAD")).map((value) => ({ value })),
  fc.string({ minLength: 1 }).map((unread) => ({ unread })),
);

test("a host's word is good only where all was read, both services run and no line is known", () => {
  fc.assert(
    fc.property(fact, fact, log, (service, updater, errors) => {
      const word = hostWord({ sensor: service, updater, errors }, (lines) =>
        lines.includes("BAD") ? "a known cause" : undefined,
      );
      const read = [service, updater, errors].every((one) => "value" in one);
      const run = [service, updater].every((one) => "value" in one && one.value === "Running");
      const clean = "value" in errors && !errors.value.includes("BAD");
      expect(word.state === "good").toBe(read && run && clean);
    }),
  );
});

test.each([
  ["nothing is wanted", { description: null, delayedUpdate: null }, { description: "x" }, "v2", undefined],
  [
    "it is so already",
    { description: "x", delayedUpdate: true },
    { description: "x", isDelayedDeploymentEnabled: true },
    "v2",
    undefined,
  ],
  ["no description, none wanted", { description: "", delayedUpdate: null }, {}, "v2", undefined],
  ["off is wanted and nothing is set", { description: null, delayedUpdate: false }, {}, "v2", undefined],
  [
    "one differs, the other is sent along",
    { description: null, delayedUpdate: true },
    { description: "x" },
    "v2",
    { description: "x", isDelayedDeploymentEnabled: true },
  ],
  [
    "both differ",
    { description: "y", delayedUpdate: false },
    { description: "x", isDelayedDeploymentEnabled: true },
    "v2",
    { description: "y", isDelayedDeploymentEnabled: false },
  ],
  [
    "a v3 sensor has no delayed update",
    { description: "y", delayedUpdate: true },
    { description: "x" },
    "v3",
    { description: "y" },
  ],
] as const)("settings: %s", (_case, wanted, actual, generation, patch) => {
  expect(settingsPatch(wanted, { settings: actual, sensorType: on }, generation)).toEqual(patch);
});

test("what a v2 sensor elsewhere watches is sent along as it is, and never for a domain controller's own", () => {
  const settings = { description: "x", domainControllerDnsNames: ["dc01.contoso.test", "dc02.contoso.test"] };
  const wanted = { description: "y", delayedUpdate: null };
  const patch = (sensorType: string, generation: "v2" | "v3") =>
    settingsPatch(wanted, { settings, sensorType }, generation);
  expect(patch("domainControllerStandalone", "v2")).toEqual({
    description: "y",
    isDelayedDeploymentEnabled: false,
    domainControllerDnsNames: settings.domainControllerDnsNames,
  });
  expect(patch(on, "v2")).not.toHaveProperty("domainControllerDnsNames");
  expect(patch("adfsIntegrated", "v3")).toEqual({ description: "y" });
});

test.each([
  ["domainControllerIntegrated", ["DC01.Contoso.test"], true],
  ["domainControllerIntegrated", ["dc02.contoso.test"], false],
  ["domainControllerIntegrated", [], false],
  ["domainControllerStandalone", ["dc01.contoso.test"], false],
  ["domainControllerIntegrated", ["dc01.contoso.test", "dc02.contoso.test"], false],
])("a %s sensor under another name, with the DNS names %j, is dc01's: %p", (sensorType, names, is) => {
  const listed = sensor({
    displayName: "Oslo Sensor",
    sensorType,
    settings: { domainControllerDnsNames: names },
  });
  expect(sensorOf([listed], subject).sensor !== undefined).toBe(is);
});

test("what was sent, once it is there, needs no second sending", () => {
  const text = fc.option(fc.string(), { nil: null });
  const flag = fc.option(fc.boolean(), { nil: null });
  fc.assert(
    fc.property(
      text,
      flag,
      text,
      flag,
      fc.constantFrom("v2" as const, "v3" as const),
      (d1, f1, d2, f2, generation) => {
        const wanted = { description: d1, delayedUpdate: f1 };
        const actual = { description: d2, isDelayedDeploymentEnabled: f2 };
        const patch = settingsPatch(wanted, { settings: actual, sensorType: on }, generation);
        const after = { settings: { ...actual, ...patch }, sensorType: on };
        expect(settingsPatch(wanted, after, generation)).toBeUndefined();
      },
    ),
  );
});

test("a candidate is the domain controller by its whole DNS name; the one seen last counts", () => {
  const candidate = (computerDnsName: string, lastSeenDateTime: string) => ({
    computerDnsName,
    lastSeenDateTime,
  });
  const old = candidate("dc01.contoso.test", "2026-01-01T00:00:00Z");
  const last = candidate("DC01.CONTOSO.TEST.", "2026-12-01T00:00:00Z");
  expect(candidateOf([old, last, candidate("dc01.emea.contoso.test", "2027")], subject)).toBe(last);
  expect(candidateOf([candidate("dc01", "2026")], subject)).toBeUndefined();
});
