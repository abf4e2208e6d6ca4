import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  atLeast,
  COMMAND_PROVIDER_VERSION,
  ENGINE_VERSION,
  isFitNode,
  isFitPulumi,
  LANGUAGE_HOST_VERSION,
  parseVersion,
} from "../../../tools/setup/versions.mjs";

test.each([
  ["v24.21.0", [24, 21, 0]],
  ["go version go1.26.8 linux/amd64", [1, 26, 8]],
  ["go version go1.26 linux/amd64", [1, 26, 0]],
  ["v3.259.0-dev.0", [3, 259, 0]],
])("reads the version in %j", (text, expected) => {
  expect(parseVersion(text)).toEqual(expected);
});

test("reads none where there is none", () => {
  expect(parseVersion("command not found")).toBeUndefined();
});

test.each([
  ["20.20.2", false],
  ["22.17.1", false],
  ["22.18.0", true],
  ["23.5.0", false],
  ["23.6.0", true],
  ["24.0.0", true],
  ["26.10.0", true],
  ["", false],
])("Node %j runs TypeScript: %s", (version, fit) => {
  expect(isFitNode(version)).toBe(fit);
});

test("an engine is fit by number, not by letter", () => {
  expect(isFitPulumi("3.259.0")).toBe(true);
  expect(isFitPulumi("3.99.0")).toBe(false);
  expect(isFitPulumi("")).toBe(false);
});

test("of two different versions exactly one is at least the other", () => {
  const part = fc.nat({ max: 40 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (one, other) => {
      const [a, b] = [one.join("."), other.join(".")];
      if (a === b) return atLeast(a, b) && atLeast(b, a);
      return atLeast(a, b) !== atLeast(b, a);
    }),
  );
});

test("the versions that set-up announces are those it installs", () => {
  const read = (path: string) => readFileSync(path, "utf8");
  expect(read("tools/engine/cli/go.mod")).toContain(`github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}`);
  expect(read("tools/engine/language-host/go.mod")).toContain(
    `github.com/pulumi/pulumi/sdk/v3 v${LANGUAGE_HOST_VERSION}`,
  );
  const { dependencies } = JSON.parse(read("package.json"));
  expect(dependencies["@pulumi/command"]).toBe(COMMAND_PROVIDER_VERSION);
  expect(dependencies["@pulumi/pulumi"]).toBe(ENGINE_VERSION);
  const { optionalDependencies } = JSON.parse(read("tools/node/package.json"));
  expect(Object.values<string>(optionalDependencies).every(isFitNode)).toBe(true);
});
