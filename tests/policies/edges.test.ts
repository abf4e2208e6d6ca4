import { describe, expect, test } from "@jest/globals";
import { judgeGraph } from "../../policies/rules.ts";
import { type asGraph, change, revealed, reviewed } from "./support.ts";

/**
 * What must never begin before what, written out by hand from the order of the move for the reviewed estates: not by
 * the rules' own way of finding it.
 */
const gatewayHosts = ["dc01", "dc02", "dc04", "dc05"];
const keyed = ["dc04", "dc05"];
const activated = ["dc01", "dc02"];
const moved = ["dc01", "dc02", "dc03", "dc04", "dc05"];
const canary = ["dc05"];
const hostOrder: [string, string][] = [
  ...gatewayHosts.map((dc): [string, string] => [`${dc}-remove-gateway`, `${dc}-ready`]),
  ...gatewayHosts.map((dc): [string, string] => [put(dc), `${dc}-remove-gateway`]),
  [put("dc03"), "dc03-ready"],
  ...[...keyed, "dc03"].map((dc): [string, string] => [`${dc}-access-key`, `${dc}-ready`]),
  ...keyed.map((dc): [string, string] => [`${dc}-remove-gateway`, `${dc}-access-key`]),
  [put("dc03"), "dc03-access-key"],
  ...moved.map((dc): [string, string] => [`${dc}-sensor`, put(dc)]),
  ...moved.filter((dc) => !canary.includes(dc)).map((dc): [string, string] => [`${dc}-ready`, "wave-0-gate"]),
  ...moved.map((dc): [string, string] => [
    canary.includes(dc) ? "wave-0-gate" : "wave-1-gate",
    `${dc}-sensor`,
  ]),
  ["gw01-remove-gateway", "gw01-watched"],
  ["gw01-watched", "dc03-sensor"],
  ...["initial-sync", "final-health", "final-signal", "key-rotation", "orphan-sensors"].flatMap((late) =>
    moved.map((dc): [string, string] => [late, `${dc}-sensor`]),
  ),
];

test("the estate in the middle of its move keeps every rule", () => {
  expect(judgeGraph(revealed(reviewed("dev")))).toEqual([]);
});

test("every edge of the reviewed dump that the order needs is missed when it is taken away, and no other", () => {
  const resources = revealed(reviewed("dev"));
  const caught: string[] = [];
  for (const { name, dependsOn } of resources) {
    for (const gone of dependsOn) {
      const without = change(resources, name, () => ({ dependsOn: dependsOn.filter((one) => one !== gone) }));
      const findings = judgeGraph(without);
      const needed =
        name === "atacenter-lock" || hostOrder.some(([later, earlier]) => !waits(without, later, earlier));
      expect({ name, gone, caught: findings.length > 0 }).toEqual({ name, gone, caught: needed });
      if (needed) caught.push(`${name} > ${gone}`);
    }
  }
  // Every edge of the lock, and at the least one for each line of the order that no other edge stands in for.
  const lock = resources.find(({ name }) => name === "atacenter-lock");
  expect(caught.filter((edge) => edge.startsWith("atacenter-lock"))).toHaveLength(
    lock?.dependsOn.length ?? -1,
  );
  expect(caught).toEqual(
    expect.arrayContaining([
      "dc01-remove-gateway > dc01-ready",
      "dc01-activate-sensor > dc01-remove-gateway",
      "dc04-install-sensor > dc04-remove-gateway",
      "dc04-remove-gateway > dc04-access-key",
      "dc03-install-sensor > dc03-access-key",
      "dc05-access-key > dc05-ready",
      "dc02-ready > wave-0-gate",
      "gw01-remove-gateway > gw01-watched",
      "key-rotation > initial-sync",
    ]),
  );
});

test("a lock that does not wait for the reading back of its backup is caught", () => {
  const hasty = change(revealed(reviewed("end")), "atacenter-lock", ({ dependsOn }) => ({
    dependsOn: dependsOn.filter((name) => name !== "atacenter-read-back-1"),
  }));
  const rules = judgeGraph(hasty).map(({ rule, resource }) => `${rule} ${resource}`);
  expect(rules).toContain("lock-after-backup atacenter-lock");
});

test("a Center's removal that does not wait for its lock is caught", () => {
  const resources = revealed(reviewed("end"));
  expect(judgeGraph(resources)).toEqual([]);
  const without = resources.map((one) => ({
    ...one,
    dependsOn: one.dependsOn.filter((name) => name !== "atacenter-lock"),
  }));
  expect(judgeGraph(without)).toEqual([
    expect.objectContaining({ rule: "center-after-lock", resource: "atacenter-remove" }),
  ]);
});

