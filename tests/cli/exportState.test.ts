import { expect, test } from "@jest/globals";
import type { EngineResult } from "../../cli/engine.ts";
import { exportState } from "../../cli/state/export.ts";

const caught = { code: 1, stdout: "", stderr: "error: failed to load checkpoint: EOF\n" };
const whole = { code: 0, stdout: "{}", stderr: "" };

/** An engine that gives these answers, one after the other, and how often it was asked. */
function engine(...answers: EngineResult[]) {
  let asked = 0;
  const run = async () => answers[Math.min(asked++, answers.length - 1)] ?? caught;
  return { run, asked: () => asked };
}

test("a state that is being replaced is asked for again", async () => {
  const { run, asked } = engine(caught, caught, whole);
  expect(await exportState("dev", { cwd: ".", env: {}, run })).toEqual(whole);
  expect(asked()).toBe(3);
});

test("one that stays unreadable is told as the engine told it, after a few tries", async () => {
  const { run, asked } = engine(caught);
  expect(await exportState("dev", { cwd: ".", env: {}, run })).toEqual(caught);
  expect(asked()).toBe(5);
});

test("what another try cannot help is told at once", async () => {
  const refused = { code: 255, stdout: "", stderr: "error: no stack named 'dev' found\n" };
  const { run, asked } = engine(refused, whole);
  expect(await exportState("dev", { cwd: ".", env: {}, run })).toEqual(refused);
  expect(asked()).toBe(1);
});
