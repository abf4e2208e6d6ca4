import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { type EstateProblem, formatEstateProblems, loadEstate, parseEstate } from "../../estate/load.ts";
import { anyText } from "../support/anyText.ts";
import { data, GOOD, type Loose, problemsIn, problemsOf, TODAY } from "./samples.ts";

function expectWellFormed(problems: EstateProblem[]): void {
  const unclear = problems.filter(
    ({ message, fix }) =>
      !message || !fix || /undefined|NaN|\[object|Invalid input/.test(`${message} ${fix}`),
  );
  expect(unclear).toEqual([]);
  expect(formatEstateProblems(problems)).not.toBe("");
}

/** Every place of a tree of plain data, from the top. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => places(inner, [...path, key]))];
}

function put(root: Loose, path: readonly (string | number)[], value: unknown): void {
  const holder = path.slice(0, -1).reduce((at, key) => at[key], root);
  holder[path.at(-1) ?? ""] = value;
}

const everywhere = places(data()).slice(1);
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    "",
    0,
    -1,
    1e99,
    [],
    {},
    [null],
    { name: 1 },
    "__proto__",
    "dc01",
    "Berlin",
  ),
  fc.string(),
  fc.jsonValue(),
);

describe("whatever the file holds, there is an answer", () => {
  test("any bytes", () => {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bytes-"));
    const file = join(folder, "estate.yaml");
    try {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          writeFileSync(file, bytes);
          const loaded = loadEstate(file, { today: TODAY });
          expect(loaded.ok).toBe(false);
          if (!loaded.ok) expectWellFormed(loaded.problems);
        }),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("any text, and any text within a good file", () => {
    fc.assert(
      fc.property(anyText(), fc.nat(GOOD.length), fc.boolean(), (text, at, within) => {
        const all = within ? GOOD.slice(0, at) + text + GOOD.slice(at) : text;
        expectWellFormed(problemsIn(all));
      }),
      { numRuns: 40 },
    );
  });

  test("a good file cut off anywhere", () => {
    fc.assert(
      fc.property(fc.nat(GOOD.length), (at) => {
        expectWellFormed(problemsIn(GOOD.slice(0, at)));
      }),
      { numRuns: 50 },
    );
  });

  test("any YAML at all", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expectWellFormed(problemsIn(stringify(value)));
      }),
    );
  });

  test("a good estate with anything in one place", () => {
    fc.assert(
      fc.property(fc.constantFrom(...everywhere), anything, (path, value) => {
        expectWellFormed(problemsOf((estate) => put(estate, path, value)));
      }),
      { numRuns: 100 },
    );
  });

  test("a good estate with a map that cannot be made a text, in every place", () => {
    for (const path of everywhere) {
      expectWellFormed(problemsOf((estate) => put(estate, path, { toString: 1, valueOf: 2 })));
    }
  });

  test("a good estate with anything in several places", () => {
    const change = fc.tuple(fc.constantFrom(...everywhere), anything);
    fc.assert(
      fc.property(fc.array(change, { minLength: 2, maxLength: 6 }), (changes) => {
        const estate = data();
        // What a change removed cannot be changed again.
        for (const [path, value] of changes) {
          try {
            put(estate, path, value);
          } catch {}
        }
        expectWellFormed(problemsIn(stringify(estate)));
      }),
      { numRuns: 40 },
    );
  });

  test("a good estate with a strange key anywhere", () => {
    const maps = [[], ...everywhere].filter((path) => {
      const at = path.reduce<Loose>((inner, key) => inner[key], data());
      return typeof at === "object" && !Array.isArray(at);
    });
    fc.assert(
      fc.property(fc.constantFrom(...maps), fc.string({ minLength: 1 }), anything, (path, key, value) => {
        fc.pre(!["__proto__"].includes(key));
        const problems = problemsOf((estate) => {
          const at = path.reduce((inner, part) => inner[part], estate);
          at[key] = value;
        });
        expectWellFormed(problems);
      }),
      { numRuns: 40 },
    );
  });
});

test("what is read, written and read again is the same", () => {
  const text = fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9 :#'"\\{}[\]&*!|>%@`-]{2,30}$/)
    .filter((s) => !/Q~|:\/\//.test(s));
  const seconds = fc.integer({ min: 900, max: 86_400 });
  fc.assert(
    fc.property(text, text, seconds, fc.constantFrom("v2", "auto"), (name, hold, soak, sensor) => {
      const estate = data();
      Object.assign(estate, { name, policy: { soak: `${soak}s` } });
      Object.assign(estate.domainControllers[0], { hold, sensor });
      const first = parseEstate(stringify(estate), "estate.yaml", { today: TODAY });
      expect(first).toMatchObject({ ok: true, estate: { name, policy: { soak } } });
      if (!first.ok) return;
      const again = parseEstate(stringify(withUnits(first.estate)), "estate.yaml", { today: TODAY });
      expect(again).toEqual(first);
    }),
    { numRuns: 30 },
  );
});

/** The estate as a person would write it: lengths of time with their unit again. */
function withUnits(estate: Loose): Loose {
  const { policy, connection } = estate;
  const timed = Object.fromEntries(
    ["soak", "initialSync", "readyFor", "poll", "sensorDeadline", "warnAfter"].map((key) => [
      key,
      `${policy[key]}s`,
    ]),
  );
  return {
    ...estate,
    connection: { ...connection, deadline: `${connection.deadline}s` },
    policy: { ...policy, ...timed },
  };
}
