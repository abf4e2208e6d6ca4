import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { problemOf } from "../../plan/problem.ts";
import { closeConnections, measure } from "../../remote/measure.ts";
import { startHost, type TestHost, targetOf } from "./sshServer.ts";

/** A drive that takes every file and keeps none. */
class FullDrive extends Map<string, Buffer> {
  override set(): this {
    return this;
  }
}

let host: TestHost;
beforeEach(async () => {
  host = await startHost(() => {});
});
afterEach(async () => {
  closeConnections();
  await host.close();
});

test("scripts that are not there after they were written are a problem, and no step is run", async () => {
  host.files = new FullDrive();
  const error = await measure(
    targetOf(host),
    "Get-SensorStatus",
    { since: null },
    { deadlineSeconds: 20, signal: new AbortController().signal, secret: () => host.privateKey },
  ).catch((reason: unknown) => reason);
  expect(problemOf(error)).toMatchObject({
    id: "HOST-UPLOAD",
    host: "dc01",
    measured: expect.stringContaining("is not there after it was written"),
  });
  expect(host.commands).toEqual([]);
});
