import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { Readable } from "node:stream";
import type { CenterCertificates } from "../graph/certificate.ts";
import type { Host } from "../hosts/host.ts";
import { isAbsent } from "../hosts/software.ts";
import { listenOnLoopback } from "../listen.ts";
import type { ScenarioCenter } from "../scenario.ts";
import { type AlertStatuses, alerts, findAlert, monitoringAlerts } from "./alerts.ts";
import { NtlmGuard } from "./ntlm.ts";
import { centerProfile, gatewayProfile } from "./profile.ts";
import { entitiesOf } from "./settings.ts";

/** What a Center keeps for itself. */
export interface CenterSecrets {
  certificates: CenterCertificates;
  /** Of the account that signs in. */
  password: string;
}

export interface CenterState {
  statuses: AlertStatuses;
  /** Alerts whose closing was asked to keep the like of them from being raised again. */
  excluded?: string[];
}

/**
 * The REST interface of one ATA Center, over TLS with its own certificate. A real Center asks for Windows integrated
 * authentication; the lab's does where the scenario names an account. While the Center's service does not run,
 * connections are cut.
 */
export class CenterServer {
  readonly #center: ScenarioCenter;
  readonly #hosts: ReadonlyMap<string, Host>;
  readonly #state: CenterState;
  readonly #changed: () => void;
  readonly #server: Server;
  readonly #certificates: CenterCertificates;
  readonly #guard: NtlmGuard | undefined;

