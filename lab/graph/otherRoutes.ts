import { now } from "../clock.ts";
import type { Host } from "../hosts/host.ts";
import { type IssueView, issueRow } from "./issues.ts";
import { answerCollection, answerOne } from "./odata/collection.ts";
import { badRequest, graphError, notFound, type Reply } from "./reply.ts";
import {
  type Call,
  functionPath,
  isObject,
  type Route,
  readsSensors,
  single,
  writesSensors,
} from "./routes.ts";

const HEALTH = ["SecurityIdentitiesHealth.Read.All", "SecurityIdentitiesHealth.ReadWrite.All"];
const HEALTH_WRITE = ["SecurityIdentitiesHealth.ReadWrite.All"];
const AUDITING = ["SecurityIdentitiesAutoConfig.Read.All", "SecurityIdentitiesAutoConfig.ReadWrite.All"];
const AUDITING_WRITE = ["SecurityIdentitiesAutoConfig.ReadWrite.All"];
/** What beta says a candidate could become. */
const CANDIDATE_TYPES = ["domainControllerIntegrated"];
const STATUSES = ["open", "closed", "suppressed"] as const;

const healthRoutes: readonly Route[] = [
  {
    name: "list health issues",
    method: "GET",
    path: /^\/healthIssues$/i,
    permissions: HEALTH,
    usGov: true,
    lists: true,
    answer: (call) => listIssues(call, call.service.issues()),
  },
  {
    name: "list a sensor's health issues",
    method: "GET",
    path: /^\/sensors\/([^/]+)\/healthIssues$/i,
    permissions: HEALTH,
    usGov: true,
    lists: true,
    answer(call) {
      const [sensor] = call.parts;
      if (!call.service.sensors().some(({ record }) => record.id === sensor)) return notFound(sensor ?? "");
      return listIssues(
        call,
        call.service.issues().filter(({ sensors }) => sensors.includes(sensor ?? "")),
      );
    },
  },
  {
    name: "get health issue",
    method: "GET",
    path: /^\/healthIssues\/([^/]+)$/i,
    permissions: HEALTH,
    usGov: true,
    options: ["$select"],
    answer: (call) => issueReply(call),
  },
  {
    name: "update health issue",
    method: "PATCH",
    path: /^\/healthIssues\/([^/]+)$/i,
    permissions: HEALTH_WRITE,
    usGov: true,
    takes: ["status"],
    answer(call) {
      const id = call.parts[0] ?? "";
      const wanted = isObject(call.body) ? call.body.status : undefined;
      const status = STATUSES.find((one) => one === wanted);
      const other = isObject(call.body)
        ? Object.keys(call.body).find((key) => key !== "status" && !key.startsWith("@odata."))
        : undefined;
      if (!status || other) return badRequest("Only 'status' can be updated: open, closed or suppressed.");
      const raised = call.service.state.healthIssues.find((issue) => issue.id === id);
      if (raised) Object.assign(raised, { status, lastModifiedDateTime: now() });
      else if (call.service.issues().some((issue) => issue.id === id))
        call.service.state.issueStatus[id] = status;
      call.service.changed();
      return issueReply(call);
    },
  },
];

function listIssues({ service, query, address, context }: Call, issues: readonly IssueView[]): Reply {
  const { pageSize, strict } = service.scenario.graph;
  return answerCollection(issues.map(issueRow), query, {
    options: ["$count", "$filter", "$skip", "$top", "$select"],
    filterable: [
      "id",
      "displayName",
      "status",
      "severity",
      "healthIssueType",
      "issueTypeId",
      "domainNames",
      "sensorDNSNames",
    ],
    pageSize,
    address,
    context,
    strict,
  });
}

function issueReply(call: Call): Reply {
  const issue = call.service.issues().find(({ id }) => id === call.parts[0]);
  return issue ? answerOne(issueRow(issue), call.query, call.context) : notFound(call.parts[0] ?? "");
}

