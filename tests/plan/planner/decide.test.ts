import { expect, test } from "@jest/globals";
import type { HostFacts } from "../../../plan/facts.ts";
import { decide, releaseOf } from "../../../plan/planner/decide.ts";
import { readyFacts, sensorComponent } from "../../support/facts.ts";
import { type SmallEstate, smallEstate } from "../../support/smallEstate.ts";

type Differs = SmallEstate["domainControllers"][string];

function decided(differs: Differs, facts?: HostFacts) {
  const [dc] = smallEstate({ domainControllers: { dc01: differs } }).domainControllers;
  if (!dc) throw new Error("the estate has one");
  return decide(dc, facts);
}

/** `v2`, `v3`, `hold` or `blocked`. */
function kindOf(differs: Differs, facts?: HostFacts): string {
  const decision = decided(differs, facts);
  return decision.kind === "move" ? decision.generation : decision.kind;
}

const unread = { unread: "access denied" };

test.each<[string, Differs, string]>([
  ["2019 with Defender for Endpoint", {}, "v3"],
  ["2022 with Defender for Endpoint", { os: "2022" }, "v3"],
  ["2016", { os: "2016" }, "v2"],
  ["2025, a known limitation", { os: "2025" }, "v2"],
  ["2012 R2", { os: "2012R2" }, "blocked"],
  ["2008 R2", { os: "2008R2" }, "blocked"],
  ["an unknown release", { os: undefined }, "blocked"],
  ["no Defender for Endpoint", { defenderForEndpoint: false }, "v2"],
  ["nothing known of Defender for Endpoint", { defenderForEndpoint: undefined }, "v2"],
  ["VPN", { needs: ["vpn"] }, "v2"],
  ["syslog", { needs: ["syslog"] }, "v2"],
  ["AD FS", { roles: ["adFs"] }, "v2"],
  ["AD CS", { roles: ["adCs"] }, "v2"],
  ["Entra Connect", { roles: ["entraConnect"] }, "v2"],
  ["late updates", { settings: { delayedUpdate: true } }, "v2"],
  ["read-only", { readOnly: true }, "v2"],
  ["v2 by name", { sensor: "v2" }, "v2"],
  ["v3 by name on 2025", { sensor: "v3", os: "2025" }, "v3"],
  ["v3 by name on 2016", { sensor: "v3", os: "2016" }, "blocked"],
  ["v3 by name with VPN", { sensor: "v3", needs: ["vpn"] }, "blocked"],
  ["v3 by name without Defender for Endpoint", { sensor: "v3", defenderForEndpoint: false }, "blocked"],
  ["v3 by name with nothing known", { sensor: "v3", defenderForEndpoint: undefined }, "blocked"],
  ["held, whatever else", { hold: "being replaced", os: "2012R2" }, "hold"],
])("%s", (_name, differs, kind) => {
  expect(kindOf(differs)).toBe(kind);
});

test("what was measured counts before what is declared", () => {
  const old = readyFacts({
    operatingSystem: { value: { version: "6.3.9600", revision: 0, installation: "desktop" } },
  });
  expect(kindOf({ os: "2022" }, old)).toBe("blocked");
  expect(decided({ os: "2012R2", defenderForEndpoint: false }, readyFacts())).toMatchObject({
    kind: "move",
    generation: "v3",
    basis: "measured",
  });
});

test("what could not be read is taken from the estate, and said to be declared", () => {
  const blind = readyFacts({ operatingSystem: unread });
  expect(decided({}, blind)).toMatchObject({ kind: "move", generation: "v3", basis: "declared" });
  expect(kindOf({ os: undefined }, blind)).toBe("blocked");
  expect(decided({ defenderForEndpoint: undefined }, readyFacts({ sense: unread }))).toMatchObject({
    generation: "v2",
    basis: "declared",
  });
});

test("a host whose update is too old for v3 gets v2, and v3 by name is blocked with the cure", () => {
  const behind = readyFacts({
    operatingSystem: { value: { version: "10.0.17763", revision: 8000, installation: "core" } },
  });
  expect(kindOf({}, behind)).toBe("v2");
  const asked = decided({ sensor: "v3" }, behind);
  expect(asked).toMatchObject({ kind: "blocked", unblockedBy: expect.stringMatching(/cumulative update/) });
});

test("a v2 sensor that is there already stays v2, so that a later plan does not change its mind", () => {
  expect(kindOf({}, readyFacts({ sensor: sensorComponent() }))).toBe("v2");
});

test("a server that is no domain controller and a Nano Server are blocked", () => {
  const directory = { ...value(readyFacts().directory), domainRole: 3 };
  expect(kindOf({}, readyFacts({ directory: { value: directory } }))).toBe("blocked");
  const nano = { version: "10.0.17763", revision: 9020, installation: "nano" as const };
  expect(kindOf({}, readyFacts({ operatingSystem: { value: nano } }))).toBe("blocked");
});

function value<T>(fact: { value: T } | { unread: string }): T {
  if ("value" in fact) return fact.value;
  throw new Error(fact.unread);
}

test.each([
  ["6.1.7601", "2008R2"],
  ["6.2.9200", "2012"],
  ["6.3.9600", "2012R2"],
  ["10.0.14393", "2016"],
  ["10.0.17763", "2019"],
  ["10.0.18363", "2019"],
  ["10.0.20348", "2022"],
  ["10.0.26100", "2025"],
  ["Windows", undefined],
])("version %s is release %s", (version, release) => {
  expect(releaseOf(version)).toBe(release);
});
