import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { grants } from "../../plan/servicePermissions.ts";
import { wordsOf } from "../errors.ts";
import type { GraphOperation } from "./operations.ts";

/** A Problem of Microsoft Graph, with what a wait must know: whether it may pass by itself. */
export class GraphProblem extends ProblemError {
  /** True: worth asking again later (network, throttling, server error). False: a person has to do something. */
  readonly passing: boolean;
  /** Seconds the service asked to be left alone. */
  readonly retryAfterSeconds: number | undefined;
  /** HTTP status of the refusal; undefined where there was none. */
  readonly status: number | undefined;

  constructor(problem: Problem, options: { passing: boolean; retryAfterSeconds?: number; status?: number }) {
    super(problem);
    this.name = "GraphProblem";
    this.passing = options.passing;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.status = options.status;
  }
}

/** For a rejection: lets pass that the thing is no longer there, throws everything else. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof GraphProblem) || error.status !== 404) throw error;
}

/** An answer that is not what was asked for, as far as a message needs it. */
export interface RefusedAnswer {
  status: number;
  /** Graph's error code and message; empty where there was no such body. */
  code: string;
  message: string;
  /** Graph's id of the request, for Microsoft's support. */
  requestId: string | undefined;
  /** Application permissions in the token that was used; undefined where they could not be seen. */
  roles: readonly string[] | undefined;
  /** Seconds this machine's clock is ahead of the service's; undefined where the answer had no date. */
  clockAheadSeconds: number | undefined;
}

/** Who asks, for the commands in a cure. */
export interface Asker {
  clientId: string;
  tenantId: string;
  cloud: WorkspaceRef["cloud"];
}

const CLOCK_TOLERANCE_SECONDS = 300;

/** What a refusal means. 403 and 404 have several meanings, and the cure of each is another one. */
export function problemOfRefusal(
  operation: GraphOperation,
  answer: RefusedAnswer,
  asker: Asker,
): GraphProblem {
  const problem = { measured: measuredOf(operation, answer), ...meaningOf(operation, answer, asker) };
  const passing = answer.status === 429 || answer.status >= 500;
  return new GraphProblem(problem, { passing, status: answer.status });
}

function meaningOf(
  operation: GraphOperation,
  answer: RefusedAnswer,
  asker: Asker,
): Omit<Problem, "measured"> {
  if (isNotOffered(operation, answer, asker)) return notOffered(operation, asker);
  switch (answer.status) {
    case 401:
      return unauthorized(answer);
    case 403:
      return forbidden(operation, answer, asker);
    case 404:
      return operation.path.includes("{id}") ? notFound(operation) : notOnboarded(undefined);
    case 407:
      return proxyRefuses;
    case 429:
      return throttled;
    default:
      return answer.status >= 500 ? serverError : rejected(operation);
  }
}

const throttled = {
  id: "GRAPH-THROTTLED",
  cause: "Microsoft Graph asks for fewer requests",
  cure: "Wait; other programs that use the same application count too.",
  command: "pulumi up",
};

const serverError = {
  id: "GRAPH-UNAVAILABLE",
  cause: "Microsoft Graph has a failure of its own",
  cure: "Wait some minutes; see the service health page of the Microsoft 365 admin center.",
  command: "pulumi up",
};

const proxyRefuses = {
  id: "GRAPH-PROXY",
  cause: "the proxy between this machine and Microsoft Graph wants credentials or refuses",
  cure: "Put user and password into HTTPS_PROXY, or let the proxy pass Graph without them.",
  command: "pulumi up",
};

/** No answer at all: name resolution, connection, TLS, a broken transfer. */
export function problemOfSilence(request: string, host: string, error: unknown): GraphProblem {
  const measured = `${request}: ${wordsOf(error)}`;
  if (/Proxy response \(407\)|\b407\b|proxy authentication/i.test(measured)) {
    return stays({ ...proxyRefuses, measured });
  }
  // A 407 from inside a tunnel is all that fetch refuses without a word.
  if (measured.endsWith(": fetch failed")) {
    return stays({ ...proxyRefuses, measured: `${measured} without a reason, as after HTTP 407` });
  }
  if (/certificate|self.signed|CERT_|altname/i.test(measured)) {
    return stays({
      id: "GRAPH-TLS",
      cause: `${host} shows a certificate this machine does not trust, so nothing was sent`,
      measured,
      cure: "Where a proxy inspects TLS, name its authority in NODE_EXTRA_CA_CERTS before the run.",
      command: "NODE_EXTRA_CA_CERTS=/path/ca.pem pulumi up",
    });
  }
  return passes({
    id: "GRAPH-UNREACHABLE",
    cause: `${host} cannot be reached from this machine`,
    measured,
    cure: "Check name resolution, proxy (HTTPS_PROXY) and firewall on this machine.",
    command: "pulumi up",
  });
}

/** An answer with status 2xx that cannot be what was asked for. */
export function problemOfAnswer(operation: GraphOperation, measured: string): GraphProblem {
  return stays({
    id: "GRAPH-ANSWER",
    cause: "the answer is not one Microsoft Graph gives, so it counts as unread",
    measured: `${operation.method} ${operation.path}: ${measured}`,
    cure: "Look for a proxy or a portal page in between; if there is none, report it with this text.",
    command: "pulumi up",
  });
}

