import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings.js";

/** One declared resource as a reviewer reads it: what it is, what it waits for, what it was given. */
export interface DumpedResource {
  name: string;
  type: string;
  parent: string | null;
  /** Names of the resources it depends on, declared or through its inputs; sorted. */
  dependsOn: string[];
  secretInputs: string[];
  ignoreChanges: string[];
  timeouts: string[];
  inputs: Record<string, unknown>;
}

type Outputs = Record<string, unknown>;
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getCustomtimeouts(): { getCreate(): string } | undefined;
}

const SECRET = "4dabf18193072939515e22adb298388d";

/**
 * Runs a program under Pulumi's mocks and lists every resource it declares, with its edges. `answers` gives the
 * outputs of a resource type; secrets in inputs are shown as `[secret]`.
 */
export async function dumpProgram(
  program: () => Promise<unknown> | unknown,
  answers: (type: string, name: string, inputs: Outputs) => Outputs,
): Promise<DumpedResource[]> {
  const dumped = new Map<string, DumpedResource>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const entry = dumped.get(key(type, name));
        if (entry) {
          entry.inputs = hideSecrets(inputs) as Outputs;
          entry.secretInputs = Object.keys(inputs).filter((input) => holdsSecret(inputs[input]));
        }
        return { id: `${name}-id`, state: { ...inputs, ...answers(type, name, inputs) } };
      },
      call: () => ({}),
    },
    "ata2mdi",
    "dev",
    false,
  );
  recordEdges(dumped);
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
    return {};
  });
  await pulumi.runtime.disconnect();
  return [...dumped.values()].sort((a, b) => key(a.type, a.name).localeCompare(key(b.type, b.name)));
}

function key(type: string, name: string): string {
  return `${type}::${name}`;
}

/** The mock monitor forgets dependencies, so each registration is looked at before it reaches it. */
function recordEdges(dumped: Map<string, DumpedResource>): void {
  const monitor = getMonitor() as unknown as {
    registerResource(request: RegisterRequest, callback: unknown): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    dumped.set(key(request.getType(), request.getName()), {
      name: request.getName(),
      type: request.getType(),
      parent: nameOf(request.getParent()),
      dependsOn: [...new Set(request.getDependenciesList().map((urn) => nameOf(urn) ?? ""))].sort(),
      secretInputs: [],
      ignoreChanges: request.getIgnorechangesList(),
      timeouts: [request.getCustomtimeouts()?.getCreate() ?? ""].filter(Boolean),
      inputs: {},
    });
    return register(request, callback);
  };
}

function nameOf(urn: string): string | null {
  return urn ? (urn.split("::").at(-1) ?? null) : null;
}

function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (value === null || typeof value !== "object") return false;
  return SECRET in value || Object.values(value).some(holdsSecret);
}

function hideSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideSecrets);
  if (value === null || typeof value !== "object") return value;
  if (SECRET in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideSecrets(inner)]));
}
