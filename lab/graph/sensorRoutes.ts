import { issueRow } from "./issues.ts";
import { migrationState } from "./migration.ts";
import { answerCollection, answerOne } from "./odata/collection.ts";
import { badRequest, notFound, type Reply } from "./reply.ts";
import {
  type Call,
  functionPath,
  isObject,
  type Route,
  readsSensors,
  single,
  writesSensors,
} from "./routes.ts";
import { ownDnsName } from "./sensorRow.ts";
import type { DefenderService, SensorListing } from "./service.ts";
import type { SensorRecord } from "./state.ts";

const FILTERABLE = [
  "id",
  "displayName",
  "domainName",
  "deploymentStatus",
  "healthStatus",
  "serviceStatus",
  "sensorType",
  "version",
];

export const sensorRoutes: readonly Route[] = [
  {
    name: "list sensors",
    method: "GET",
    path: /^\/sensors$/i,
    permissions: readsSensors,
    usGov: true,
    lists: true,
    answer: ({ service, version, query, address, context }) =>
      answerCollection(
        service.sensors().map((listed) => shown(listed, service, version)),
        query,
        {
          options: ["$count", "$filter", "$skip", "$top"],
          filterable: FILTERABLE,
          pageSize: service.scenario.graph.pageSize,
          address,
          context,
          strict: service.scenario.graph.strict,
        },
      ),
  },
  {
    name: "get deployment package",
    method: "GET",
    path: functionPath("/sensors", "getDeploymentPackageUri"),
    permissions: readsSensors,
    usGov: true,
    answer: (call) =>
      single(call, {
        downloadUrl: call.service.packageAddress(),
        version: call.service.scenario.graph.sensorVersion,
      }),
  },
  {
    name: "get deployment access key",
    method: "GET",
    path: functionPath("/sensors", "getDeploymentAccessKey"),
    permissions: writesSensors,
    usGov: true,
    answer: (call) =>
      single(call, { [call.service.scenario.graph.accessKeyProperty]: call.service.state.accessKey }),
  },
  {
    name: "regenerate deployment access key",
    method: "POST",
    path: functionPath("/sensors", "regenerateDeploymentAccessKey"),
    permissions: writesSensors,
    usGov: true,
    answer(call) {
      call.service.regenerateAccessKey();
      return single(call, { [call.service.scenario.graph.accessKeyProperty]: call.service.state.accessKey });
    },
  },
  {
    name: "get sensor",
    method: "GET",
    path: /^\/sensors\/([^/]+)$/i,
    permissions: readsSensors,
    usGov: true,
    options: ["$select", "$expand"],
    answer(call) {
      const found = find(call);
      if (!found) return missing(call);
      const expanded = call.query.get("$expand");
      if (expanded !== null && expanded !== "healthIssues") {
        return badRequest(`Could not find a property named '${expanded}' to expand.`);
      }
      const { id } = found.record;
      const healthIssues = () => call.service.issues().filter(({ sensors }) => sensors.includes(id));
      const row = shown(found, call.service, call.version);
      return answerOne(
        expanded ? { ...row, healthIssues: healthIssues().map(issueRow) } : row,
        call.query,
        call.context,
      );
    },
  },
  {
    name: "update sensor",
    method: "PATCH",
    path: /^\/sensors\/([^/]+)$/i,
    permissions: writesSensors,
    usGov: true,
    takes: ["settings"],
    answer(call) {
      const found = find(call);
      if (!found) return missing(call);
      const refused = change(found.record, call);
      if (refused) return refused;
      call.service.changed();
      return { status: 200, body: shownTo(call) };
    },
  },
  {
    name: "delete sensor",
    method: "DELETE",
    path: /^\/sensors\/([^/]+)$/i,
    permissions: writesSensors,
    usGov: true,
    answer(call) {
      const found = find(call);
      if (!found) return missing(call);
      call.service.state.sensors = call.service.state.sensors.filter(({ id }) => id !== found.record.id);
      call.service.changed();
      return { status: 204 };
    },
  },
];

function find(call: Call) {
  return call.service.sensors().find(({ record }) => record.id === call.parts[0]);
}

function shownTo(call: Call): Record<string, unknown> {
  const found = find(call);
  return { "@odata.context": call.context, ...(found && shown(found, call.service, call.version)) };
}

/** A sensor as this version of the API shows it: beta tells its migration too. */
function shown(
  { record, row }: SensorListing,
  service: DefenderService,
  version: Call["version"],
): Record<string, unknown> {
  return version === "beta" ? { ...row, migrationState: migrationState(service, record) } : row;
}

function missing(call: Call): Reply {
  return notFound(call.parts[0] ?? "");
}

/** Writes the settings a sensor of its generation has; answers a refusal for anything else. */
function change(sensor: SensorRecord, { body, service }: Call): Reply | undefined {
  if (!isObject(body) || !isObject(body.settings)) return badRequest("Only 'settings' can be updated.");
  const other = Object.keys(body).find((key) => key !== "settings" && !key.startsWith("@odata."));
  if (other) return badRequest(`The property '${other}' is read-only.`);
  const allowed = ["description", "isDelayedDeploymentEnabled", "domainControllerDnsNames"];
  // In the schema, and nowhere documented as something that can be set.
  if (!service.scenario.graph.strict) allowed.push("networkAdapters");
  const settings = body.settings;
  const unknown = Object.keys(settings).find((key) => !allowed.includes(key) && !key.startsWith("@odata."));
  if (unknown)
    return badRequest(
      `The property '${unknown}' does not exist on type 'microsoft.graph.security.sensorSettings'.`,
    );
  const { description, isDelayedDeploymentEnabled: delayed, domainControllerDnsNames: names } = settings;
  if (description !== undefined && description !== null && typeof description !== "string") {
    return badRequest("'description' is a string.");
  }
  if (delayed !== undefined && typeof delayed !== "boolean") {
    return badRequest("'isDelayedDeploymentEnabled' is a boolean.");
  }
  if (sensor.generation === "v3" && delayed !== undefined && delayed !== sensor.delayedUpdate) {
    return badRequest("'isDelayedDeploymentEnabled' can be set for versions below 3 only.");
  }
  if (names !== undefined) {
    const own = ownDnsName(sensor);
    const same = Array.isArray(names) && names.length === 1 && String(names[0]).toLowerCase() === own;
    if (!same) return badRequest("'domainControllerDnsNames' cannot be set on a domain controller's sensor.");
  }
  if (description !== undefined) sensor.description = description as string | null;
  if (delayed !== undefined) sensor.delayedUpdate = delayed;
  return undefined;
}
