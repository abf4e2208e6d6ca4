import { expect, test } from "@jest/globals";
import { z } from "zod";
import { ProblemError } from "../../plan/problem.ts";
import { type Console, providerOf } from "../../provider/dispatch.ts";
import { type ResourceHandler, registered } from "../../provider/handler.ts";
import type { Services } from "../../provider/services.ts";
import { secret, UNKNOWN } from "../../provider/wire.ts";
import { failureOf } from "./support/world.ts";

const urn = "urn:pulumi:dev::ata2mdi::ata2mdi:index:Migration$ata2mdi:index:Thing::dc01-thing";
type Inputs = { size: number; label: string; place: { room: string | null } };
type Outputs = { made: string; key: string };

const problem = { id: "BROKEN", cause: "it broke", measured: "a crack", cure: "glue", command: "pulumi up" };

function make(overrides: Partial<ResourceHandler<Inputs, Outputs>> = {}) {
  const calls: string[] = [];
  const lines: string[] = [];
  const handler: ResourceHandler<Inputs, Outputs> = {
    token: "ata2mdi:index:Thing",
    inputs: z.strictObject({
      size: z.number().positive(),
      label: z.string(),
      place: z.strictObject({ room: z.string().nullable() }),
    }),
    secretOutputs: ["key"],
    minds: ["size"],
    notes: ["place"],
    farewell: "forgotten",
    idOf: (inputs) => inputs.label,
    async create(inputs) {
      calls.push(`create ${inputs.label}`);
      return { made: `${inputs.size}`, key: "hush" };
    },
    ...overrides,
  };
  const console: Console = {
    status: (_urn, text) => lines.push(`status ${text}`),
    info: (_urn, text) => lines.push(`info ${text}`),
    warn: (_urn, text) => lines.push(`warn ${text}`),
  };
  const services = { now: () => new Date() } as Services;
  const provider = providerOf([registered(handler)], services, console, new AbortController());
  return { provider, calls, lines };
}

const inputs = { size: 1, label: "a", place: { room: null } };

test("check names each property and what is wrong with it", async () => {
  const { provider } = make();
  const { failures } = await provider.check(urn, {}, { size: -1, label: 3, place: { room: 1 }, more: true });
  expect(failures?.map((failure) => failure.property).toSorted()).toEqual(
    ["(resource)", "label", "place.room", "size"].toSorted(),
  );
});

test.each([
  ["a member", { ...inputs, size: UNKNOWN }],
  ["something around it", { ...inputs, place: UNKNOWN }],
  ["something deep inside", { ...inputs, place: { room: UNKNOWN } }],
  ["a secret", { ...inputs, label: secret(UNKNOWN) }],
])("check lets a preview's unknown pass: %s", async (_what, news) => {
  const { provider } = make();
  expect((await provider.check(urn, {}, news)).failures).toEqual([]);
});

test("an unknown beside it hides nothing that is known to be wrong", async () => {
  const { provider } = make();
  const { failures } = await provider.check(urn, {}, { ...inputs, label: UNKNOWN, size: -1 });
  expect(failures?.map((failure) => failure.property)).toEqual(["size"]);
});

test("a handler sees secrets in clear; inputs and secret outputs are marked again on the way out", async () => {
  let seen: Inputs | undefined;
  const { provider } = make({
    create: async (given) => {
      seen = given;
      return { made: "x", key: "hush" };
    },
  });
  const { id, outs } = await provider.create(urn, { ...inputs, label: secret("a") });
  expect(seen?.label).toBe("a");
  expect(id).toBe("a");
  expect(outs).toEqual({ ...inputs, label: secret("a"), made: "x", key: secret("hush") });
});

test.each([
  [{ ...inputs, size: 2 }, true],
  [{ ...inputs, place: { room: "b" } }, true],
  [{ ...inputs, label: "b" }, false],
  [{ ...inputs, size: UNKNOWN }, true],
])("diff of %j is %p", async (news, changes) => {
  const { provider } = make();
  expect((await provider.diff("a", urn, { ...inputs, made: "1" }, news)).changes).toBe(changes);
});