describe("a Center that is kept stopped", () => {
  const kept = () => revealed(reviewed("kept"));
  const start = "atacenter-wake";
  const stop = "atacenter-rest";
  const without = (name: string, gone: string) =>
    change(kept(), name, ({ dependsOn }) => ({ dependsOn: dependsOn.filter((one) => one !== gone) }));
  const unseen = (name: string) =>
    change(kept(), name, ({ inputs }) => ({ inputs: { ...inputs, stdin: "[unknown]" } }));
  const more = (name: string, type: string, inputs = {}) => [
    ...kept(),
    { name, type, inputs, dependsOn: [], secretInputs: [], timeoutSeconds: 60 },
  ];
  const wayBack = { center: { name: "atacenter" } };

  test("as it should be keeps every rule", () => {
    expect(judgeGraph(kept())).toEqual([]);
  });

  test.each<[string, () => ReturnType<typeof kept>, string]>([
    ["stopped before its lock", () => without(stop, "atacenter-lock"), stop],
    ["stopped though it is to go", () => more("atacenter-remove", "command:remote:Command"), stop],
    ["stopped while one goes back", () => more("dc09-way-back", "ata2mdi:index:RollbackGate", wayBack), stop],
    ["stopped or started, nobody sees which", () => unseen(start), start],
    ["backed up before it is awake", () => without("atacenter-backup-1", start), "atacenter-backup-1"],
    [
      "asked for a way back before it is awake",
      () => more("dc09-way-back", "ata2mdi:index:RollbackGate", wayBack),
      "dc09-way-back",
    ],
  ])("%s is caught", (_what, graph, resource) => {
    expect(judgeGraph(graph())).toContainEqual(expect.objectContaining({ rule: "rest-in-order", resource }));
  });

  test("at another address than its lock's is caught", () => {
    const mixedUp = change(kept(), stop, ({ inputs }) => ({
      inputs: { ...inputs, connection: { ...(inputs.connection as object), port: 42_102 } },
    }));
    expect(judgeGraph(mixedUp)).toEqual([
      expect.objectContaining({ rule: "acts-where-measured", resource: stop }),
    ]);
  });
});

test.each(["dc01-ready", "gw01-watched", "dc04-remove-gateway", "dc03-install-sensor", "dc04-access-key"])(
  "%s missing altogether is caught",
  (gone) => {
    const without = revealed(reviewed("dev"))
      .filter(({ name }) => name !== gone)
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((name) => name !== gone) }));
    expect(judgeGraph(without)).not.toEqual([]);
  },
);

test("a key that is made anew between waves is caught where a host to come was given the one before", () => {
  const resources = revealed(reviewed("dev"));
  const rotation = resources.find(({ name }) => name === "key-rotation");
  if (!rotation) throw new Error("the dump has no rotation");
  const between = [...resources, { ...rotation, name: "wave-0-key-rotation", dependsOn: ["wave-0-gate"] }];
  // dc01 and dc02 take v3 sensors, which need no key.
  expect(judgeGraph(between).map(({ rule, resource, message }) => [rule, resource, message])).toEqual(
    ["dc03", "dc04"].map((dc) => [
      "last-things-last",
      "wave-0-key-rotation",
      `must not begin before ${dc}-sensor is verified`,
    ]),
  );
  const given = ["dc03", "dc04"].reduce(
    (graph, dc) =>
      change(graph, `${dc}-access-key`, ({ dependsOn }) => ({
        dependsOn: [...dependsOn, "wave-0-key-rotation"],
      })),
    between,
  );
  expect(judgeGraph(given)).toEqual([]);
});

test("a sensor that no lock takes is caught, and a lock that forgets a host it names", () => {
  const resources = revealed(reviewed("dev"));
  const forgotten = change(resources, "atacenter-lock", ({ dependsOn, inputs }) => ({
    dependsOn: dependsOn.filter((name) => name !== "dc04-sensor"),
    inputs: {
      ...inputs,
      center: { name: "atacenter", forest: "other.test" },
      domainControllers: "[unknown]",
    },
  }));
  expect(judgeGraph(forgotten)).toEqual([
    expect.objectContaining({
      resource: "dc04-sensor",
      message: expect.stringContaining("no Center's lock"),
    }),
  ]);
});

test.each(["dc01-remove-gateway", "dc04-install-sensor", "dc03-package", "atacenter-remove"])(
  "%s that reaches another address than was measured is caught",
  (name) => {
    const mixedUp = change(revealed(reviewed("end")), name, ({ inputs }) => ({
      inputs: { ...inputs, connection: { ...(inputs.connection as object), port: 42_102 } },
    }));
    expect(judgeGraph(mixedUp)).toEqual([
      expect.objectContaining({ rule: "acts-where-measured", resource: name }),
    ]);
  },
);

test("a host in two waves, or in none, is caught", () => {
  const resources = revealed(reviewed("dev"));
  const twice = change(resources, "wave-0-gate", ({ inputs }) => ({
    inputs: { ...inputs, domainControllers: [{ name: "dc05" }, { name: "dc01" }] },
  }));
  expect(judgeGraph(twice)).toContainEqual(
    expect.objectContaining({ rule: "waves-in-order", resource: "dc01-ready" }),
  );
  const never = change(resources, "wave-0-gate", ({ inputs }) => ({
    inputs: { ...inputs, domainControllers: [] },
  }));
  expect(judgeGraph(never)).toContainEqual(
    expect.objectContaining({ rule: "waves-in-order", resource: "dc05-ready" }),
  );
});

function put(dc: string): string {
  return activated.includes(dc) ? `${dc}-activate-sensor` : `${dc}-install-sensor`;
}

/** Reachability, written anew: breadth first over names. */
function waits(resources: ReturnType<typeof asGraph>, later: string, earlier: string): boolean {
  let front = [later];
  const seen = new Set<string>();
  while (front.length > 0) {
    if (front.includes(earlier)) return true;
    for (const name of front) seen.add(name);
    front = resources
      .filter(({ name }) => front.includes(name))
      .flatMap(({ dependsOn }) => dependsOn.filter((name) => !seen.has(name)));
  }
  return false;
}
