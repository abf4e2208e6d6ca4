import { expect, test } from "@jest/globals";

/**
 * Tests run as CommonJS, the program as ES modules. Packages that come as ES modules only have to get through the
 * transform, statically and by `await import`, as the program uses them.
 */
test.each([
  ["commander", "Command", async () => await import("commander")],
  ["yaml", "parseDocument", async () => await import("yaml")],
  ["zod", "z", async () => await import("zod")],
  ["ssh2", "Client", async () => await import("ssh2")],
  ["eta", "Eta", async () => await import("eta")],
  ["luxon", "DateTime", async () => await import("luxon")],
  ["fast-check", "assert", async () => await import("fast-check")],
  ["@pulumi/pulumi", "CustomResource", async () => await import("@pulumi/pulumi")],
  ["@pulumi/pulumi/provider", "main", async () => await import("@pulumi/pulumi/provider/index.js")],
  ["@pulumi/command", "remote", async () => await import("@pulumi/command")],
  ["@azure/identity", "ClientSecretCredential", async () => await import("@azure/identity")],
  [
    "@microsoft/microsoft-graph-client",
    "Client",
    async () => await import("@microsoft/microsoft-graph-client"),
  ],
  ["selfsigned", "generate", async () => await import("selfsigned")],
  ["web-tree-sitter", "Parser", async () => await import("web-tree-sitter")],
])("%s loads and has %s", async (_name, exported, load) => {
  const loaded = (await load()) as Record<string, unknown>;
  expect(loaded[exported]).toBeDefined();
});
