import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type BreakerInput, trippedBreakers } from "../../../plan/planner/breaker.ts";

const at = (minute: number) => `2026-12-01T20:${String(minute).padStart(2, "0")}:00Z`;
const hosts = [
  { name: "a", site: "Oslo", proxy: "p1", domain: "d" },
  { name: "b", site: "Oslo", proxy: "p2", domain: "d" },
  { name: "c", site: "Bergen", proxy: "p1", domain: "e" },
  { name: "d", site: "Bergen", proxy: "p1", domain: "f" },
  { name: "e", site: "Bergen", proxy: "p2", domain: "g" },
];
const failed = (host: string, fingerprint = "proxy-refused", minute = 1) => ({
  host,
  fingerprint,
  at: at(minute),
});
const trip = (input: Partial<BreakerInput>) => trippedBreakers({ hosts, failures: [], done: [], ...input });

test("two that fail for one cause behind one proxy stop the others behind it, and nobody else", () => {
  const tripped = trip({ failures: [failed("a"), failed("c")] });
  expect(tripped).toMatchObject([{ trait: "proxy", value: "p1", failed: ["a", "c"], stops: ["d"] }]);
});

test("a failure is put down to the most telling trait alone: of another proxy they go on, whatever else they share", () => {
  const alike = hosts.map((host) => ({ ...host, image: "10.0.17763.1 core", policy: "p" }));
  const tripped = trip({ hosts: alike, failures: [failed("a"), failed("c")] });
  expect(tripped.map(({ trait, stops }) => [trait, stops])).toEqual([["proxy", ["d"]]]);
});

test("a known cause is looked for only where it can come from", () => {
  const alike = hosts.map((host) => ({ ...host, image: "10.0.17763.1 core" }));
  const driver = trip({
    hosts: alike,
    failures: [failed("a", "capture-driver"), failed("c", "capture-driver")],
  });
  expect(driver).toMatchObject([{ trait: "image", stops: ["b", "d", "e"] }]);
  const network = [failed("b", "tls-inspection"), failed("c", "tls-inspection")];
  expect(trip({ hosts: alike, failures: network })).toEqual([]);
});

test("one failure, different causes, and nothing in common do not trip", () => {
  expect(trip({ failures: [failed("a")] })).toEqual([]);
  expect(trip({ failures: [failed("a"), failed("c", "disk-full")] })).toEqual([]);
  expect(trip({ failures: [failed("b"), failed("c")] })).toEqual([]);
});

test("the same host failing twice is one failure", () => {
  expect(trip({ failures: [failed("a", "proxy-refused", 1), failed("a", "proxy-refused", 2)] })).toEqual([]);
});

test("as many that share it and succeeded speak against the cause", () => {
  const many = [...hosts, { name: "f", proxy: "p1" }, { name: "g", proxy: "p1" }];
  const failures = [failed("a"), failed("c")];
  expect(trippedBreakers({ hosts: many, failures, done: ["f"] })).toHaveLength(1);
  expect(trippedBreakers({ hosts: many, failures, done: ["f", "g"] })).toEqual([]);
});

test("a failure that was done later no longer counts", () => {
  expect(trip({ failures: [failed("a"), failed("c")], done: ["a"] })).toEqual([]);
});

test("the line that resets it does: failures up to then are cured, later ones trip again", () => {
  const failures = [failed("a", "proxy-refused", 1), failed("c", "proxy-refused", 5)];
  const [tripped] = trip({ failures });
  const moment = tripped?.reset.split(" ").at(-1) ?? "";
  expect(tripped?.reset).toMatch(/^pulumi config set --path 'ata2mdi:cured\["proxy-refused"\]' /);
  const cured = { "proxy-refused": moment };
  expect(trip({ failures, cured })).toEqual([]);
  const again = [...failures, failed("a", "proxy-refused", 9), failed("d", "proxy-refused", 9)];
  expect(trip({ failures: again, cured })).toHaveLength(1);
});

test("the order in which failures are told does not matter", () => {
  const failures = fc.array(
    fc.record({
      host: fc.constantFrom("a", "b", "c", "d", "e"),
      fingerprint: fc.constantFrom("x", "y"),
      at: fc.nat(59).map(at),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(failures, fc.subarray(["a", "b", "c", "d", "e"]), (told, done) => {
      expect(trip({ failures: told.toReversed(), done })).toEqual(trip({ failures: told, done }));
      for (const { stops, failed: names } of trip({ failures: told, done })) {
        expect(stops.some((name) => done.includes(name) || names.includes(name))).toBe(false);
      }
    }),
  );
});
