import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { md4 } from "../../lab/center/md4.ts";

test.each([
  ["", "31d6cfe0d16ae931b73c59d7e0c089c0"],
  ["a", "bde52cb31de33e46245e05fbdbd6fb24"],
  ["abc", "a448017aaf21d8525fc10ae87aa6729d"],
  ["message digest", "d9130a8164549fe818874806e1c7014b"],
  ["abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"],
  ["1234567890".repeat(8), "e33b4ddc9c38f2199c3e7b164fcc0536"],
])("MD4 of %j is RFC 1320's", (text, digest) => {
  expect(md4(Buffer.from(text)).toString("hex")).toBe(digest);
});

test("every length of message gives a digest of its own", () => {
  const digests = Array.from({ length: 200 }, (_, length) => md4(Buffer.alloc(length, 7)).toString("hex"));
  expect(new Set(digests).size).toBe(200);
  expect(createHash("md5").update("").digest("hex")).not.toBe(digests[0]);
});
