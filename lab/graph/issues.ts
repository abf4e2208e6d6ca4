import { stableId } from "./ids.ts";
import { graphTime } from "./reply.ts";
import { sensorStatus } from "./sensorView.ts";
import type { ServiceParts } from "./serviceParts.ts";

/** A health issue as the service knows it; `sensors` are the ids it is about. */
export interface IssueView {
  id: string;
  displayName: string;
  description: string;
  severity: "low" | "medium" | "high";
  status: "open" | "closed" | "suppressed";
  healthIssueType: "sensor" | "global";
  issueTypeId: string;
  createdDateTime: string;
  lastModifiedDateTime: string;
  sensors: string[];
  domainNames: string[];
  sensorDNSNames: string[];
}

/** Issues raised by a person or the scenario, and those that follow from what the sensors and hosts are. */
export function openIssues(service: ServiceParts): IssueView[] {
  const raised = service.state.healthIssues.map(({ hosts, ...issue }) => {
    const sensors = service.state.sensors.filter(({ host }) => host !== null && hosts.includes(host));
    return view(service, hosts, { ...issue, sensors: sensors.map(({ id }) => id) });
  });
  return [...raised, ...derived(service)];
}

function derived(service: ServiceParts): IssueView[] {
  const found: IssueView[] = [];
  for (const sensor of service.state.sensors) {
    const host = sensor.host === null ? undefined : service.hosts.get(sensor.host);
    if (!host) continue;
    const status = sensorStatus(sensor, host, service.clock, service.scenario.durations);
    if (!status) continue;
    const raise = (displayName: string, severity: IssueView["severity"], issueTypeId: string) => {
      const id = stableId(sensor.id, "issue", issueTypeId);
      found.push(
        view(service, [host.name], {
          id,
          displayName,
          severity,
          issueTypeId,
          healthIssueType: "sensor",
          status: service.state.issueStatus[id] ?? "open",
          createdDateTime: sensor.since,
          lastModifiedDateTime: sensor.since,
          sensors: [sensor.id],
        }),
      );
    };
    if (status.deploymentStatus === "disconnected") raise("Sensor stopped communicating", "medium", "1003");
    if (status.deploymentStatus === "startFailure") raise("Sensor service failed to start", "high", "1002");
    if (status.deploymentStatus === "outdated") raise("Sensor outdated", "medium", "1004");
    if (host.has("audit-policy-off")) {
      raise("Directory Services Advanced Auditing is not enabled as required", "medium", "1030");
    }
    if (host.has("npcap-wrong-options") || host.has("winpcap-present")) {
      raise("Sensor has issues with packet capturing component", "high", "1021");
    }
    if (host.has("large-send-offload")) raise("Some network traffic is not being analyzed", "medium", "1012");
    if (host.has("power-saving"))
      raise("Power mode is not configured for optimal processor performance", "low", "1025");
    if (host.has("gmsa-denied")) raise("Directory Services user credentials are incorrect", "medium", "1007");
    if (host.has("sensor-health-issue"))
      raise("No traffic received from domain controller", "medium", "1010");
  }
  return found;
}

function view(
  service: ServiceParts,
  hosts: readonly string[],
  issue: Omit<IssueView, "description" | "domainNames" | "sensorDNSNames">,
): IssueView {
  const known = hosts.flatMap((name) => service.hosts.get(name) ?? []);
  return {
    ...issue,
    description: `${issue.displayName} (as the lab plays it).`,
    domainNames: [...new Set(known.map((host) => host.state.domain))],
    sensorDNSNames: known.map((host) => host.dnsName),
  };
}

/** An issue as Graph shows it. */
export function issueRow(issue: IssueView): Record<string, unknown> {
  const { sensors: _, ...shown } = issue;
  return {
    ...shown,
    createdDateTime: graphTime(issue.createdDateTime),
    lastModifiedDateTime: graphTime(issue.lastModifiedDateTime),
    recommendations: ["Look at the sensor's host."],
    recommendedActionCommands: [],
    additionalInformation: [],
  };
}
