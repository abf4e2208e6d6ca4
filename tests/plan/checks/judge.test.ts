import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checks, judge, moveState, waiverFindings } from "../../../plan/checks/index.ts";
import type { HostFacts } from "../../../plan/facts.ts";
import { allReady, type CheckContext, type Verdict } from "../../../plan/verdict.ts";
import { absentComponent, gatewayComponent, readyFacts, sensorComponent } from "../../support/facts.ts";
import { context, readPaths, v3, without } from "./support.ts";

const TODAY = "2026-12-01";
const waiver = {
  check: "disk-space",
  hosts: ["dc01"],
  reason: "shrinks tomorrow",
  by: "a.person",
  expires: "2026-12-01",
};
const fullDisk = readyFacts({
  hardware: {
    value: {
      logicalProcessors: 4,
      memoryBytes: 2 ** 34,
      systemDriveFreeBytes: 5,
      platform: "physical",
      dynamicMemory: null,
    },
  },
});
const verdictOf = (verdicts: Verdict[], check: string) => verdicts.find((verdict) => verdict.check === check);

describe("judge", () => {
  test.each([context, v3])("a healthy host is ready for $generation", (of) => {
    const verdicts = judge(readyFacts(), of, [], TODAY);
    expect(allReady(verdicts)).toBe(true);
    expect(verdicts.map(({ check }) => check)).toEqual(
      checks.filter(({ generations }) => generations.includes(of.generation)).map(({ id }) => id),
    );
  });

  test("asks only the checks of the generation", () => {
    const ids = (of: CheckContext) => judge(readyFacts(), of, [], TODAY).map(({ check }) => check);
    expect(ids(context)).not.toContain("endpoint-sensor");
    expect(ids(v3)).not.toContain("net-framework");
  });

  test("takes facts without their shape for unread, never for healthy", () => {
    const broken = { ...readyFacts(), hardware: undefined, gateway: null } as unknown as HostFacts;
    const verdicts = judge(broken, context, [], TODAY);
    expect(verdictOf(verdicts, "memory")).toMatchObject({ outcome: "unread" });
    expect(verdictOf(verdicts, "gateway-present")).toMatchObject({ outcome: "unread" });
    expect(allReady(verdicts)).toBe(false);
  });
});

describe("unread facts, whichever they are", () => {
  const paths = [...new Set(checks.flatMap(readPaths).map((path) => path.join("/")))].map((path) =>
    path.split("/"),
  );

  test("keep every check that reads one from passing, and the host from being ready", () => {
    fc.assert(
      fc.property(fc.subarray(paths, { minLength: 1 }), fc.constantFrom(context, v3), (unread, of) => {
        const facts = unread.reduce((left, path) => without(left, path), readyFacts());
        const verdicts = judge(facts, of, [], TODAY);
        const hit = checks.filter((check) =>
          readPaths(check).some((path) => unread.some((other) => other.join("/") === path.join("/"))),
        );
        for (const check of hit.filter(({ generations }) => generations.includes(of.generation))) {
          expect(verdictOf(verdicts, check.id)?.outcome).toBe("unread");
        }
        const blocked = hit.some((check) => check.blocking && check.generations.includes(of.generation));
        expect(allReady(verdicts)).toBe(!blocked);
      }),
    );
  });
});

describe("any facts at all", () => {
  const anything = fc.anything({ maxDepth: 2 });
  const fact = fc.oneof(fc.record({ value: anything }), fc.record({ unread: fc.string() }), anything);
  const anyFacts = fc
    .tuple(fc.dictionary(fc.constantFrom(...Object.keys(readyFacts())), fact), fc.boolean())
    .map(([some, onTop]) => (onTop ? { ...readyFacts(), ...some } : some) as unknown as HostFacts);
  const anyWaivers = fc.array(
    fc.record({
      check: fc.constantFrom(...checks.map(({ id }) => id), "nothing"),
      hosts: fc.option(fc.array(fc.constantFrom("dc01", "DC01", "dc02")), { nil: undefined }),
      reason: fc.string(),
      by: fc.string(),
      expires: fc.oneof(fc.constantFrom("2026-11-30", "2026-12-01", "2027-01-01"), fc.string()),
    }),
  );

  test("never throw, and blocking ones that do not pass always stand in the way unless waived", () => {
    fc.assert(
      fc.property(anyFacts, anyWaivers, fc.constantFrom(context, v3), (facts, waivers, of) => {
        const verdicts = judge(facts, of, waivers, TODAY);
        const standing = verdicts.filter((v) => v.blocking && v.outcome !== "pass" && !v.waived);
        expect(allReady(verdicts)).toBe(standing.length === 0);
        for (const verdict of verdicts) expect(["pass", "fail", "unread"]).toContain(verdict.outcome);
        expect(() => waiverFindings(waivers, { dc01: verdicts }, TODAY)).not.toThrow();
      }),
    );
  });

  test("a waiver never changes what was found", () => {
    fc.assert(
      fc.property(anyFacts, anyWaivers, (facts, waivers) => {
        const found = (verdicts: Verdict[]) => verdicts.map(({ waived: _, ...rest }) => rest);
        expect(found(judge(facts, context, waivers, TODAY))).toEqual(found(judge(facts, context, [], TODAY)));
      }),
    );
  });
});

