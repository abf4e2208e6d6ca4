import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sha256Of } from "../../provider/download.ts";
import { type GraphServer, inTurn, startGraph } from "./support/graphServer.ts";

let server: GraphServer;
beforeAll(async () => {
  server = await startGraph();
});
afterAll(() => server.close());

const live = new AbortController().signal;
const address = () => `https://127.0.0.1:${server.port}/packages/sensor.zip?sig=package-token`;
const content = Buffer.alloc(3_000_000, "sensor");

test("the hash is of all that is there, read as a stream", async () => {
  server.reply = (_request, response) => {
    for (let at = 0; at < content.length; at += 100_000) response.write(content.subarray(at, at + 100_000));
    response.end();
  };
  const expected = createHash("sha256").update(content).digest("hex");
  await expect(sha256Of(address(), server.send, live)).resolves.toBe(expected);
});

test("a transfer that breaks off is begun anew, never hashed as it is", async () => {
  server.reply = inTurn(
    (_request, response) => {
      response.writeHead(200, { "content-length": String(content.length) });
      response.write(content.subarray(0, 1000));
      setTimeout(() => response.destroy(), 10);
    },
    (_request, response) => response.end(content),
  );
  const expected = createHash("sha256").update(content).digest("hex");
  await expect(sha256Of(address(), server.send, live)).resolves.toBe(expected);
});

test("what cannot be had is told with host and path, without the token in its query", async () => {
  server.reply = (_request, response) => response.writeHead(403).end();
  const error = await sha256Of(address(), server.send, live).catch((thrown: Error) => thrown);
  expect(String(error)).toContain("PACKAGE-DOWNLOAD");
  expect(String(error)).toContain("/packages/sensor.zip");
  expect(String(error)).not.toContain("package-token");
});

test("a cancel ends it at once", async () => {
  server.reply = (_request, response) => response.write("slow");
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(new Error("cancelled")), 30);
  await expect(sha256Of(address(), server.send, cancel.signal)).rejects.toThrow("cancelled");
});
