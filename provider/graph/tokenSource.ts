import type { TokenCredential } from "@azure/identity";
import { z } from "zod";
import type { WorkspaceRef } from "../../plan/declared.ts";
import { abortable } from "../abortable.ts";
import { wordsOf } from "../errors.ts";
import type { Send } from "../http.ts";
import { endpointsOf } from "./clouds.ts";
import type { GraphCredentials } from "./credentials.ts";
import { GraphProblem, problemOfSilence } from "./problems.ts";
import { type AccessToken, claimsOf } from "./token.ts";
import { problemOfNoCredentials, problemOfTokenRefusal, wrongTenant } from "./tokenProblems.ts";

/** Longest time a token may take. */
const ACQUIRE_MILLISECONDS = 60_000;

/** Gives tokens for one application, each as long as it lasts. */
export class TokenSource {
  private readonly acquire: (signal: AbortSignal) => Promise<AccessToken>;
  private readonly now: () => Date;
  private current: AccessToken | undefined;
  private underWay: Promise<AccessToken> | undefined;

  constructor(acquire: (signal: AbortSignal) => Promise<AccessToken>, now: () => Date = () => new Date()) {
    this.acquire = acquire;
    this.now = now;
  }

  async token(signal: AbortSignal): Promise<string> {
    // A minute before its end it is renewed, so that none expires on its way.
    if (this.current && this.current.expiresAt.getTime() - this.now().getTime() > 60_000) {
      return this.current.value;
    }
    // Asked for all who need one, so no single caller's signal may end it.
    this.underWay ??= this.acquire(AbortSignal.timeout(ACQUIRE_MILLISECONDS)).finally(() => {
      this.underWay = undefined;
    });
    this.current = await abortable(this.underWay, signal);
    return this.current.value;
  }

  /** Drops the token: the service did not accept it. */
  forget(): void {
    this.current = undefined;
  }
}

/** The tokens of a workspace's application. Throws GraphProblem, never with a secret in it. */
export function tokenSource(
  workspace: WorkspaceRef,
  credentials: GraphCredentials,
  send: Send,
  now: () => Date = () => new Date(),
): TokenSource {
  const scope = `${endpointsOf(workspace).graph}/.default`;
  const acquire =
    workspace.cloud === "lab"
      ? (signal: AbortSignal) => labToken(workspace, credentials, scope, send, signal, now)
      : (signal: AbortSignal) => entraToken(workspace, credentials, scope, signal);
  return new TokenSource(async (signal) => {
    const token = await acquire(signal);
    const { tenantId } = claimsOf(token.value);
    if (tenantId !== undefined && tenantId.toLowerCase() !== workspace.tenantId.toLowerCase()) {
      throw new GraphProblem(wrongTenant(tenantId, workspace.tenantId), { passing: false });
    }
    return token;
  }, now);
}

async function entraToken(
  workspace: WorkspaceRef,
  credentials: GraphCredentials,
  scope: string,
  signal: AbortSignal,
): Promise<AccessToken> {
  try {
    // Some complain as soon as they are made.
    const credential = await entraCredential(workspace, credentials);
    const token = await credential.getToken(scope, { abortSignal: signal });
    if (!token) throw new Error("no token came back");
    return { value: token.token, expiresAt: new Date(token.expiresOnTimestamp) };
  } catch (error) {
    throw problemOfTokenRefusal(wordsOf(error), credentials, workspace);
  }
}

async function entraCredential(
  workspace: WorkspaceRef,
  credentials: GraphCredentials,
): Promise<TokenCredential> {
  // Half a second to load, so only where a real tenant is asked.
  const identity = await import("@azure/identity");
  const { tenantId, clientId } = workspace;
  const options = { authorityHost: endpointsOf(workspace).authority };
  switch (credentials.kind) {
    case "secret":
      return new identity.ClientSecretCredential(tenantId, clientId, credentials.secret, options);
    case "certificate":
      return new identity.ClientCertificateCredential(
        tenantId,
        clientId,
        { certificatePath: credentials.path },
        options,
      );
    case "workloadIdentity":
      return new identity.WorkloadIdentityCredential({ tenantId, clientId, ...options });
    case "managedIdentity":
      return credentials.clientId
        ? new identity.ManagedIdentityCredential({ clientId: credentials.clientId })
        : new identity.ManagedIdentityCredential();
    case "azureCli":
      return new identity.AzureCliCredential({ tenantId });
  }
}

const tokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number() });
const tokenRefusal = z.looseObject({ error: z.string(), error_description: z.string().optional() });

async function labToken(
  workspace: WorkspaceRef,
  credentials: GraphCredentials,
  scope: string,
  send: Send,
  signal: AbortSignal,
  now: () => Date,
): Promise<AccessToken> {
  if (credentials.kind !== "secret") throw problemOfNoCredentials();
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: workspace.clientId,
    client_secret: credentials.secret,
    scope,
  });
  let text: string;
  let status: number;
  try {
    const response = await send(endpointsOf(workspace).authority, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: body.toString(),
      signal,
    });
    text = await response.text();
    status = response.status;
  } catch (error) {
    throw problemOfSilence("POST token", new URL(endpointsOf(workspace).authority).host, error);
  }
  const answer = parseJson(text);
  const token = tokenAnswer.safeParse(answer);
  if (token.success) {
    const expiresAt = new Date(now().getTime() + token.data.expires_in * 1000);
    return { value: token.data.access_token, expiresAt };
  }
  const refusal = tokenRefusal.safeParse(answer);
  const said = refusal.success
    ? `${refusal.data.error}: ${refusal.data.error_description ?? ""}`
    : `HTTP ${status} with an answer that is no token`;
  throw problemOfTokenRefusal(said, credentials, workspace);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
