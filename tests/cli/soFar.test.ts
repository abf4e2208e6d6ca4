import { expect, test } from "@jest/globals";
import { besideUnderWay } from "../../cli/planning/beside.ts";
import { agreedPlan, soFar } from "../../cli/planning/soFar.ts";
import { readDeployment } from "../../cli/state/deployment.ts";
import { agreedOf, agreedOutput } from "../../plan/planner/agreed.ts";
import { compareAgreed } from "../../plan/planner/comparePlans.ts";
import { planMove } from "../../plan/planner/planner.ts";
import { smallEstate } from "../support/smallEstate.ts";

const estate = smallEstate({
  domainControllers: { a: { sensor: "v2" }, b: { sensor: "v2" }, c: {}, d: {}, e: { gateway: "none" } },
});
const plan = planMove(estate);
const agreed = agreedOf(plan);

/** A stack's export that holds the named resources with these outputs. */
function exported(resources: Record<string, object>, pending: string[] = []) {
  const urn = (type: string, name: string) => `urn:pulumi:dev::ata2mdi::${type}::${name}`;
  return readDeployment(
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          { urn: urn("pulumi:pulumi:Stack", "dev"), type: "pulumi:pulumi:Stack", outputs: { agreed } },
          ...Object.entries(resources).map(([name, rest]) => ({
            urn: urn("t", name),
            custom: true,
            type: "t",
            ...rest,
          })),
        ],
        pending_operations: pending.map((name) => ({
          type: "creating",
          resource: { urn: urn("t", name), type: "t" },
        })),
      },
    }),
  );
}

const clock = (second: number) =>
  `2026-12-01T20:${String(Math.floor(second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}Z`;
/** What a step printed: something, then its answer. */
const answered = (step: string, from: number, to: number, outcome = "done") => ({
  outputs: {
    stdout: `noise\n${JSON.stringify({
      contract: 1,
      step,
      work: "w",
      startedAt: clock(from),
      finishedAt: clock(to),
      outcome,
      reason: null,
      exitCode: 0,
      rebooted: false,
      facts: {},
      log: [],
    })}\n`,
  },
});
const sensor = (at: number) => ({ outputs: { sensorId: "1", verifiedAt: clock(at) } });

test("moved is who has a verified sensor; under way is whose gateway is going or gone, also when it was cut off", () => {
  const { begun } = soFar(
    exported(
      {
        "a-ready": {},
        "a-remove-gateway": {},
        "a-install-sensor": {},
        "a-sensor": sensor(10),
        "b-remove-gateway": {},
        "c-ready": {},
      },
      ["d-remove-gateway"],
    ),
  );
  expect(begun).toEqual({ done: ["a"], underWay: ["b", "d"] });
});

test("a sensor that was only partly created has not moved", () => {
  const { begun } = soFar(
    exported({ "a-remove-gateway": {}, "a-sensor": { ...sensor(1), initErrors: ["deadline"] } }),
  );
  expect(begun).toEqual({ done: [], underWay: ["a"] });
});

test("the waves that are carried out are the stack's output, and planning goes on from them", () => {
  const stack = soFar(exported({}));
  expect(stack.agreed?.hash).toBe(plan.hash);
  const again = planMove(estate, undefined, { previous: agreedPlan(stack) });
  expect(again.waves).toEqual(plan.waves);
  const told = (before: object) => compareAgreed(agreedOutput.parse({ ...agreed, ...before }), again);
  expect(told({})).toEqual([]);
  expect(told({ waves: { ...agreed.waves, "wave-9": "zz" } })).toEqual([
    { name: "zz", what: "removed", before: "planned", after: "-" },
  ]);
  expect(told({ decisions: { v2: "a b", v3: "c d", hold: "e" } })).toEqual([
    { name: "e", what: "decision", before: "hold", after: "v3" },
  ]);
});

test("edges, copies, gates, gateways, Centers and rules of what a stack carries out are compared too", () => {
  const wide = (differs: Parameters<typeof smallEstate>[0]["policy"], rate = 1) =>
    planMove(
      smallEstate({
        domainControllers: {
          a: { sensor: "v2" },
          b: { sensor: "v2" },
          c: { sensor: "v2", gateway: "none" },
          d: { sensor: "v2" },
        },
        sites: { s: { packageMegabitsPerSecond: rate } },
        standaloneGateways: [{ name: "gw", watches: ["c"] }],
        deadline: "30m",
        policy: { waves: [1, 3], ...differs },
      }),
    );
  const before = wide({});
  const carried = agreedOutput.parse(JSON.parse(JSON.stringify(agreedOf(before))));
  const told = (after: typeof before) =>
    compareAgreed(carried, after).map(({ name, what, before: then, after: now }) => [what, name, then, now]);
  expect(told(wide({}))).toEqual([]);
  const three = told(wide({ maxUnavailable: { site: 3, domain: 3 } }));
  expect(three).toContainEqual(["after", "d", "b", "-"]);
  expect(three).toContainEqual(["rule", "site-limit", "1 at once: site s", "3 at once: site s"]);
  expect(told(wide({}, 0.5))).toContainEqual(["package", "b", "-", "a"]);
  expect(told(wide({ soak: "2h", approvals: { "wave-1": "needed" } }))).toEqual([
    ["gate", "wave-0", "soak 3600 s", "soak 7200 s"],
    ["gate", "wave-1", "soak 3600 s", "soak 7200 s, approval needed"],
  ]);
  const moved = { ...before, standaloneGateways: [{ name: "gw", after: ["a", "c"], heldBy: [] }] };
  expect(told(moved)).toEqual([["gateway", "gw", "after c", "after a c"]]);
  const ends = before.centers.map((center) => ({ ...center, request: "remove" as const }));
  expect(told({ ...before, centers: ends })).toEqual([
    ["center", "center", "retain, 4 domain controllers", "remove, 4 domain controllers"],
  ]);
  const window = { days: ["sat" as const], from: "20:00", to: "23:00", timeZone: "Europe/Berlin" };
  expect(told(wide({ windows: [window] }))).toEqual([
    ["added", "windows", "-", "sat 20:00-23:00 Europe/Berlin"],
  ]);
});

