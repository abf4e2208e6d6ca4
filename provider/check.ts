import type { z } from "zod";
import type { AnyHandler, CheckFailure } from "./handler.ts";
import { holdsUnknown, type Properties, UNKNOWN } from "./wire.ts";

/** What is wrong with a resource's inputs, by property. What a preview does not know yet is left for later. */
export function checkInputs(handler: AnyHandler, inputs: Properties): CheckFailure[] {
  const parsed = handler.inputs.safeParse(inputs);
  const failures = parsed.success
    ? []
    : parsed.error.issues
        .filter((issue) => !isAboutUnknown(inputs, issue))
        .map((issue) => ({
          property: propertyPath(issue.path) || "(resource)",
          reason: issue.message,
        }));
  if (failures.length > 0 || !handler.failures) return failures;
  return handler
    .failures(inputs)
    .filter((failure) => !holdsUnknown(inputs[failure.property.split(".")[0] ?? ""]));
}

/** True when the value the issue points at, one above it, or a part of it is not known yet. */
function isAboutUnknown(inputs: Properties, issue: z.core.$ZodIssue): boolean {
  let value: unknown = inputs;
  for (const step of issue.path) {
    if (value === UNKNOWN) return true;
    value = typeof value === "object" && value !== null ? (value as Properties)[String(step)] : undefined;
  }
  return issue.path.length > 0 && holdsUnknown(value);
}

/** `domainControllers[2].name` */
function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`,
    )
    .join("");
}
