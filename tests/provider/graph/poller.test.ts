import { expect, test } from "@jest/globals";
import { SharedPoller } from "../../../provider/graph/poller.ts";
import { GraphProblem } from "../../../provider/graph/problems.ts";

const never = new AbortController().signal;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function counting() {
  let requests = 0;
  const fetch = async () => {
    requests += 1;
    await pause(5);
    return requests;
  };
  return { fetch, requests: () => requests };
}

/** Waits as handlers do: one look after another. */
async function wait(poller: SharedPoller<number>, pollSeconds: number, signal: AbortSignal) {
  let looks = 0;
  let last: Awaited<ReturnType<typeof poller.next>> | undefined;
  try {
    for (;;) {
      last = await poller.next(last, pollSeconds, signal);
      looks += 1;
    }
  } catch {
    return looks;
  }
}

test.each([1, 10, 300])("%i who wait cost as many requests as one", async (waiting) => {
  const stop = new AbortController();
  const { fetch, requests } = counting();
  const poller = new SharedPoller(async () => {
    if (requests() === 10) stop.abort();
    return fetch();
  }, never);
  const begun = Date.now();
  const missed = await Promise.all(
    Array.from({ length: waiting }, async (_, index) => {
      await pause(index % 40);
      const before = requests();
      const looks = await wait(poller, 0.05, stop.signal);
      return requests() - before - looks;
    }),
  );
  // As many as fit into the time, however long a busy machine takes.
  expect(requests()).toBeLessThanOrEqual((Date.now() - begun) / 50 + 2);
  // Nobody misses an answer but the one under way at the end.
  expect(Math.max(...missed)).toBeLessThanOrEqual(2);
});

test("nobody waits, nothing is asked", async () => {
  const { fetch, requests } = counting();
  const poller = new SharedPoller(fetch, never);
  await poller.next(undefined, 0.01, never);
  await pause(100);
  expect(requests()).toBe(1);
});

test("a recent answer is shared, an old one is not", async () => {
  const { fetch, requests } = counting();
  const poller = new SharedPoller(fetch, never);
  await Promise.all([poller.recent(60, never), poller.recent(60, never)]);
  await poller.recent(60, never);
  expect(requests()).toBe(1);
  await pause(30);
  await poller.recent(0.01, never);
  expect(requests()).toBe(2);
});

test("after a change nothing from before it is believed, not even what is under way", async () => {
  let value = "before";
  const poller = new SharedPoller(async () => {
    const read = value;
    await pause(50);
    return read;
  }, never);
  const early = poller.recent(60, never);
  await pause(10);
  value = "after";
  poller.forget();
  expect(await poller.recent(60, never)).toMatchObject({ value: "after" });
  await early;
  expect(await poller.recent(60, never)).toMatchObject({ value: "after" });
});

test("a failure is unread for all who wait, and is not repeated faster than the poll", async () => {
  let requests = 0;
  const poller = new SharedPoller<number>(async () => {
    requests += 1;
    throw new Error("broken");
  }, never);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 350);
  await Promise.all([wait(poller, 0.1, stop.signal), wait(poller, 0.1, stop.signal)]);
  expect(requests).toBeLessThanOrEqual(5);
  const snapshot = await poller.recent(60, never);
  expect(snapshot).toMatchObject({ unread: { measured: "broken" }, passing: false });
});

test("an answer that is none of Graph's may pass; the third in a row is for a person", async () => {
  const strange = new GraphProblem(
    { id: "GRAPH-ANSWER", cause: "", measured: "no JSON but text/html", cure: "", command: "" },
    { passing: false },
  );
  const turns = [strange, strange, undefined, strange, strange, strange];
  const poller = new SharedPoller<number>(async () => {
    const turn = turns.shift();
    if (turn) throw turn;
    return 1;
  }, never);
  let last: Awaited<ReturnType<typeof poller.next>> | undefined;
  const seen: unknown[] = [];
  while (turns.length > 0) {
    last = await poller.next(last, 0.01, never);
    seen.push("value" in last ? last.value : last.passing);
  }
  expect(seen).toEqual([true, true, 1, true, true, false]);
});

test("a service that asks to be left alone is left alone", async () => {
  let requests = 0;
  const poller = new SharedPoller<number>(async () => {
    requests += 1;
    throw new GraphProblem(
      { id: "GRAPH-THROTTLED", cause: "", measured: "", cure: "", command: "" },
      { passing: true, retryAfterSeconds: 0.4 },
    );
  }, never);
  const first = await poller.next(undefined, 0.01, never);
  expect(first).toMatchObject({ passing: true });
  const before = Date.now();
  await poller.next(first, 0.01, never);
  expect(Date.now() - before).toBeGreaterThanOrEqual(380);
  expect(requests).toBe(2);
});

test("who gives up does not take the others' answer away", async () => {
  const poller = new SharedPoller(async () => {
    await pause(60);
    return 1;
  }, never);
  const gone = new AbortController();
  const leaves = poller.next(undefined, 1, gone.signal);
  const stays = poller.next(undefined, 1, never);
  gone.abort(new Error("gone"));
  await expect(leaves).rejects.toThrow("gone");
  await expect(stays).resolves.toMatchObject({ value: 1 });
});