test("in which order those went that have moved is no difference; of who is left it is one", () => {
  const after = { "wave-0": "b<a", "wave-1": "c<b d<c" };
  const carried = agreedOutput.parse({ ...agreed, after, packages: "c<a" });
  const told = (done: string[]) =>
    compareAgreed(carried, {
      ...plan,
      domainControllers: plan.domainControllers.map((dc) => ({ ...dc, after: [], packageAfter: [] })),
      begun: { done, underWay: [] },
    }).map(({ what, name, before }) => [what, name, before]);
  expect(told([])).toEqual([
    ["after", "b", "a"],
    ["after", "c", "b"],
    ["after", "d", "c"],
    ["package", "c", "a"],
  ]);
  expect(told(["a", "b"])).toEqual([["after", "d", "c"]]);
  expect(told(["a", "b", "c", "d", "e"])).toEqual([]);
});

test("a state of an older version carries less, which is no difference", () => {
  const { hash, waves, decisions } = agreed;
  expect(compareAgreed(agreedOutput.parse({ hash, waves, decisions }), plan)).toEqual([]);
});

test("what is too long for an output is cut, and still differs from another of the same beginning", () => {
  const many = (last: string) =>
    Object.fromEntries(
      [...Array.from({ length: 90 }, (_none, at) => `dc${at}`), last].map((name) => [
        name,
        { site: `site-of-${name}` },
      ]),
    );
  const [one, other] = ["x", "y"].map((last) =>
    agreedOf(planMove(smallEstate({ domainControllers: many(last) }))),
  );
  const [text = "", another] = [one?.rules?.["site-limit"], other?.rules?.["site-limit"]];
  expect(text.length).toBeLessThanOrEqual(200);
  expect(text).not.toBe(another);
});

test("a stack that never ran has no plan to go on from", () => {
  const empty = soFar(readDeployment(JSON.stringify({ version: 3, deployment: {} })));
  expect(empty.agreed).toBeUndefined();
  expect(agreedPlan(empty)).toBeUndefined();
});

test("durations come from the answers of steps that did something now, and from the sensors", () => {
  const { samples } = soFar(
    exported({
      "a-remove-gateway": answered("Remove-AtaGateway", 0, 90),
      "a-install-sensor": answered("Install-Sensor", 90, 300),
      "a-sensor": sensor(360),
      "b-remove-gateway": answered("Remove-AtaGateway", 0, 1, "already"),
      "b-install-sensor": { outputs: { stdout: { "4dabf18193072939515e22adb298388d": "secret" } } },
      "b-sensor": sensor(500),
      "c-activate-sensor": { outputs: { activatedAt: clock(400) } },
      "c-sensor": sensor(430),
      "d-activate-sensor": { outputs: { activatedAt: clock(100) } },
      "d-sensor": sensor(1500),
    }),
  );
  expect(samples).toEqual({
    removeGateway: [90],
    installSensor: [210],
    verifySensor: [60],
    firstActivation: [1400],
    activateSensor: [30],
  });
});

test("another plan while somebody is half moved is warned of, until it was planned on from what has happened", () => {
  const deployment = exported({ "a-remove-gateway": {} });
  const stack = { stack: "dev", estateFile: "estates/dev.yaml", deployment };
  expect(besideUnderWay({ ...stack, plan })).toBeUndefined();
  const changed = smallEstate({
    domainControllers: {
      a: { sensor: "v2" },
      b: { hold: "later" },
      c: {},
      d: {},
      e: { gateway: "none" },
      f: {},
    },
  });
  const blind = planMove(changed);
  expect(besideUnderWay({ ...stack, plan: blind })).toMatch(
    /^warning: a is half moved, .*f added .* beside it\. .*: npx ata2mdi plan estates\/dev\.yaml --stack dev --save$/,
  );
  // Nobody half moved: a plan may change as it likes.
  expect(besideUnderWay({ ...stack, deployment: exported({}), plan: blind })).toBeUndefined();
  const { begun } = soFar(deployment);
  const knowing = planMove(changed, undefined, { previous: plan, progress: begun });
  expect(besideUnderWay({ ...stack, plan: knowing })).toBeUndefined();
});
