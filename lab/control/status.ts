import type { Host } from "../hosts/host.ts";
import { type ComponentParts, findSoftware } from "../hosts/software.ts";
import type { Counters, WorkRecord } from "../hosts/state.ts";
import type { Lab } from "../lab.ts";

/** A host as the lab's control shows it. */
export interface HostStatus {
  name: string;
  kind: string;
  address: string;
  os: string;
  away: boolean;
  faults: string[];
  gateway: ComponentParts;
  sensor: ComponentParts;
  center: ComponentParts;
  services: Record<string, string>;
  counters: Counters;
  /** The journal: one entry a work id. */
  works: Array<Pick<WorkRecord, "work" | "step" | "attempt" | "startedAt"> & { outcome: string }>;
  /** Paths of all files the host has. */
  files: string[];
}

export interface LabStatus {
  scenario: string;
  timeFactor: number;
  folder: string;
  graph: {
    address: string;
    faults: string[];
    counters: { requests: number; byOperation: Record<string, number> };
    sensors: Array<Record<string, unknown>>;
  };
  hosts: Array<
    Omit<HostStatus, "files" | "works" | "gateway" | "sensor" | "center"> & {
      gateway: boolean;
      sensor: boolean;
    }
  >;
}

export function hostStatus(lab: Lab, host: Host): HostStatus {
  return {
    ...brief(lab, host),
    gateway: findSoftware(host, "gateway"),
    sensor: findSoftware(host, "sensor"),
    center: findSoftware(host, "center"),
    works: Object.values(host.state.works).map(({ work, step, attempt, startedAt, answer }) => ({
      work,
      step,
      attempt,
      startedAt,
      outcome: answer?.outcome ?? "running",
    })),
    files: Object.values(host.state.files).flatMap((entry) => (entry.folder ? [] : [entry.path])),
  };
}

export function labStatus(lab: Lab): LabStatus {
  const { state } = lab.service;
  return {
    scenario: lab.scenario.name,
    timeFactor: lab.clock.factor,
    folder: lab.folder,
    graph: {
      address: `https://127.0.0.1:${lab.scenario.graph.port}`,
      faults: state.faults,
      counters: state.counters,
      sensors: lab.service.sensors().map(({ row }) => row),
    },
    hosts: [...lab.hosts.values()].map((host) => ({
      ...brief(lab, host),
      gateway: findSoftware(host, "gateway").service !== null,
      sensor: findSoftware(host, "sensor").service !== null,
    })),
  };
}

function brief(lab: Lab, host: Host) {
  return {
    name: host.name,
    kind: host.state.kind,
    address: `127.0.0.1:${lab.scenario.hosts[host.name]?.port}`,
    os: host.state.os,
    away: host.away,
    faults: host.state.faults,
    services: Object.fromEntries(Object.values(host.state.services).map((one) => [one.name, one.state])),
    counters: host.state.counters,
  };
}
