/** One resource of a program as the rules see it: what it is, what it waits for, what it was given. Plain data. */
export interface GraphResource {
  name: string;
  /** Token, such as `ata2mdi:index:ReadyGate`. */
  type: string;
  /** Names of the resources it depends on, declared or through its inputs. */
  dependsOn: readonly string[];
  /** What cannot be read is one of the words `hidden` and `unknown`, never left out. */
  inputs: Readonly<Record<string, unknown>>;
  /** Inputs that are marked as secret; null where the marks cannot be seen. */
  secretInputs: readonly string[] | null;
  /** Longest time its creation may take; null: none is set. */
  timeoutSeconds: number | null;
}

/** A broken rule. */
export interface Finding {
  /** Name of the rule, such as `removal-after-ready`. */
  rule: string;
  /** Name of the resource. */
  resource: string;
  message: string;
}

/** Stands for a secret whose value is not shown. */
export const hidden = "[secret]";
/** Stands for a value that is known only during the update. */
export const unknown = "[unknown]";

export const types = {
  workspace: "ata2mdi:index:DefenderWorkspace",
  package: "ata2mdi:index:DeploymentPackage",
  activationSetting: "ata2mdi:index:ActivationConfiguration",
  auditing: "ata2mdi:index:AutoAuditing",
  suppression: "ata2mdi:index:HealthIssueSuppression",
  window: "ata2mdi:index:PreparationGate",
  ready: "ata2mdi:index:ReadyGate",
  accessKey: "ata2mdi:index:AccessKey",
  activation: "ata2mdi:index:SensorActivation",
  sensor: "ata2mdi:index:Sensor",
  waveGate: "ata2mdi:index:WaveGate",
  row: "ata2mdi:index:ChecklistRow",
  lock: "ata2mdi:index:CenterLock",
  initialSync: "ata2mdi:index:InitialSync",
  healthGate: "ata2mdi:index:HealthIssueGate",
  signal: "ata2mdi:index:HuntingSignal",
  dnsSignal: "ata2mdi:index:DnsSignal",
  reopening: "ata2mdi:index:HealthIssueReopening",
  migration: "ata2mdi:index:SensorMigration",
  keyRotation: "ata2mdi:index:KeyRotation",
  orphans: "ata2mdi:index:OrphanSensors",
  wayBack: "ata2mdi:index:RollbackGate",
  deactivation: "ata2mdi:index:SensorDeactivation",
  restored: "ata2mdi:index:RestoredGateway",
  command: "command:remote:Command",
  copy: "command:remote:CopyToRemote",
} as const;

/** The resources by name, and who can be reached from whom. Components are not asked: they wait for nothing. */
export class Graph {
  readonly resources: readonly GraphResource[];
  private readonly byName: ReadonlyMap<string, GraphResource>;
  private readonly reached = new Map<string, ReadonlySet<string>>();

  constructor(resources: readonly GraphResource[]) {
    this.resources = resources;
    // A component may share its name with nothing that is waited for.
    this.byName = new Map(resources.filter(({ type }) => !isComponent(type)).map((one) => [one.name, one]));
  }

  find(name: string): GraphResource | undefined {
    return this.byName.get(name);
  }

  ofType(type: string): GraphResource[] {
    return this.resources.filter((one) => one.type === type);
  }

  /**
   * Whether `from` depends on `to` itself: asked where what stands between may change, and where it takes something of
   * it, such as the moment until which it may be acted on.
   */
  takes(from: string, to: string): boolean {
    return this.find(from)?.dependsOn.includes(to) ?? false;
  }

  /** Whether `from` cannot begin before `to` is done. */
  waitsFor(from: string, to: string): boolean {
    let all = this.reached.get(from);
    if (!all) {
      all = this.allBefore(from);
      this.reached.set(from, all);
    }
    return all.has(to);
  }

  private allBefore(name: string): ReadonlySet<string> {
    const before = new Set<string>();
    const open = [...(this.find(name)?.dependsOn ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (before.has(next)) continue;
      before.add(next);
      open.push(...(this.find(next)?.dependsOn ?? []));
    }
    return before;
  }
}

const components =
  /^(pulumi:pulumi:Stack|ata2mdi:index:(AtaCenter|CenterBackup|CenterRest|DomainController|PreparedHost|Rollback|StandaloneGateway|Wave|Workspace|Migration|PortalChecklist|AzureFoundation))$/;

function isComponent(type: string): boolean {
  return components.test(type);
}

/** Whether a value can be judged: neither hidden nor unknown. */
export function isSeen(value: unknown): boolean {
  return value !== hidden && value !== unknown;
}

/** The step of the bundle a remote command runs; undefined where it runs something else or that cannot be seen. */
export function stepOf(resource: GraphResource): string | undefined {
  const { create } = resource.inputs;
  if (resource.type !== types.command || typeof create !== "string") return undefined;
  return / -Step ([A-Za-z-]+)$/.exec(create)?.[1];
}

/** A member of the input a remote command gives its step; undefined where there is none or it cannot be seen. */
export function stepInputOf({ inputs }: GraphResource, key: string): string | undefined {
  if (typeof inputs.stdin !== "string" || !isSeen(inputs.stdin)) return undefined;
  try {
    const request: unknown = JSON.parse(inputs.stdin);
    return textAt((request as { input?: unknown } | null)?.input, key);
  } catch {
    return undefined;
  }
}

/** `dc01` of `dc01-remove-gateway`; undefined where the name does not end so. */
export function hostOf(resource: Pick<GraphResource, "name">, suffix: string): string | undefined {
  return resource.name.endsWith(suffix) ? resource.name.slice(0, -suffix.length) : undefined;
}

/** Names in a list of `{ name }`; undefined where the list cannot be seen. */
export function namesIn(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = value.map((one: unknown) => textAt(one, "name"));
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** A text inside an object; undefined where there is none or it cannot be seen. */
export function textAt(value: unknown, key: string): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const found: unknown = (value as Record<string, unknown>)[key];
  return typeof found === "string" && isSeen(found) ? found : undefined;
}
