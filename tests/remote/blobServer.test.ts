import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type BlobServer, md5, serveBlobs } from "./powershell/blobServer.ts";

/** The stand-in that the scripts are tried with, held to what is documented of Azure Blob Storage. */
let server: BlobServer;
beforeEach(async () => {
  server = await serveBlobs();
});
afterEach(() => server.close());

const [block, second] = [Buffer.from("one "), Buffer.from("two")];
const whole = Buffer.concat([block, second]);

async function ask(method: string, query = "", body?: Buffer, headers: Record<string, string> = {}) {
  const uri = server.container.replace("?", "/a/b.bson?") + query;
  const answer = await fetch(uri, {
    method,
    headers: { "x-ms-version": "2021-08-06", ...headers },
    ...(body && { body: new Uint8Array(body) }),
  });
  return { status: answer.status, md5: answer.headers.get("content-md5") };
}
const put = (id: string, bytes: Buffer, checksum = md5(bytes)) =>
  ask("PUT", `&comp=block&blockid=${encodeURIComponent(id)}`, bytes, { "content-md5": checksum });
const commit = (...ids: string[]) =>
  ask(
    "PUT",
    "&comp=blocklist",
    Buffer.from(`<BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join("")}</BlockList>`),
    { "if-none-match": "*", "x-ms-blob-content-md5": md5(whole) },
  );

test("blocks become a blob once they are listed, and nothing changes it afterwards", async () => {
  expect((await ask("HEAD")).status).toBe(404);
  expect((await put("MDA=", block)).status).toBe(201);
  expect((await put("MDE=", second)).status).toBe(201);
  expect((await commit("MDA=", "MDE=")).status).toBe(201);
  expect(server.blobs.get("a/b.bson")?.bytes).toEqual(whole);
  expect(await ask("HEAD")).toEqual({ status: 200, md5: md5(whole) });
  expect((await put("MDA=", block)).status).toBe(409);
  expect((await commit("MDA=")).status).toBe(409);
});

test("a block that did not arrive whole, an id of another length and a list of unknown blocks are refused", async () => {
  expect((await put("MDA=", block, md5(second))).status).toBe(400);
  expect((await put("MDA=", block)).status).toBe(201);
  expect((await put("MDAwMDE=", second)).status).toBe(400);
  expect((await commit("MDA=", "MDE=")).status).toBe(400);
  expect(server.blobs.size).toBe(0);
});

test("without the signature nobody is let in, and its faults are told apart", async () => {
  const bare = await fetch(server.container.split("?")[0]?.concat("/x") ?? "", { method: "HEAD" });
  expect(bare.status).toBe(403);
  server.faults.push(503);
  expect((await ask("HEAD")).status).toBe(503);
  server.faults.push(0);
  await expect(put("MDA=", block)).rejects.toThrow();
  expect((await commit("MDA=")).status).toBe(201);
});
