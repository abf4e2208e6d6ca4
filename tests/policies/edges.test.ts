import { describe, expect, test } from "@jest/globals";
import type { GraphResource } from "../../policies/graph.ts";
import { judgeGraph } from "../../policies/rules.ts";
import { type asGraph, change, revealed, reviewed } from "./support.ts";

const dumps = ["dev", "end", "rollback", "prepared", "kept"] as const;

/**
 * Edges that are no order, written out by hand: `what is taken away > from whom`, and why nothing has to miss it. Every
 * other edge of every reviewed dump is missed, unless the two still wait for one another by another way.
 */
const noOrder: [edge: RegExp, why: string][] = [
  [
    /^dc\d+-(ready|prepare-window) > (dc\d+)-(sensor|prepare-[a-z-]+)$/,
    "a lane: how many of a site or domain may go at once stands in the estate, not in the graph",
  ],
  [/^atacenter-backup-1 > checklist-/, "a row is a person's word, and may come after the backup"],
  [/^atacenter-tools > /, "scripts alone: the backup and the lock take everything themselves"],
  [
    /^checklist-(honeytokens|delayed-updates) > initial-sync$/,
    "which rows wait for the sync is not in the graph",
  ],
  [
    /^dc04-tools > dc04-prepare-net-framework$/,
    "scripts may be copied while the host is prepared; what measures it waits for both",
  ],
  [/^azure-/, "what Azure itself needs of one another"],
];

/** Whom each must depend on itself: what stands between them may change, and some take a moment or a hash of it. */
const gatewayHosts = ["dc01", "dc02", "dc04", "dc05"];
const moved = ["dc01", "dc02", "dc03", "dc04", "dc05"];
const direct: [later: string, earlier: string][] = [
  ...gatewayHosts.map((dc): [string, string] => [`${dc}-remove-gateway`, `${dc}-ready`]),
  ...gatewayHosts.map((dc): [string, string] => [put(dc), `${dc}-remove-gateway`]),
  ...["dc03", "dc04", "dc05"].flatMap((dc): [string, string][] => [
    [`${dc}-access-key`, `${dc}-ready`],
    [`${dc}-ready`, `${dc}-package`],
    [put(dc), "sensor-package"],
  ]),
  ["dc03-install-sensor", "dc03-ready"],
  ...moved.map((dc): [string, string] => [`${dc}-sensor`, put(dc)]),
  ...moved.map((dc): [string, string] => [dc === "dc05" ? "wave-0-gate" : "wave-1-gate", `${dc}-sensor`]),
  ...moved.filter((dc) => dc !== "dc05").map((dc): [string, string] => [`${dc}-ready`, "wave-0-gate"]),
  ...moved.map((dc): [string, string] => [`${dc}-tools`, "workspace-reachable"]),
  ...moved.map((dc): [string, string] => ["initial-sync", `${dc}-sensor`]),
  ...moved.map((dc): [string, string] => ["atacenter-backup-1", `${dc}-sensor`]),
  ["gw01-remove-gateway", "gw01-watched"],
  ["gw01-watched", "dc03-sensor"],
  ["final-health", "initial-sync"],
  ["final-signal", "initial-sync"],
  ["atacenter-read-back-1", "atacenter-backup-1"],
  ["atacenter-archive-1", "atacenter-read-back-1"],
  ["atacenter-remove", "atacenter-lock"],
];

test.each(dumps)("the reviewed dump `%s` keeps every rule", (name) => {
  expect(judgeGraph(revealed(reviewed(name)))).toEqual([]);
});

test.each(dumps)(
  "every edge of `%s` is missed when it is taken away, or another way keeps the order",
  (name) => {
    const resources = revealed(reviewed(name));
    const unseen: string[] = [];
    let missed = 0;
    for (const { name: later, dependsOn } of resources) {
      for (const earlier of dependsOn) {
        const without = cut(resources, later, earlier);
        if (judgeGraph(without).length > 0) missed += 1;
        else if (!waits(without, later, earlier)) unseen.push(`${later} > ${earlier}`);
      }
    }
    expect(unseen.filter((edge) => !noOrder.some(([pattern]) => pattern.test(edge)))).toEqual([]);
    expect(missed).toBeGreaterThan(resources.flatMap(({ dependsOn }) => dependsOn).length / 2);
  },
);

test.each(direct)("%s that does not depend on %s itself is caught", (later, earlier) => {
  const resources = revealed(reviewed("end"));
  expect(resources.find(({ name }) => name === later)?.dependsOn).toContain(earlier);
  expect(judgeGraph(cut(resources, later, earlier))).not.toEqual([]);
});

test.each(dumps)("every edge of the lock of `%s` is needed", (name) => {
  const resources = revealed(reviewed(name));
  const lock = resources.find((one) => one.name === "atacenter-lock");
  for (const earlier of lock?.dependsOn ?? [])
    expect([earlier, judgeGraph(cut(resources, "atacenter-lock", earlier)).length > 0]).toEqual([
      earlier,
      true,
    ]);
  expect(lock?.dependsOn.length).toBeGreaterThan(20);
});

test("a lock that does not wait for the archive of its backup is caught", () => {
  const hasty = change(revealed(reviewed("end")), "atacenter-lock", ({ dependsOn }) => ({
    dependsOn: dependsOn.filter((name) => name !== "atacenter-archive-1"),
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
      `must not begin before ${dc}-sensor is done`,
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

test.each([
  ["none", []],
  ["lightweight", ["lock-takes-everything dc03-sensor"]],
])("a forest without a Center needs no lock where its gateway was %s", (gateway, expected) => {
  const lock = (one: GraphResource) => ({
    dependsOn: one.dependsOn.filter((name) => name !== "dc03-sensor"),
    inputs: {
      ...one.inputs,
      domainControllers: (one.inputs.domainControllers as { name: string }[]).filter(
        ({ name }) => name !== "dc03",
      ),
    },
  });
  const elsewhere = ({ inputs }: GraphResource) => ({
    inputs: { ...inputs, subject: { name: "dc03", domain: "other.test" } },
  });
  let graph = change(revealed(reviewed("dev")), "atacenter-lock", lock);
  graph = change(graph, "dc03-sensor", elsewhere);
  graph = change(graph, "dc03-ready", ({ inputs }) => ({ inputs: { ...inputs, gateway } }));
  const said = judgeGraph(graph).filter(({ rule }) => rule === "lock-takes-everything");
  expect(said.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual(expected);
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

function cut(
  resources: ReturnType<typeof asGraph>,
  later: string,
  earlier: string,
): ReturnType<typeof asGraph> {
  return change(resources, later, ({ dependsOn }) => ({
    dependsOn: dependsOn.filter((one) => one !== earlier),
  }));
}

function put(dc: string): string {
  return ["dc01", "dc02"].includes(dc) ? `${dc}-activate-sensor` : `${dc}-install-sensor`;
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
