import { expect, test } from "@jest/globals";
import type { GraphResource } from "../../policies/graph.ts";
import { judgeGraph } from "../../policies/rules.ts";
import { change, revealed, reviewed } from "./support.ts";

const resources = revealed(reviewed("dev"));
const remote = resources.filter(({ type }) => type.startsWith("command:remote:"));

test.each(remote.map(({ name }) => name))("%s without a deadline is caught", (name) => {
  expect(judgeGraph(change(resources, name, () => ({ timeoutSeconds: null })))).toEqual([
    expect.objectContaining({ rule: "deadline", resource: name }),
  ]);
});

test.each(remote.map(({ name }) => name))("%s without a pinned host key is caught", (name) => {
  const unpinned = change(resources, name, ({ inputs }) => ({
    inputs: { ...inputs, connection: { ...(inputs.connection as object), hostKey: undefined } },
  }));
  expect(judgeGraph(unpinned)).toEqual([
    expect.objectContaining({ rule: "pinned-host-key", resource: name }),
  ]);
});

test("a connection that cannot be seen counts as one without a pinned key", () => {
  expect(
    judgeGraph(reviewed("dev"))
      .map(({ rule, resource }) => `${rule} ${resource}`)
      .sort(),
  ).toEqual(remote.map(({ name }) => `pinned-host-key ${name}`).sort());
});

const leaks: [string, string, (one: GraphResource) => Partial<GraphResource>][] = [
  [
    "an access key in a command's input",
    "dc04-install-sensor",
    ({ inputs }) => ({ inputs: { ...inputs, stdin: '{"input":{"accessKey":"k"}}' } }),
  ],
  ["a package address in clear", "dc03-package", () => ({ secretInputs: ["connection"] })],
  ["a private key in clear", "dc01-remove-gateway", () => ({ secretInputs: [] })],
  [
    "logged output",
    "dc01-remove-gateway",
    ({ inputs }) => ({ inputs: { ...inputs, logging: "stdoutAndStderr" } }),
  ],
  [
    "output in the environment",
    "dc01-remove-gateway",
    ({ inputs }) => ({ inputs: { ...inputs, addPreviousOutputInEnv: undefined } }),
  ],
  [
    "an environment",
    "dc01-remove-gateway",
    ({ inputs }) => ({ inputs: { ...inputs, environment: { KEY: "x" } } }),
  ],
  [
    "a private key in a command line",
    "dc01-remove-gateway",
    ({ inputs }) => ({ inputs: { ...inputs, update: undefined, stdin: "-----BEGIN RSA PRIVATE KEY-----" } }),
  ],
  [
    "a private key among our own inputs",
    "dc01-ready",
    ({ inputs }) => ({ inputs: { ...inputs, target: { key: ["-----BEGIN PRIVATE KEY-----"] } } }),
  ],
];

test.each([
  ["a backup's password", "atacenter-backup-1", "[secret]"],
  ["an archive's signature", "atacenter-archive-1", '{"input":{"container":"https://a.test/e?sv=1&sig=x"}}'],
])("%s in clear is caught", (_, name, stdin) => {
  const clear = change(revealed(reviewed("end")), name, ({ inputs }) => ({
    secretInputs: ["connection"],
    inputs: { ...inputs, stdin },
  }));
  expect(judgeGraph(clear)).toEqual([
    expect.objectContaining({ rule: "no-secret-in-clear", resource: name }),
  ]);
});

test.each(leaks)("%s is caught", (_, name, edit) => {
  expect(judgeGraph(change(resources, name, edit))).toContainEqual(
    expect.objectContaining({ rule: "no-secret-in-clear", resource: name }),
  );
});

test.each(["delete", "update", "triggers"])("a removal with `%s` is caught", (input) => {
  const changed = change(resources, "dc01-remove-gateway", ({ inputs }) => ({
    inputs: { ...inputs, [input]: "x" },
  }));
  expect(judgeGraph(changed)).toEqual([
    expect.objectContaining({ rule: "never-undone", resource: "dc01-remove-gateway" }),
  ]);
});
