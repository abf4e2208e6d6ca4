import type { Target } from "../../../estate/target.ts";
import type { OpenAlert } from "../../../plan/centerLock/measured.ts";
import type { WorkspaceRef } from "../../../plan/declared.ts";
import { type Problem, ProblemError } from "../../../plan/problem.ts";
import type { CenterGateway } from "../../../provider/center/client.ts";
import { type Console, type ProviderObject, providerOf } from "../../../provider/dispatch.ts";
import { graphAccess } from "../../../provider/graph/access.ts";
import type {
  GraphApi,
  GraphHealthIssue,
  GraphSensor,
  GraphSensorCandidate,
  GraphSensorMigration,
  HuntingRow,
} from "../../../provider/graph/api.ts";
import { GraphProblem } from "../../../provider/graph/problems.ts";
import { handlers } from "../../../provider/handlers/index.ts";
import type { Hosts } from "../../../provider/hosts.ts";
import type { Services } from "../../../provider/services.ts";
import { curedIn, SharedCauses } from "../../../provider/sharedCauses.ts";
import type { MeasuringStep } from "../../../remote/contract.ts";
import { wholeBackup } from "../../support/backups.ts";
import { absentComponent, readyFacts } from "../../support/facts.ts";

export const workspace: WorkspaceRef = {
  name: "contoso",
  tenantId: "11111111-2222-4333-8444-555555555555",
  clientId: "66666666-7777-4888-9999-000000000000",
  cloud: "global",
  sensorApi: "https://contososensorapi.atp.azure.com/tri/sensor/api/ping",
  lab: null,
};

export function targetOf(host: string): Target {
  return {
    host,
    kind: "ssh",
    address: "127.0.0.1",
    port: 22,
    user: "svc",
    hostKey: "ssh-ed25519 AAAA",
    authentication: { agent: true },
  };
}

export function sensorOf(name: string, overrides: Partial<GraphSensor> = {}): GraphSensor {
  return {
    id: `s-${name}`,
    displayName: name.toUpperCase(),
    domainName: "contoso.test",
    deploymentStatus: "upToDate",
    healthStatus: "healthy",
    sensorType: "domainControllerIntegrated",
    serviceStatus: "running",
    version: "2.254.19112.470",
    settings: { description: "", isDelayedDeploymentEnabled: false, domainControllerDnsNames: null },
    ...overrides,
  };
}

/** What one host answers to one step: facts, or a problem. */
export type HostReply = object | Problem;

/** A world outside that a test decides: hosts, service, Center, and what was asked of them. */
export interface World {
  provider: ProviderObject;
  services: Services;
  now: Date | undefined;
  sensors: GraphSensor[];
  candidates: GraphSensorCandidate[];
  healthIssues: GraphHealthIssue[];
  migrations: GraphSensorMigration[];
  huntingRows: HuntingRow[];
  accessKey: string;
  activationMode: string;
  automaticAuditing: boolean;
  /** Permissions the token states; undefined: it cannot be read. */
  permissions: string[] | undefined;
  /** Set: every question to the service fails with it. */
  graphProblem: GraphProblem | undefined;
  centerGateways: CenterGateway[] | Problem;
  /** What a host says when it is given the access key: until when it keeps it. */
  handOver: string | null | Problem;
  /** Keys that were handed over. */
  handed: { host: string; accessKey: string; goodForSeconds: number }[];
  openAlerts: OpenAlert[] | Problem;
  /** Answers by step and host; default: a ready host, a running sensor, no gateway. */
  hosts: Partial<Record<`${MeasuringStep} ${string}`, HostReply | (() => HostReply)>>;
  /** Calls to hosts (`Get-HostFacts dc01`), to the service (`listSensors`, `updateSensor s-1 {…}`). */
  asked: string[];
  lines: { urn: string; kind: "status" | "info" | "warn"; text: string }[];
}

export const running = {
  sensor: { value: "Running" },
  updater: { value: "Running" },
  version: { value: "2.254.19112.470" },
  errors: { value: [] },
};
export const noGateway = {
  gateway: absentComponent(),
  center: absentComponent(),
  keptPackage: { value: null },
};

export function graphDown(passing = true): GraphProblem {
  return new GraphProblem(
    {
      id: "GRAPH-UNAVAILABLE",
      cause: "Microsoft Graph has a failure of its own",
      measured: "HTTP 503",
      cure: "Wait.",
      command: "pulumi up",
    },
    { passing },
  );
}