function unauthorized(answer: RefusedAnswer): Omit<Problem, "measured"> {
  const ahead = answer.clockAheadSeconds ?? 0;
  if (
    Math.abs(ahead) > CLOCK_TOLERANCE_SECONDS ||
    /lifetime validation|not yet valid/i.test(answer.message)
  ) {
    const apart = `is ${Math.abs(ahead)}s ${ahead < 0 ? "behind" : "ahead of"}`;
    const clock = Math.abs(ahead) < 2 ? "agrees with" : apart;
    return {
      id: "GRAPH-CLOCK",
      cause: `tokens do not count at this time; this machine's clock ${clock} the service's`,
      cure: "Set the clock of this machine; where it is right, wait some minutes: the service's own clocks differ.",
      command: "timedatectl",
    };
  }
  return {
    id: "GRAPH-UNAUTHORIZED",
    cause: "Microsoft Graph does not accept this application's token",
    cure: "Check tenantId and clientId in the estate file and the credentials of the stack.",
    command: "pulumi config set --secret graphClientSecret",
  };
}

function forbidden(
  operation: GraphOperation,
  answer: RefusedAnswer,
  asker: Asker,
): Omit<Problem, "measured"> {
  // Without consent the service answers with this code, or the token shows by itself what it lacks.
  const lacksRole = answer.roles !== undefined && !grants(answer.roles, operation.permission);
  if (lacksRole || /^(UnknownError|Authorization_RequestDenied)$/i.test(answer.code)) {
    return {
      id: "GRAPH-CONSENT",
      cause: `the application may not ${operation.does}: ${operation.permission} is missing or not consented to`,
      cure: "Add this application permission (not the delegated one) and give admin consent.",
      command: `az ad app permission admin-consent --id ${asker.clientId}`,
    };
  }
  if (/licen[cs]e|subscription|sku/i.test(`${answer.code} ${answer.message}`)) {
    return {
      id: "GRAPH-LICENCE",
      cause: "the tenant has no licence for Defender for Identity",
      cure: "Assign one (EMS E5, Microsoft 365 E5, E5 Security or the standalone one).",
      command: "pulumi up",
    };
  }
  return isElsewhere(operation, asker) ? notOffered(operation, asker) : notOnboarded(asker.tenantId);
}

function notOnboarded(tenantId: string | undefined): Omit<Problem, "measured"> {
  return {
    id: "GRAPH-NOT-ONBOARDED",
    cause: `Defender for Identity has no workspace in ${tenantId ? `tenant ${tenantId}` : "this tenant"}`,
    cure: "Open Settings > Identities in https://security.microsoft.com once: that creates it.",
    command: "pulumi up",
  };
}

function notFound(operation: GraphOperation): Omit<Problem, "measured"> {
  return {
    id: "GRAPH-NOT-FOUND",
    cause: `what is to be changed is no longer there: cannot ${operation.does}`,
    cure: "Look whether somebody removed it in the portal meanwhile.",
    command: "pulumi refresh",
  };
}

/** Graph says 400 of an address its schema does not have; other clouds may have it and not serve it. */
function isNotOffered(operation: GraphOperation, { status, message }: RefusedAnswer, asker: Asker): boolean {
  if (status === 405 || status === 501) return true;
  if (status === 400 && /resource not found for the segment/i.test(message)) return true;
  return status === 404 && isElsewhere(operation, asker) && !operation.path.includes("{id}");
}

/** Whether an operation is documented for the global cloud alone, and another one is asked. */
function isElsewhere(operation: GraphOperation, { cloud }: Asker): boolean {
  return operation.clouds === "global" && (cloud === "usGovL4" || cloud === "usGovL5");
}

function notOffered(operation: GraphOperation, asker: Asker): Omit<Problem, "measured"> {
  const where = isElsewhere(operation, asker)
    ? `cloud ${asker.cloud}, and the documentation has it for the global cloud alone`
    : "this tenant's Microsoft Graph";
  return {
    id: "GRAPH-NOT-OFFERED",
    cause: `there is no way to ${operation.does} in ${where}`,
    cure: "Take out of the estate what needs it; the table in docs/graph.md names who asks and in which clouds.",
    command: "ata2mdi check",
  };
}

/** No way of several was there. */
export function problemOfNoWay(
  operation: GraphOperation,
  refusals: readonly GraphProblem[],
  asker: Asker,
): GraphProblem {
  return stays({
    ...notOffered(operation, asker),
    measured: refusals.map(({ problem }) => problem.measured).join("; "),
  });
}

function rejected(operation: GraphOperation): Omit<Problem, "measured"> {
  return {
    id: "GRAPH-REJECTED",
    cause: `Microsoft Graph rejects the request to ${operation.does}`,
    cure: "Report it with this text: the service differs from its documentation.",
    command: "pulumi up",
  };
}

function measuredOf(operation: GraphOperation, answer: RefusedAnswer): string {
  const detail = [answer.code, answer.message].filter((part) => part !== "").join(": ");
  return [
    `${operation.method} ${operation.path}: HTTP ${answer.status}`,
    ...(detail ? [detail.slice(0, 300)] : []),
    ...(answer.requestId ? [`request-id ${answer.requestId}`] : []),
  ].join(", ");
}

function stays(problem: Problem): GraphProblem {
  return new GraphProblem(problem, { passing: false });
}

function passes(problem: Problem): GraphProblem {
  return new GraphProblem(problem, { passing: true });
}
