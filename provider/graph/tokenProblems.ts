import type { WorkspaceRef } from "../../plan/declared.ts";
import type { Problem } from "../../plan/problem.ts";
import type { GraphCredentials } from "./credentials.ts";
import { GraphProblem } from "./problems.ts";

const SET_SECRET = "pulumi config set --secret graphClientSecret";

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
];

/** A token that was refused, with everything secret taken out of what was said. */
export function problemOfTokenRefusal(
  said: string,
  credentials: GraphCredentials,
  workspace: WorkspaceRef,
): GraphProblem {
  const text = credentials.kind === "secret" ? said.replaceAll(credentials.secret, "***") : said;
  const measured = text.split(/\r?\n/)[0]?.slice(0, 300) ?? "";
  const known = meanings.find(([pattern]) => pattern.test(text));
  const network = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network|socket/i.test(text);
  if (!known && network) {
    return new GraphProblem(
      {
        id: "GRAPH-UNREACHABLE",
        cause: "the place that gives tokens cannot be reached from this machine",
        measured,
        cure: "Check name resolution, proxy (HTTPS_PROXY) and firewall on this machine.",
        command: "pulumi up",
      },
      { passing: true },
    );
  }
  return new GraphProblem(
    {
      id: "GRAPH-CREDENTIALS",
      cause: known?.[1] ?? `application ${workspace.clientId} gets no token`,
      measured,
      cure: known?.[2] ?? "Check clientId, tenantId and the stack's credentials.",
      command: SET_SECRET,
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
