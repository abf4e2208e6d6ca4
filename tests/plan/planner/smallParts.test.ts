import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { canonicalHash, canonicalJson } from "../../../plan/planner/canonical.ts";
import { smallestClash } from "../../../plan/planner/clash.ts";
import { Heap } from "../../../plan/planner/heap.ts";
import { transitiveReduction } from "../../../plan/planner/reduce.ts";
import { defaultTimes, measuredTimes, sigmaOf, sumOf } from "../../../plan/planner/times.ts";
import { lengthText, shortList } from "../../../plan/planner/words.ts";

test("canonical JSON does not depend on the order of keys, nor on what is undefined", () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: undefined })).toBe('{"b":[1,{"c":2,"d":1}]}');
  expect(canonicalHash({ a: 1, b: 2 })).toBe(canonicalHash({ b: 2, a: 1 }));
  expect(canonicalHash({ a: 1 })).not.toBe(canonicalHash({ a: 2 }));
});

test("the smallest clash is a clash, and no smaller part of it is", () => {
  // Rules are numbers; a hidden set of them cannot be kept together.
  const rules = [1, 2, 3, 4, 5, 6, 7, 8];
  fc.assert(
    fc.property(fc.array(fc.subarray(rules, { minLength: 1 }), { minLength: 1, maxLength: 4 }), (hidden) => {
      const holds = (some: readonly number[]) =>
        !hidden.some((set) => set.every((one) => some.includes(one)));
      const clash = smallestClash(rules, holds) ?? [];
      expect(holds(clash)).toBe(false);
      for (const one of clash) expect(holds(clash.filter((other) => other !== one))).toBe(true);
      const least = Math.min(...hidden.map((set) => set.length));
      if (least <= 2) expect(clash).toHaveLength(least);
    }),
  );
  expect(smallestClash(rules, () => true)).toBeUndefined();
});

test("a heap gives the smallest first", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = new Heap((a, b) => a < b);
      for (const number of numbers) heap.push(number);
      const out = numbers.map(() => heap.pop());
      expect(out).toEqual(numbers.toSorted((a, b) => a - b));
      expect(heap.pop()).toBeUndefined();
    }),
  );
});

test("transitive reduction keeps who comes before whom, with no edge to spare", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(39), { maxLength: 5 }), { maxLength: 40 }), (rows) => {
      const order = rows.map((_row, index) => index);
      const edges = new Map(
        rows.map((row, index) => [
          index,
          new Map(row.filter((one) => one < index).map((one) => [one, true] as const)),
        ]),
      );
      const reduced = transitiveReduction(order, edges);
      const closure = (of: ReadonlyMap<number, ReadonlyMap<number, boolean>>, from: number): Set<number> => {
        const all = new Set<number>();
        const visit = (one: number) => {
          for (const before of of.get(one)?.keys() ?? []) {
            if (all.has(before)) continue;
            all.add(before);
            visit(before);
          }
        };
        visit(from);
        return all;
      };
      for (const member of order) {
        expect(closure(reduced, member)).toEqual(closure(edges, member));
        const own = [...(reduced.get(member)?.keys() ?? [])];
        for (const one of own) {
          expect(own.some((other) => other !== one && closure(reduced, other).has(one))).toBe(false);
        }
      }
    }),
  );
});

test("a sum of spreads has the mean of the parts and less spread than all bad cases together", () => {
  const { removeGateway, installSensor, verifySensor } = defaultTimes;
  const parts = [removeGateway, installSensor, verifySensor];
  const sum = sumOf(parts);
  const mean = (spread: { median: number; p95: number }) =>
    spread.median * Math.exp(sigmaOf(spread) ** 2 / 2);
  expect(mean(sum)).toBeCloseTo(parts.map(mean).reduce((a, b) => a + b, 0));
  expect(sum.p95).toBeLessThan(parts.reduce((total, part) => total + part.p95, 0));
  expect(sum.p95).toBeGreaterThan(Math.max(...parts.map((part) => part.p95)));
});

test("measured times replace the default the more, the more there are", () => {
  const of = (count: number) =>
    measuredTimes({ removeGateway: Array.from({ length: count }, () => 600) }).removeGateway;
  expect(of(0)).toEqual(defaultTimes.removeGateway);
  expect(of(5).median).toBeGreaterThan(defaultTimes.removeGateway.median);
  expect(of(5).median).toBeLessThan(600);
  expect(of(20).median).toBeCloseTo(600);
  expect(of(20).p95).toBeCloseTo(600);
});

test.each([
  [30, "30 s"],
  [90, "2 min"],
  [3600, "1 h"],
  [4500, "1 h 15 min"],
  [86_400, "24 h"],
  [172_800, "2 d"],
  [180_000, "2 d 2 h"],
])("%d seconds are said as %s", (seconds, text) => {
  expect(lengthText(seconds)).toBe(text);
});

test("a long list is cut and counted", () => {
  expect(shortList(["a", "b", "c"], 2)).toBe("a, b and 1 more");
  expect(shortList(["a", "b"], 2)).toBe("a, b");
});
