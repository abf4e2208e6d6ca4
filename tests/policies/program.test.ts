import { join } from "node:path";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { deadlineAndHostKey, noSecretInClear } from "../../policies/commandRules.ts";
import { Graph, type GraphResource } from "../../policies/graph.ts";
import { actsWhereMeasured } from "../../policies/hostRules.ts";
import { goldenAnswers, preparedEstate } from "../support/goldenEstate.ts";

/** Mark of a secret among the inputs that mocks are given. */
const SECRET = "4dabf18193072939515e22adb298388d";

test("the program's own connections, seen in clear, have pinned keys; no key stands in an input that is not secret", async () => {
  const resources = await declaredInClear();
  const graph = new Graph(resources);
  expect(resources.filter(({ type }) => type.startsWith("command:remote:")).length).toBeGreaterThan(10);
  expect(deadlineAndHostKey(graph).filter(({ rule }) => rule === "pinned-host-key")).toEqual([]);
  expect(actsWhereMeasured(graph)).toEqual([]);
  expect(noSecretInClear(graph)).toEqual([]);
});

/** What the program gives each resource, secrets with their values and by name; without edges. */
async function declaredInClear(): Promise<GraphResource[]> {
  const declared: GraphResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const secretInputs = Object.keys(inputs).filter((input) => holdsSecret(inputs[input]));
        declared.push({
          name,
          type,
          dependsOn: [],
          inputs: reveal(inputs),
          secretInputs,
          timeoutSeconds: null,
        });
        return { id: `${name}-id`, state: { ...inputs, ...goldenAnswers(type, name) } };
      },
      call: () => ({}),
    },
    "ata2mdi",
    "dev",
    false,
  );
  const estate = preparedEstate(join(__dirname, "..", "..", "estates", "dev.yaml"));
  pulumi.runtime.setAllConfig({ "ata2mdi:estate": estate, "ata2mdi:graphClientSecret": "unused" });
  await pulumi.runtime.runInPulumiStack(async () => {
    await import("../../index.ts");
    return {};
  });
  await pulumi.runtime.disconnect();
  return declared;
}

function holdsSecret(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return SECRET in value || Object.values(value).some(holdsSecret);
}

function reveal<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && SECRET in inner && "value" in inner ? inner.value : inner,
  ) as T;
}