  constructor(
    center: ScenarioCenter,
    hosts: ReadonlyMap<string, Host>,
    state: CenterState,
    { certificates, password }: CenterSecrets,
    changed: () => void,
  ) {
    this.#center = center;
    this.#hosts = hosts;
    this.#state = state;
    this.#changed = changed;
    this.#certificates = certificates;
    this.#guard = center.account === null ? undefined : new NtlmGuard({ user: center.account, password });
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** Shows the certificate that goes with the host's faults. */
  adjust(): void {
    const expired = this.#hosts.get(this.#center.host)?.has("center-certificate-expired");
    this.#server.setSecureContext(expired ? this.#certificates.expired : this.#certificates.good);
    this.#server.closeIdleConnections(); // a kept connection would not see it
  }

  async listen(): Promise<void> {
    this.adjust();
    await listenOnLoopback(this.#server, this.#center.consolePort);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const own = this.#hosts.get(this.#center.host);
    if (!own || own.away || own.has("center-down") || own.service("ATACenter")?.state !== "Running") {
      return void request.socket.destroy();
    }
    let text = "";
    for await (const part of request) text += String(part);
    if (this.#guard && !this.#guard.lets(request, response)) return;
    const path = new URL(request.url ?? "/", "https://127.0.0.1").pathname.replace(/\/$/, "");
    const sent = { form: isForm(request), text };
    const [status, body] = this.#answer(own, request.method ?? "GET", path, sent);
    if (status === 204 && own.has("center-loses-answer")) return void request.socket.destroy();
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    if (body && typeof body === "object" && Symbol.iterator in body && !Array.isArray(body)) {
      Readable.from(jsonParts(body as Iterable<unknown>)).pipe(response);
    } else response.end(body === undefined ? "" : JSON.stringify(body));
  }

  #answer(own: Host, method: string, path: string, sent: Sent): [number, unknown?] {
    const rest = /^\/api\/management(\/.*)$/i.exec(path)?.[1];
    if (!rest) return [404];
    if (own.has("center-denies")) return [403];
    const alert = /^\/suspiciousActivities\/([0-9a-f]{24})(\/details)?$/i.exec(rest);
    if (alert && method === "POST" && own.has("center-read-only")) return [403];
    if (alert) return this.#alert(method, alert[1] ?? "", alert[2] !== undefined, sent);
    const entity = /^\/uniqueEntities\/(.+)$/i.exec(rest)?.[1];
    if (method !== "GET") return [405];
    if (entity) return this.#entity(decodeURIComponent(entity));
    switch (rest.toLowerCase()) {
      case "/systemprofiles/center":
        return [200, centerProfile(this.#center, this.#center.consolePort)];
      case "/systemprofiles/gateways":
        return [200, this.#gateways(own)];
      case "/systemprofiles/license":
        return [200, { Id: "000000000000000000000001", Type: "LicenseSystemProfile" }];
      case "/suspiciousactivities":
        return [200, alerts(this.#center, this.#state.statuses)];
      case "/monitoringalerts":
        return [200, monitoringAlerts(this.#center, this.#silentGateways())];
      default:
        return [404];
    }
  }

  /** Gateways of the Center's forest that are still registered: gone from the list once their setup took them away. */
  #gateways(own: Host): unknown[] {
    if (own.has("center-half-list")) return [];
    return [...this.#hosts.values()]
      .filter((host) => host.state.forest === this.#center.forest && !isAbsent(host, "gateway"))
      .map(gatewayProfile);
  }

  /** Gateways that are registered and have not run for five lab minutes. */
  #silentGateways(): Array<{ name: string; since: string }> {
    return [...this.#hosts.values()].flatMap((host) => {
      const service = host.service("ATAGateway");
      const mine = host.state.forest === this.#center.forest;
      return mine && service && service.state !== "Running"
        ? [{ name: host.name, since: service.since }]
        : [];
    });
  }

  #alert(method: string, id: string, details: boolean, sent: Sent): [number, unknown?] {
    const found = findAlert(this.#center, this.#state.statuses, id.toLowerCase());
    if (!found) return [404];
    if (details) return [200, { DetailsRecords: [], TotalCount: 0 }];
    if (method === "GET") return [200, found];
    if (method !== "POST") return [405];
    const { Status: status, ShouldExclude: exclude } = membersOf(sent) ?? {};
    if (status !== "Open" && status !== "Closed" && status !== "Suppressed") return [400];
    if (!/^(true|false|undefined)$/i.test(String(exclude))) return [400];
    this.#state.statuses[found.Id] = { Status: status, StatusUpdateTime: new Date().toISOString() };
    if (/^true$/i.test(String(exclude))) this.#state.excluded = [...(this.#state.excluded ?? []), found.Id];
    this.#changed();
    return [204];
  }

  #entity(id: string): [number, unknown?] {
    const { honeytokenAccountIds, sensitiveAccountIds, forest } = this.#center;
    const entity = entitiesOf(this.#center).get(id);
    if (!entity) return [404];
    const sensitive = sensitiveAccountIds.includes(id) || entity.type === "Group";
    return [
      200,
      {
        Id: id,
        Type: entity.type,
        SystemDisplayName: entity.name,
        SamName: entity.name,
        ...(entity.type === "Computer"
          ? { DnsName: `${entity.name}.${forest}` }
          : { UpnName: `${entity.name}@${forest}` }),
        Sid: "S-1-5-21-1004336348-1177238915-682003330-1104",
        DistinguishedName: `CN=${entity.name},OU=Accounts,DC=${forest.replaceAll(".", ",DC=")}`,
        IsSensitive: sensitive,
        IsTaggedAsSensitive: sensitive,
        IsHoneytoken: honeytokenAccountIds.includes(id),
        SensitiveRootParentGroupIds: [],
        SensitivityReasonFormatKeys: [],
        IsDeleted: false,
        IsDisabled: false,
      },
    ];
  }
}

/** What came with a request. */
interface Sent {
  /** It is a form; else JSON. */
  form: boolean;
  text: string;
}

function isForm({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

/** Members of a form or of a JSON object; undefined where it is neither. */
function membersOf({ form, text }: Sent): Record<string, unknown> | undefined {
  if (form) return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A list as JSON, in parts of about a thousand members. */
function* jsonParts(list: Iterable<unknown>): Generator<string> {
  let part = "[";
  let count = 0;
  for (const member of list) {
    part += `${count === 0 ? "" : ","}${JSON.stringify(member)}`;
    if (++count % 1000 === 0) {
      yield part;
      part = "";
    }
  }
  yield `${part}]`;
}
