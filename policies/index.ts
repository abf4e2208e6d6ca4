import { PolicyPack, type PolicyResource } from "@pulumi/policy";
import { Graph, type GraphResource, unknown } from "./graph.ts";
import { rules } from "./rules.ts";

/** The rules as a policy pack: `pulumi preview --policy-pack policies`. Each is mandatory. */
new PolicyPack("ata2mdi", {
  policies: rules.map(({ name, description, judge }) => ({
    name,
    description,
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => {
      const byName = new Map(resources.map((one) => [one.name, one.urn]));
      for (const { resource, message } of judge(new Graph(resources.map(seenBy)))) {
        report(`${resource}: ${message}`, byName.get(resource));
      }
    },
  })),
});

function seenBy(resource: PolicyResource): GraphResource {
  const { createSeconds } = resource.opts.customTimeouts;
  const before = [resource.dependencies, ...Object.values(resource.propertyDependencies)].flat();
  return {
    name: resource.name,
    type: resource.type,
    dependsOn: [...new Set(before.map((one) => one.name))],
    inputs: readable(resource.props),
    // The engine gives a policy the values without their marks.
    secretInputs: null,
    timeoutSeconds: createSeconds > 0 ? createSeconds : null,
  };
}

/** Plain data of what may throw on reading: a value known only during the update becomes a word. */
function readable(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(properties).map((key) => [key, plain(() => properties[key])]));
}

function plain(read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch {
    return unknown;
  }
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, at) => plain(() => value[at]));
  if (value === null || typeof value !== "object") return value;
  return readable(value as Record<string, unknown>);
}