const candidateRoutes: readonly Route[] = [
  {
    name: "list sensor candidates",
    method: "GET",
    path: /^\/sensorCandidates$/i,
    permissions: readsSensors,
    lists: true,
    answer: ({ service, version, query, address, context }) =>
      answerCollection(
        service
          .candidates()
          .map(({ row }) => (version === "beta" ? { ...row, sensorTypes: CANDIDATE_TYPES } : row)),
        query,
        {
          options: ["$count", "$filter"],
          filterable: ["senseClientVersion"],
          pageSize: service.scenario.graph.pageSize,
          address,
          context,
          strict: service.scenario.graph.strict,
        },
      ),
  },
  {
    name: "activate sensor candidates",
    method: "POST",
    path: functionPath("/sensorCandidates", "activate"),
    permissions: writesSensors,
    takes: ["serverIds"],
    answer(call) {
      const ids = isObject(call.body) ? call.body.serverIds : undefined;
      if (!Array.isArray(ids) || ids.length === 0) return badRequest("'serverIds' is a list of strings.");
      const candidates = call.service.candidates();
      const hosts: Host[] = [];
      for (const id of ids) {
        const candidate = candidates.find((one) => one.id === id);
        if (candidate) hosts.push(candidate.host);
        else if (!call.service.activated(String(id))) return notFound(String(id));
      }
      call.service.activate(hosts);
      return { status: 200 };
    },
  },
];

const singletonRoutes: readonly Route[] = [
  {
    name: "get activation configuration",
    method: "GET",
    path: /^\/sensorCandidateActivationConfiguration$/i,
    permissions: readsSensors,
    answer: (call) => single(call, { activationMode: call.service.state.activationMode }),
  },
  ...writes(
    "activation configuration",
    // The plural stands on the documentation's page alone, and there with POST.
    {
      PATCH: /^\/sensorCandidateActivationConfiguration$/i,
      POST: /^\/sensorCandidateActivationConfigurations?$/i,
    },
    writesSensors,
    "activationMode",
    (call, body) => {
      const mode = body.activationMode;
      if (mode !== "manual" && mode !== "automated")
        return badRequest("'activationMode' is manual or automated.");
      call.service.state.activationMode = mode;
      return { status: 200 };
    },
  ),
  {
    name: "get auto-auditing configuration",
    method: "GET",
    path: /^\/settings\/autoAuditingConfiguration$/i,
    permissions: AUDITING,
    answer: (call) => single(call, { isAutomatic: call.service.state.automaticAuditing }),
  },
  ...writes(
    "auto-auditing configuration",
    { PATCH: /^\/settings\/autoAuditingConfiguration$/i, POST: /^\/settings\/autoAuditingConfiguration$/i },
    AUDITING_WRITE,
    "isAutomatic",
    (call, body) => {
      const automatic = body.isAutomatic;
      if (typeof automatic !== "boolean") return badRequest("'isAutomatic' is a boolean.");
      call.service.state.automaticAuditing = automatic;
      return { status: 200 };
    },
  ),
];

/** The sources disagree on the method of these two: the scenario says which one the service takes, the other is 405. */
function writes(
  what: string,
  paths: Record<"PATCH" | "POST", RegExp>,
  permissions: readonly string[],
  member: string,
  write: (call: Call, body: Record<string, unknown>) => Reply,
): Route[] {
  return (["PATCH", "POST"] as const).map((method) => ({
    name: `update ${what}`,
    method,
    path: paths[method],
    permissions,
    takes: [member],
    answer(call) {
      if (call.service.scenario.graph.settingsWrite !== method) {
        return graphError(
          405,
          "Request_BadRequest",
          `Specified HTTP method is not allowed for the request target.`,
        );
      }
      if (!isObject(call.body)) return badRequest("A JSON object is expected.");
      const reply = write(call, call.body);
      call.service.changed();
      return reply;
    },
  }));
}

export const otherRoutes: readonly Route[] = [...healthRoutes, ...candidateRoutes, ...singletonRoutes];