/** The whole provider over a world of make-believe, driven as the engine drives it. */
export function makeWorld(options: { cured?: Record<string, string> } = {}): World {
  const cancellation = new AbortController();
  const world = {
    now: undefined,
    sensors: [],
    candidates: [],
    healthIssues: [],
    migrations: [],
    huntingRows: [],
    accessKey: "access-key",
    activationMode: "manual",
    automaticAuditing: false,
    permissions: undefined,
    graphProblem: undefined,
    centerGateways: [],
    handOver: "2026-12-01T21:00:00Z",
    handed: [],
    openAlerts: [],
    hosts: {},
    asked: [],
    lines: [],
  } as unknown as World;
  const access = graphAccess(fakeApi(world), cancellation.signal);
  const hosts: Hosts = {
    measure: async (target, step, _input, options) => {
      world.asked.push(`${step} ${target.host}`);
      options.signal.throwIfAborted();
      const planned = world.hosts[`${step} ${target.host}`];
      const reply = typeof planned === "function" ? planned() : (planned ?? defaultReply(step, target.host));
      if (isProblem(reply)) throw new ProblemError(reply);
      const at = (world.now ?? new Date()).toISOString();
      return {
        contract: 1,
        step,
        work: "w",
        startedAt: at,
        finishedAt: at,
        outcome: "done",
        reason: null,
        exitCode: null,
        rebooted: false,
        facts: reply as Record<string, unknown>,
        log: [],
      };
    },
    handOverAccessKey: async (target, input, options) => {
      world.asked.push(`handOverAccessKey ${target.host}`);
      options.signal.throwIfAborted();
      if (isProblem(world.handOver)) throw new ProblemError(world.handOver);
      world.handed.push({ host: target.host, ...input });
      return world.handOver;
    },
  };
  world.services = {
    now: () => world.now ?? new Date(),
    sharedCauses: new SharedCauses(hosts, curedIn(JSON.stringify(options.cured ?? {}))),
    graph: () => access,
    hosts,
    centerConsole: {
      gateways: async () => {
        world.asked.push("center gateways");
        if (isProblem(world.centerGateways)) throw new ProblemError(world.centerGateways);
        return world.centerGateways;
      },
      openAlerts: async () => {
        world.asked.push("center alerts");
        if (isProblem(world.openAlerts)) throw new ProblemError(world.openAlerts);
        return world.openAlerts;
      },
    },
    sha256Of: async (_workspace, address) => {
      world.asked.push(`sha256Of ${address}`);
      return "ab".repeat(32);
    },
  };
  const line =
    (kind: "status" | "info" | "warn") =>
    (urn: string, text: string): void => {
      world.lines.push({ urn, kind, text });
    };
  const console: Console = { status: line("status"), info: line("info"), warn: line("warn") };
  world.provider = providerOf(handlers, world.services, console, cancellation);
  return world;
}

function defaultReply(step: MeasuringStep, host: string): object {
  if (step === "Get-HostFacts") return readyFacts({ computerName: { value: host.toUpperCase() } });
  if (step === "Get-FailedWork") return { works: { value: [] } };
  if (step === "Get-AtaCenterBackup") return { backup: { value: wholeBackup() } };
  return step === "Get-SensorStatus" ? running : noGateway;
}

function isProblem(reply: unknown): reply is Problem {
  return typeof reply === "object" && reply !== null && "cause" in reply;
}

function fakeApi(world: World): GraphApi {
  const ask =
    <T>(what: string, value: () => T) =>
    async (): Promise<T> => {
      world.asked.push(what);
      if (world.graphProblem) throw world.graphProblem;
      return structuredClone(value());
    };
  return {
    permissions: async () => world.permissions,
    deleteSensor: async (id) => {
      world.asked.push(`deleteSensor ${id}`);
      world.sensors = world.sensors.filter((sensor) => sensor.id !== id);
    },
    regenerateDeploymentAccessKey: async () => {
      world.asked.push("regenerateDeploymentAccessKey");
      world.accessKey = `${world.accessKey}-new`;
    },
    activationMode: ask("activationMode", () => world.activationMode),
    setActivationMode: async (mode) => {
      world.asked.push(`setActivationMode ${mode}`);
      world.activationMode = mode;
    },
    automaticAuditing: ask("automaticAuditing", () => world.automaticAuditing),
    setAutomaticAuditing: async (on) => {
      world.asked.push(`setAutomaticAuditing ${on}`);
      world.automaticAuditing = on === "on";
    },
    updateHealthIssue: async (id, status) => {
      world.asked.push(`updateHealthIssue ${id} ${status}`);
      if (world.graphProblem) throw world.graphProblem;
      const issue = world.healthIssues.find((candidate) => candidate.id === id);
      if (issue) issue.status = status;
    },
    listSensorMigrations: ask("listSensorMigrations", () => world.migrations),
    migrateSensors: async (ids) => {
      world.asked.push(`migrateSensors ${ids.join(",")}`);
      return { successful: ids, failed: [] };
    },
    huntingQuery: ask("huntingQuery", () => world.huntingRows),
    listSensors: ask("listSensors", () => world.sensors),
    listSensorCandidates: ask("listSensorCandidates", () => world.candidates),
    listHealthIssues: (_signal, status) =>
      ask("listHealthIssues", () =>
        world.healthIssues.filter((issue) => status === undefined || issue.status === status),
      )(),
    deploymentPackage: ask("deploymentPackage", () => ({
      downloadUrl: "https://packages.test/sensor.zip?sig=package-token",
      version: "2.254",
    })),
    deploymentAccessKey: ask("deploymentAccessKey", () => world.accessKey),
    updateSensor: async (id, settings) => {
      world.asked.push(`updateSensor ${id} ${JSON.stringify(settings)}`);
      const sensor = world.sensors.find((candidate) => candidate.id === id);
      if (sensor) Object.assign(sensor.settings, settings);
    },
    activateSensorCandidates: async (ids) => {
      world.asked.push(`activate ${ids.join(",")}`);
    },
  };
}

export function urnOf(token: string, name: string): string {
  return `urn:pulumi:dev::ata2mdi::ata2mdi:index:Migration$ata2mdi:index:${token}::${name}`;
}

/** The problem a call ends with; its text when it is a plain error. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<{ message: string; id?: string; properties?: Record<string, unknown>; reasons?: string[] }> {
  try {
    await work;
  } catch (error) {
    return error as { message: string };
  }
  throw new Error("it did not fail");
}
