import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { tuneSdk } from "../../components/sdk.ts";

/** The SDK's own listener and what it was told; jest's are put back at the end. */
const told: unknown[] = [];
const warned: string[] = [];
const kept = process.listeners("unhandledRejection");

beforeEach(() => {
  told.length = 0;
  warned.length = 0;
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => told.push(reason));
  jest.spyOn(pulumi.log, "warn").mockImplementation(async (text) => void warned.push(text));
  tuneSdk("estates/prod.yaml");
});
afterEach(() => {
  jest.restoreAllMocks();
  process.removeAllListeners("unhandledRejection");
  for (const listener of kept) process.on("unhandledRejection", listener);
  process.exitCode = undefined;
});

function reject(reason: unknown) {
  process.emit("unhandledRejection", reason, Promise.resolve());
}

test("a resource that failed is not told again, nor are those that waited for it", () => {
  reject(new Error("resource dc04-ready [ata2mdi:index:ReadyGate] failed to register"));
  reject(
    new Error(
      'error serializing property "stdin": error serializing property "readyUntil": resource dc04-ready [ata2mdi:index:ReadyGate] failed to register',
    ),
  );
  expect([told, warned]).toEqual([[], []]);
});

test("after a failure the program ends as failed, or the engine would forget what was not declared", () => {
  expect(process.exitCode).toBeUndefined();
  reject(new Error("resource dc04-ready [ata2mdi:index:ReadyGate] failed to register"));
  expect(process.exitCode).toBe(32);
});

test.each([
  ["dc04-tools", "dc04"],
  ["dc04-prepare-tools", "dc04"],
  ["my-tools-back-tools", "my-tools"],
])("%s: a host that was not reached is measured by the survey, said once", (resource, host) => {
  const failed = new Error(`resource ${resource} [command:remote:CopyToRemote] failed to register`);
  reject(failed);
  reject(failed);
  expect(told).toEqual([]);
  expect(warned).toEqual([
    `${host}: the scripts did not get there, so nothing is done on it. Cause and cure: npx ata2mdi survey estates/prod.yaml --host ${host}`,
  ]);
});

test.each([
  ["a mistake", new TypeError("undefined is not a function")],
  ["an error that only quotes one", new Error("the resource dc04 [x] failed to register")],
  ["words", "words"],
])("whatever else went wrong in the program is told as before: %s", (_, reason) => {
  reject(reason);
  expect(told).toEqual([reason]);
});
