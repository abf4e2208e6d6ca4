import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { type LabClient, type RunningLab, startLab } from "../lab/client.ts";
import type { WorkspaceRef } from "../plan/declared.ts";
import { graphAccess } from "../provider/graph/access.ts";
import type { GraphApi, GraphSensor } from "../provider/graph/api.ts";
import type { Bench, Figure } from "./bench.ts";
import type { Reading } from "./graph/readSensors.ts";

const WAITING = [10, 100, 1_000];
const POLL_SECONDS = 0.25;
const WATCHED_SECONDS = 3;
const SENSORS = 10_000;
const PAGE = 100;
const BASE_PORT = 38_000;

/** How the questions to Microsoft Graph grow: with time, with pages, never with the number of those who wait. */
export const bench: Bench = {
  name: "graph",
  // Reading first: its memory is told apart from what the other figures leave behind.
  run: async () => ({ figures: [...(await readMany()), await requestsOfMany(), await noticed()] }),
};

/** Requests in the same time with 10, 100 and 1,000 sensors that are waited for. */
async function requestsOfMany(): Promise<Figure> {
  const counts: number[] = [];
  for (const waiting of WAITING) counts.push(await requestsOf(waiting));
  return {
    name: `list requests of ${WAITING.join(", ")} waiting, largest difference`,
    value: Math.max(...counts) - Math.min(...counts),
    unit: "requests",
    limit: 1,
    note: `${counts.join(", ")} requests in ${WATCHED_SECONDS} s at a poll of ${POLL_SECONDS} s`,
  };
}

async function requestsOf(waiting: number): Promise<number> {
  let requests = 0;
  const api = listing(async () => {
    requests += 1;
    await wait(20);
    return [];
  });
  const stop = new AbortController();
  const { sensors } = graphAccess(api, stop.signal);
  const waiters = Array.from({ length: waiting }, async (_, index) => {
    // They begin at different moments, as resources do.
    await wait((index % 10) * (POLL_SECONDS * 100));
    let last: Awaited<ReturnType<typeof sensors.next>> | undefined;
    while (!stop.signal.aborted) last = await sensors.next(last, POLL_SECONDS, stop.signal).catch(() => last);
  });
  await wait(WATCHED_SECONDS * 1000);
  const counted = requests;
  stop.abort();
  await Promise.all(waiters);
  return counted;
}

/** From the moment the service lists a sensor to the moment a waiter sees it, in poll intervals. */
async function noticed(): Promise<Figure> {
  const delays: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    let list: GraphSensor[] = [];
    let listedAt = 0;
    const { sensors } = graphAccess(
      listing(async () => list),
      new AbortController().signal,
    );
    const never = new AbortController().signal;
    setTimeout(
      () => {
        list = [{ id: "s" } as GraphSensor];
        listedAt = performance.now();
      },
      300 + round * 31,
    );
    let last = await sensors.next(undefined, POLL_SECONDS, never);
    while (!("value" in last && last.value.length > 0)) last = await sensors.next(last, POLL_SECONDS, never);
    delays.push((performance.now() - listedAt) / 1000);
  }
  return {
    name: "a sensor is noticed within",
    value: Math.max(...delays) / POLL_SECONDS,
    unit: "polls",
    limit: 1.1,
    note: `slowest of ${delays.length}`,
  };
}

/** A tenant of 10,000 sensors, read page by page over TLS from the lab, by a process that does nothing else. */
async function readMany(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
  const lab = await largeLab(folder);
  try {
    const before = await requestsSeen(lab.client);
    const reading = await readInProcess(folder);
    if (reading.sensors !== SENSORS) throw new Error(`${reading.sensors} sensors were read`);
    const requests = (await requestsSeen(lab.client)) - before;
    return [
      {
        name: `requests to read ${SENSORS} sensors / pages of ${PAGE}`,
        value: requests / (SENSORS / PAGE),
        unit: "x",
        limit: 1,
        note: `${requests} requests, ${reading.seconds.toFixed(1)} s`,
      },
      {
        name: `memory of a process that reads ${SENSORS} sensors`,
        value: reading.peakBytes / 1e6,
        unit: "MB",
        limit: 200,
      },
    ];
  } finally {
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function readInProcess(folder: string): Promise<Reading> {
  const program = join(import.meta.dirname, "graph/readSensors.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    JSON.stringify(workspaceOf(folder)),
    SECRET,
  ]);
  return JSON.parse(stdout) as Reading;
}

const TENANT = "11111111-2222-4333-8444-555555555555";
const CLIENT = "66666666-7777-4888-9999-000000000000";
const SECRET = "lab-graph-client-secret";

async function largeLab(folder: string): Promise<RunningLab> {
  const scenario = join(folder, "scenario.yaml");
  writeFileSync(
    scenario,
    `name: bench
basePort: ${BASE_PORT}
controlPort: ${BASE_PORT + 99}
user: lab
graph:
  port: ${BASE_PORT}
  tenantId: ${TENANT}
  clientId: ${CLIENT}
  clientSecret: ${SECRET}
  workspace: contoso
  pageSize: ${PAGE}
  otherSensors: ${SENSORS}
hosts: {}
centers: []
`,
  );
  return startLab({ scenario, folder });
}

function workspaceOf(folder: string): WorkspaceRef {
  const origin = `https://127.0.0.1:${BASE_PORT}`;
  return {
    name: "contoso",
    tenantId: TENANT,
    clientId: CLIENT,
    cloud: "lab",
    sensorApi: `${origin}/ping`,
    lab: { graph: origin, token: `${origin}/token`, ca: join(folder, "ca.pem") },
  };
}

async function requestsSeen(client: LabClient): Promise<number> {
  const { graph } = await client.status();
  return graph.counters.requests;
}

/** A Graph that lists sensors and does nothing else. */
function listing(listSensors: GraphApi["listSensors"]): GraphApi {
  return { listSensors } as GraphApi;
}