describe("waivers", () => {
  test("let a blocking check through up to and including their last day", () => {
    const verdicts = judge(fullDisk, context, [waiver], TODAY);
    expect(verdictOf(verdicts, "disk-space")).toMatchObject({
      outcome: "fail",
      waived: { by: "a.person", reason: "shrinks tomorrow", expires: "2026-12-01" },
    });
    expect(allReady(verdicts)).toBe(true);
  });

  test.each([
    ["the day after", { ...waiver }, "2026-12-02T00:00:00Z"],
    ["for another host", { ...waiver, hosts: ["dc02"] }, TODAY],
    ["for another check", { ...waiver, check: "memory" }, TODAY],
    ["with a date that is none", { ...waiver, expires: "someday" }, TODAY],
    ["on a day that is none", { ...waiver }, "today"],
  ])("do not count %s", (_when, one, today) => {
    expect(allReady(judge(fullDisk, context, [one], today))).toBe(false);
  });

  test("count for the host when they name none, as a resource carries them", () => {
    const { hosts: _, ...bare } = waiver;
    expect(allReady(judge(fullDisk, context, [bare], `${TODAY}T23:59:59Z`))).toBe(true);
  });

  test.each([
    ["identity", { computerName: { value: "OTHER" } }],
    ["center-absent", { center: absentComponent({ service: gatewayComponent().service }) }],
  ])("never let %s through", (check, change) => {
    const verdicts = judge(readyFacts(change), context, [{ ...waiver, check }], TODAY);
    expect(verdictOf(verdicts, check)?.outcome).toBe("fail");
    expect(verdictOf(verdicts, check)?.waived).toBeUndefined();
    expect(waiverFindings([{ ...waiver, check }], { dc01: verdicts }, TODAY)).toMatchObject([
      { kind: "never", check, host: "dc01" },
    ]);
  });
});

describe("waiverFindings", () => {
  const failing = { dc01: judge(fullDisk, context, [], TODAY) };
  const healthy = { dc01: judge(readyFacts(), context, [], TODAY) };

  test("say nothing of a waiver that is needed and counts", () => {
    expect(waiverFindings([waiver], failing, TODAY)).toEqual([]);
  });
  test("say which waiver ran out where it is still needed", () => {
    expect(waiverFindings([waiver], failing, "2026-12-02")).toMatchObject([
      { kind: "expired", check: "disk-space", host: "dc01", message: expect.stringContaining("2026-12-01") },
    ]);
  });
  test.each([
    ["the check passes", waiver, healthy, /passes.*dc01/],
    ["no host of it was measured", { ...waiver, hosts: ["dc09"] }, failing, /none of its hosts/],
    ["there is no such check", { ...waiver, check: "disk" }, failing, /no check disk/],
  ])("say that a waiver is unused when %s", (_when, one, verdicts, message) => {
    expect(waiverFindings([one], verdicts, TODAY)).toMatchObject([
      { kind: "unused", host: null, message: expect.stringMatching(message) },
    ]);
  });
  test("say that an advisory check needs none", () => {
    const verdicts = { dc01: judge(readyFacts({ powerScheme: { value: "balanced" } }), context, [], TODAY) };
    expect(waiverFindings([{ ...waiver, check: "power-plan" }], verdicts, TODAY)).toMatchObject([
      { kind: "advisory", check: "power-plan" },
    ]);
  });
});

describe("moveState", () => {
  test.each([
    ["untouched", readyFacts()],
    ["untouched", readyFacts({ sensor: sensorComponent() })],
    ["gatewayRemoved", readyFacts({ gateway: absentComponent() })],
    ["gatewayRemoved", readyFacts({ gateway: gatewayComponent({ service: { value: null } }) })],
    ["moved", readyFacts({ gateway: absentComponent(), sensor: sensorComponent() })],
  ] as const)("%s", (state, facts) => {
    expect(moveState(facts)).toBe(state);
  });

  test.each([
    ["gateway", "service"],
    ["gateway", "registry"],
    ["gateway", "file"],
    ["gateway", "product"],
    ["sensor", "service"],
  ])("unread when %s %s is", (group, place) => {
    expect(moveState(without(readyFacts(), [group, place]))).toBe("unread");
  });

  test("a host asked again in the middle of its move is ready", () => {
    const removed = readyFacts({ gateway: absentComponent() });
    const done = readyFacts({ gateway: absentComponent(), sensor: sensorComponent() });
    expect(allReady(judge(removed, context, [], TODAY))).toBe(true);
    expect(allReady(judge(done, context, [], TODAY))).toBe(true);
    expect(allReady(judge(removed, v3, [], TODAY))).toBe(true);
  });
});

test("no verdict is no readiness", () => {
  expect(allReady([])).toBe(false);
});
