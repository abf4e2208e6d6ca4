import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer, { type AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { GraphResource } from "../../policies/graph.ts";

/** A policy pack started the way a language host does, spoken to over the engine's own protocol. */
export interface RunningPack {
  /** `policy: message` of every violation in a stack. */
  violations(resources: readonly GraphResource[]): Promise<string[]>;
  stop(): Promise<void>;
}

/** @param loader script of the SDK that loads the pack: the newer hosts use `run-plugin` */
export async function startPack(
  loader: "run-policy-pack" | "run-plugin",
  folder: string,
): Promise<RunningPack> {
  const engine = loader === "run-policy-pack" ? ["127.0.0.1:1"] : [];
  const child = spawn(
    process.execPath,
    [require.resolve(`@pulumi/pulumi/cmd/${loader}`), ...engine, folder],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const port = await portOf(child);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    violations: (resources) => ask(client, resources),
    async stop() {
      client.close();
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

async function portOf(child: ChildProcess): Promise<string> {
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint += chunk.toString("utf8");
  });
  if (!child.stdout) throw new Error("no output to read the port from");
  for await (const line of createInterface({ input: child.stdout })) {
    if (/^\d+$/.test(line)) return line;
    complaint += line;
  }
  throw new Error(`the pack did not start: ${complaint}`);
}

function ask(client: AnalyzerClient, resources: readonly GraphResource[]): Promise<string[]> {
  const request = new analyzer.AnalyzeStackRequest();
  const urns = new Map(resources.map((one) => [one.name, urn(one)]));
  request.setResourcesList(resources.map((one) => message(one, urns)));
  return new Promise((resolve, reject) => {
    client.analyzeStack(request, (error: Error | null, response: AnalyzeResponse) => {
      if (error) return reject(error);
      resolve(response.getDiagnosticsList().map((one) => `${one.getPolicyname()}: ${one.getMessage()}`));
    });
  });
}

function message(one: GraphResource, urns: ReadonlyMap<string, string>) {
  const timeouts = new analyzer.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(one.timeoutSeconds ?? 0);
  const options = new analyzer.AnalyzerResourceOptions();
  options.setCustomtimeouts(timeouts);
  const resource = new analyzer.AnalyzerResource();
  resource.setType(one.type);
  resource.setName(one.name);
  resource.setUrn(urn(one));
  resource.setOptions(options);
  resource.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(one.inputs))));
  resource.setDependenciesList(one.dependsOn.flatMap((name) => urns.get(name) ?? []));
  return resource;
}

function urn({ type, name }: GraphResource): string {
  return `urn:pulumi:dev::ata2mdi::${type}::${name}`;
}
