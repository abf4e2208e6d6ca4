import type { WorkspaceRef } from "../../plan/declared.ts";
import type { Problem } from "../../plan/problem.ts";
import { endpointsOf } from "./clouds.ts";
import type { GraphCredentials } from "./credentials.ts";
import { GraphProblem, problemOfSilence } from "./problems.ts";

const SET_SECRET = "pulumi config set --secret graphClientSecret";

/** What gives the stack other credentials of the same kind, or tries those that are there again. */
const nextCommands: Record<GraphCredentials["kind"], string> = {
  secret: SET_SECRET,
  certificate: "pulumi config set graphCertificate <path>",
  managedIdentity: "pulumi config set graphManagedIdentity system",
  workloadIdentity: "pulumi up",
  azureCli: SET_SECRET,
};

/** What Entra's error codes mean here. Source: Microsoft Entra authentication error codes. */
const meanings: [pattern: RegExp, cause: string, cure: string][] = [
  [
    /AADSTS7000222/i,
    "the application's secret has expired",
    "Make a new secret in Entra and give it to the stack.",
  ],
  [
    /AADSTS7000215|AADSTS7000218/i,
    "the application's secret is wrong",
    "Use the secret's value, not its id.",
  ],
  [/AADSTS700016/i, "the tenant has no such application", "Check clientId and tenantId in the estate file."],
  [/AADSTS90002|AADSTS900023/i, "there is no such tenant", "Check tenantId in the estate file."],
  [
    /AADSTS700024|AADSTS700027|AADSTS50013/i,
    "the signed statement of the application does not count now",
    "Check the certificate's dates and this machine's clock.",
  ],
  [
    /az login|Azure CLI|not installed/i,
    "nobody is signed in to the Azure CLI, and no other credentials are configured",
    "Give the stack the application's secret, or sign in.",
  ],
  [
    /ENOENT|EACCES|EISDIR|PEM-encoded|federatedTokenFilePath/i,
    "the file of the application's credentials cannot be read, or is none",
    "Check its path and who may read it; a certificate's file is PEM and holds private key and certificate.",
  ],
  [
    /ManagedIdentityCredential/i,
    "no managed identity answers on this machine",
    "Run it on a machine in Azure that has one, or choose other credentials.",
  ],
];

/** Failures of Entra's own, which it says may pass, and answers that are none of its. */
const BUSY =
  /AADSTS(90024|90033|90036|90055|50196)\b|temporarily_unavailable|server_error|\b(HTTP|status)( code)?:? ?(429|5\d\d)\b/i;
/** What happens between this machine and the place that gives tokens. */
const ON_THE_WAY =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EPROTO|network|socket|self.signed|unable to (verify|get)|certificate has expired|CERT_|altname|\b407\b|proxy authentication|abort|timed? ?out/i;
/** An answer of Entra's: then the way there is open. */
const ANSWERED = /AADSTS\d+/i;

function busy(measured: string): GraphProblem {
  return new GraphProblem(
    {
      id: "GRAPH-UNAVAILABLE",
      cause: "the place that gives tokens has a failure of its own, or asks for fewer requests",
      measured,
      cure: "Wait some minutes; see the service health page of the Microsoft 365 admin center.",
      command: "pulumi up",
    },
    { passing: true },
  );
}

function hostOf(workspace: WorkspaceRef): string {
  return new URL(endpointsOf(workspace).authority).host;
}

/** A token that was refused, with everything secret taken out of what was said. */
export function problemOfTokenRefusal(
  said: string,
  credentials: GraphCredentials,
  workspace: WorkspaceRef,
): GraphProblem {
  const text = credentials.kind === "secret" ? said.replaceAll(credentials.secret, "***") : said;
  const measured = text.split(/\r?\n/)[0]?.slice(0, 300) ?? "";
  const known = meanings.find(([pattern]) => pattern.test(text));
  if (!known && BUSY.test(text)) return busy(measured);
  // A certificate of a proxy that inspects TLS, a proxy that refuses, no way there: as with Graph itself.
  if (!known && ON_THE_WAY.test(text) && !ANSWERED.test(text)) {
    return problemOfSilence("asking for a token", hostOf(workspace), measured);
  }
  return new GraphProblem(
    {
      id: "GRAPH-CREDENTIALS",
      cause: known?.[1] ?? `application ${workspace.clientId} gets no token`,
      measured,
      cure: known?.[2] ?? "Check clientId, tenantId and the stack's credentials.",
      command: nextCommands[credentials.kind],
    },
    { passing: false },
  );
}

export function problemOfNoCredentials(): GraphProblem {
  return new GraphProblem(
    {
      id: "GRAPH-CREDENTIALS",
      cause: "no secret of the application is configured",
      measured: "neither stack config graphClientSecret nor ATA2MDI_GRAPH_CLIENT_SECRET is set",
      cure: "Set one of them.",
      command: SET_SECRET,
    },
    { passing: false },
  );
}

export function wrongTenant(got: string, wanted: string): Problem {
  return {
    id: "GRAPH-WRONG-TENANT",
    cause: "the credentials belong to another tenant than the estate's workspace",
    measured: `token of tenant ${got}, estate file says ${wanted}`,
    cure: "Check tenantId in the estate file, or use credentials of that tenant.",
    command: "ata2mdi check",
  };
}
