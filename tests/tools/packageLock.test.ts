import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { missingEntries, platformOf } from "../../tools/packageLock.ts";

const parent = {
  version: "1.0.0",
  dev: true,
  optionalDependencies: { "@x/core-linux-x64-musl": "1.0.0", "@x/core-win32-x64-msvc": "1.0.0" },
};
const there = { version: "1.0.0", integrity: "sha512-x" };

test("package-lock.json has an entry for each optional package, else npm ci refuses it", () => {
  expect(missingEntries(JSON.parse(readFileSync("package-lock.json", "utf8")))).toEqual({});
});

test("adds what is missing, with platform and the parent's kind", () => {
  const packages = { "node_modules/@x/core": parent, "node_modules/@x/core-linux-x64-musl": there };
  expect(missingEntries({ packages })).toEqual({
    "node_modules/@x/core-win32-x64-msvc": {
      version: "1.0.0",
      dev: true,
      optional: true,
      os: ["win32"],
      cpu: ["x64"],
    },
  });
});

test("finds an entry beside the parent, inside it, and above it", () => {
  const path = "node_modules/a/node_modules/@x/core";
  for (const place of [
    `${path}/node_modules/b-linux-x64`,
    "node_modules/a/node_modules/b-linux-x64",
    "node_modules/b-linux-x64",
  ]) {
    const packages = { [path]: { optionalDependencies: { "b-linux-x64": "1.0.0" } }, [place]: there };
    expect(missingEntries({ packages })).toEqual({});
  }
});

test("does not guess a version", () => {
  const packages = { "node_modules/a": { optionalDependencies: { "b-linux-x64": "^1.0.0" } } };
  expect(() => missingEntries({ packages })).toThrow("b-linux-x64 is wanted as ^1.0.0");
});

test.each([
  ["@swc/core-linux-arm-gnueabihf", { os: ["linux"], cpu: ["arm"], libc: ["glibc"] }],
  ["@unrs/resolver-binding-linux-arm-musleabihf", { os: ["linux"], cpu: ["arm"], libc: ["musl"] }],
  ["@biomejs/cli-darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
  ["@swc/core-win32-ia32-msvc", { os: ["win32"], cpu: ["ia32"] }],
])("reads the platform in %s", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test("does not guess a platform", () => {
  expect(() => platformOf("fsevents")).toThrow("fsevents does not tell its platform");
});