test("what is only noted is written down without work; what is minded is worked on", async () => {
  const { provider, calls } = make();
  const olds = { ...inputs, made: "1", key: secret("hush") };
  const noted = await provider.update("a", urn, olds, { ...inputs, place: { room: "b" } });
  expect(noted.outs).toEqual({ ...olds, place: { room: "b" } });
  expect(calls).toEqual([]);
  await provider.update("a", urn, olds, { ...inputs, size: 2, place: { room: "b" } });
  expect(calls).toEqual(["create a"]);
});

test("work that is due is done although only something noted changed", async () => {
  const { provider, calls } = make({ due: async () => "too old" });
  await provider.update("a", urn, inputs, { ...inputs, place: { room: "b" } });
  expect(calls).toEqual(["create a"]);
});

test("why an update is due is said", async () => {
  const { provider, lines } = make({ due: async () => "too old" });
  expect((await provider.diff("a", urn, inputs, inputs)).changes).toBe(true);
  expect(lines).toEqual(["info too old"]);
});

test("where it cannot be found out whether work is due, it is", async () => {
  const { provider, lines } = make({
    due: async () => {
      throw new ProblemError(problem);
    },
  });
  expect((await provider.diff("a", urn, inputs, inputs)).changes).toBe(true);
  expect(lines[0]).toContain("a crack");
});

test("an import of a bare id finds nothing, instead of something empty", async () => {
  const { provider } = make();
  expect(await provider.read("a", urn, {})).toEqual({ id: "", props: {} });
});

test("a create that reached nothing leaves nothing", async () => {
  const { provider } = make({
    create: async () => {
      throw new ProblemError(problem);
    },
  });
  const failure = await failureOf(provider.create(urn, inputs));
  expect(failure.id).toBeUndefined();
  expect(failure.message).toContain("BROKEN");
  expect(failure.message).toContain("glue");
});

test("a create that fails half-way is recorded with what it reached, secrets marked", async () => {
  const { provider } = make({
    create: async (_given, call) => {
      call.keep({ key: "hush" });
      call.keep({ made: "half" });
      throw new ProblemError(problem);
    },
  });
  const failure = await failureOf(provider.create(urn, inputs));
  expect(failure.id).toBe("a");
  expect(failure.properties).toEqual({ ...inputs, made: "half", key: secret("hush") });
  expect(failure.reasons?.[0]).toContain("BROKEN");
});

test("a stack trace is never shown", async () => {
  const { provider } = make({
    create: async () => {
      throw new TypeError("undefined is not a function");
    },
  });
  const failure = await failureOf(provider.create(urn, inputs));
  expect(failure.message).toContain("UNEXPECTED");
  expect(failure.message).not.toMatch(/\n\s+at /);
});

test("a cancel ends a wait at once, keeps what was reached, and lets nothing new begin", async () => {
  const { provider, calls } = make({
    create: async (_given, call) => {
      call.keep({ made: "half" });
      await new Promise((_resolve, reject) =>
        call.signal.addEventListener("abort", () => reject(call.signal.reason)),
      );
      throw new Error("never");
    },
  });
  const work = failureOf(provider.create(urn, inputs));
  const before = Date.now();
  await provider.cancel();
  const failure = await work;
  expect(Date.now() - before).toBeLessThan(1000);
  expect(failure).toMatchObject({ id: "a", properties: { made: "half" } });
  expect(failure.message).toContain("CANCELLED");
  expect((await failureOf(provider.create(urn, inputs))).message).toContain("CANCELLED");
  expect(calls).toEqual([]);
});

test("delete does nothing and says so", async () => {
  const { provider, lines, calls } = make();
  await provider.delete("a", urn, inputs);
  expect(lines).toEqual(["info forgotten"]);
  expect(calls).toEqual([]);
});

test("read keeps what is not different", async () => {
  const { provider } = make({ read: async () => ({ made: "now" }) });
  const props = { ...inputs, made: "then", key: secret("hush") };
  expect(await provider.read("a", urn, props)).toEqual({ id: "a", props: { ...props, made: "now" } });
});

test("a resource nobody handles is named", async () => {
  const { provider } = make();
  await expect(provider.check("urn:pulumi:dev::ata2mdi::ata2mdi:index:Other::x", {}, {})).rejects.toThrow(
    "ata2mdi:index:Other",
  );
});
