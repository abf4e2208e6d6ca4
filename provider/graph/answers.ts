import { z } from "zod";
import type { GraphHealthIssue, GraphSensor, GraphSensorCandidate, GraphSensorMigration } from "./api.ts";

/**
 * What the service answers, read generously: further members are let pass, a member that is null or missing gets the
 * value "not known", unknown enum members stay as they are. Only what identifies a thing must be there.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const status = z
  .string()
  .nullish()
  .transform((value) => value ?? "unknown");
const texts = z
  .array(z.string().nullable())
  .nullish()
  .transform((value) => (value ?? []).filter((member) => member !== null));
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const settings = z
  .looseObject({
    description: z.string().nullish(),
    isDelayedDeploymentEnabled: z.boolean().nullish(),
    domainControllerDnsNames: texts,
  })
  .nullish()
  .transform((value) => ({
    description: value?.description ?? null,
    isDelayedDeploymentEnabled: value?.isDelayedDeploymentEnabled ?? null,
    domainControllerDnsNames: value?.domainControllerDnsNames ?? null,
  }));

export const graphSensor: z.ZodType<GraphSensor> = z
  .object({
    id: z.string().min(1),
    displayName: text,
    domainName: text,
    deploymentStatus: status,
    healthStatus: status,
    sensorType: status,
    // Not in the US government schema: absence is no status, so it stays absent.
    serviceStatus: optionalText,
    version: text,
    openHealthIssuesCount: z.coerce
      .number()
      .nullish()
      .transform((value) => value ?? undefined),
    createdDateTime: optionalText,
    settings,
  })
  .transform((sensor) => sensor);

export const graphSensorCandidate: z.ZodType<GraphSensorCandidate> = z.object({
  id: z.string().min(1),
  computerDnsName: text,
  domainName: text,
  senseClientVersion: text,
  lastSeenDateTime: text,
});

export const graphHealthIssue: z.ZodType<GraphHealthIssue> = z.object({
  id: z.string().min(1),
  displayName: text,
  healthIssueType: status,
  severity: status,
  status,
  domainNames: texts,
  sensorDNSNames: texts,
  createdDateTime: text,
  recommendations: texts,
});

export const graphSensorMigration: z.ZodType<GraphSensorMigration> = z.object({
  id: z.string().min(1),
  displayName: text,
  domainName: text,
  migrationState: status,
  version: text,
});

export const migrationAnswer = z
  .object({ successfulMigrationSensorIds: texts, failedMigrationSensorIds: texts })
  .transform((answer) => ({
    successful: answer.successfulMigrationSensorIds,
    failed: answer.failedMigrationSensorIds,
  }));

export const activationModeAnswer = z
  .object({ activationMode: z.string().min(1) })
  .transform((answer) => answer.activationMode);

export const automaticAuditingAnswer = z
  .object({ isAutomatic: z.boolean() })
  .transform((answer) => answer.isAutomatic);

export const huntingAnswer = z
  .object({ results: z.array(z.record(z.string(), z.unknown())) })
  .transform((answer) => answer.results);

export const deploymentPackageAnswer = z.object({
  downloadUrl: z.url({ protocol: /^https$/ }),
  version: z.string().min(1),
});

/** The key goes by two names in schema and documentation. */
export const accessKeyAnswer = z.union([
  z.string().min(1),
  z.object({ deploymentAccessKey: z.string().min(1) }).transform((answer) => answer.deploymentAccessKey),
  z
    .object({ sensorDeploymentAccessKey: z.string().min(1) })
    .transform((answer) => answer.sensorDeploymentAccessKey),
]);

/** One page of a collection. */
export const page = z.object({
  value: z.array(z.unknown()),
  "@odata.nextLink": z.string().nullish(),
});

const graphError = z.object({
  error: z.object({
    code: text,
    message: text,
    innerError: z.looseObject({ "request-id": optionalText }).nullish(),
  }),
});

/** Code, message and request id of an error's body; empty where it is not one. */
export function errorOf(body: unknown): { code: string; message: string; requestId: string | undefined } {
  const read = graphError.safeParse(body);
  if (!read.success) return { code: "", message: "", requestId: undefined };
  const { code, message, innerError } = read.data.error;
  return { code, message, requestId: innerError?.["request-id"] };
}

/** A single answer without the wrapper `{ value: … }` that some functions and singletons come in. */
export function unwrapped(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("value" in body)) return body;
  return body.value;
}
