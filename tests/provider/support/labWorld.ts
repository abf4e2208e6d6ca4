import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../../../estate/target.ts";
import type { WorkspaceRef } from "../../../plan/declared.ts";
import { type ProviderObject, providerOf } from "../../../provider/dispatch.ts";
import { handlers } from "../../../provider/handlers/index.ts";
import { realServices } from "../../../provider/realServices.ts";
import type { Services } from "../../../provider/services.ts";
import type { TestLab } from "../../lab/support.ts";

/** The real provider with its real services, pointed at a lab. */
export interface LabWorld {
  workspace: WorkspaceRef;
  services: Services;
  provider: ProviderObject;
  /** Every line it wrote, with its kind. */
  lines: string[];
  targetOf(host: string): Target;
}

export function labWorld(test: TestLab): LabWorld {
  const { graph } = test.scenario;
  const origin = `https://127.0.0.1:${graph.port}`;
  const cancellation = new AbortController();
  const lines: string[] = [];
  const configuration = (name: string) => (name === "graphClientSecret" ? graph.clientSecret : undefined);
  const services = realServices(configuration, {}, cancellation.signal, (text) => lines.push(text));
  const line = (kind: string) => (_urn: string, text: string) => void lines.push(`${kind} ${text}`);
  const console = { status: line("status"), info: line("info"), warn: line("warn") };
  const keys = readFileSync(join(test.folder, "known_hosts"), "utf8");
  return {
    workspace: {
      name: graph.workspace,
      tenantId: graph.tenantId,
      clientId: graph.clientId,
      cloud: "lab",
      sensorApi: `${origin}/tri/sensor/api/ping`,
      lab: { graph: origin, token: `${origin}/token`, ca: join(test.folder, "ca.pem") },
    },
    services,
    provider: providerOf(handlers, services, console, cancellation),
    lines,
    targetOf(host) {
      const port = test.scenario.hosts[host]?.port ?? 0;
      const key = keys.split("\n").find((entry) => entry.startsWith(`[127.0.0.1]:${port} `));
      return {
        host,
        kind: "ssh",
        address: "127.0.0.1",
        port,
        user: test.scenario.user,
        hostKey: key?.split(" ").slice(1, 3).join(" ") ?? "",
        authentication: { privateKey: { file: join(test.folder, "id_ed25519") } },
      };
    },
  };
}
