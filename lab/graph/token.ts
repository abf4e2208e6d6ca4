import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { now } from "../clock.ts";
import type { Scenario } from "../scenario.ts";
import type { Reply } from "./reply.ts";

type GraphScenario = Scenario["graph"];

const OTHER_TENANT = "99999999-8888-4777-8666-555555555555";

/** Every application permission an operation of the lab takes. */
const permissions = [
  "SecurityIdentitiesSensors.Read.All",
  "SecurityIdentitiesSensors.ReadWrite.All",
  "SecurityIdentitiesHealth.Read.All",
  "SecurityIdentitiesHealth.ReadWrite.All",
  "SecurityIdentitiesAutoConfig.Read.All",
  "SecurityIdentitiesAutoConfig.ReadWrite.All",
  "SecurityIdentitiesMigration.Read.All",
  "SecurityIdentitiesMigration.ReadWrite.All",
  "ThreatHunting.Read.All",
] as const;

/** A fault names one permission, or a family such as `SecurityIdentitiesSensors` for reading and writing alike. */
export function consented(has: (fault: string) => boolean, permission: string): boolean {
  const family = permission.split(".")[0];
  return !has(`consent-missing:${permission}`) && !has(`consent-missing:${family}`);
}

/** A token endpoint for client credentials, and the check of the tokens it gave. */
export class Tokens {
  readonly #graph: GraphScenario;
  readonly #key: Buffer;
  readonly #has: (fault: string) => boolean;

  constructor(graph: GraphScenario, key: Buffer, has: (fault: string) => boolean) {
    this.#graph = graph;
    this.#key = key;
    this.#has = has;
  }

  /** Answers the form of a client-credentials request; a secret may also stand in a Basic header. */
  issue(form: URLSearchParams, tenant: string | null, authorization: string | undefined): Reply {
    const basic = /^Basic (.+)$/i.exec(authorization ?? "")?.[1];
    const [basicId, basicSecret] = basic ? Buffer.from(basic, "base64").toString("utf8").split(":") : [];
    const clientId = form.get("client_id") ?? basicId;
    const secret = form.get("client_secret") ?? basicSecret;
    if (form.get("grant_type") !== "client_credentials") {
      return refusal("unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
    }
    if (this.#has("wrong-tenant") || (tenant !== null && tenant !== this.#graph.tenantId)) {
      return refusal(
        "invalid_request",
        90002,
        `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`,
      );
    }
    if (clientId !== this.#graph.clientId) {
      return refusal(
        "unauthorized_client",
        700016,
        `Application with identifier '${clientId}' was not found in the directory 'Contoso'.`,
      );
    }
    if (this.#has("secret-expired")) {
      return refusal(
        "invalid_client",
        7000222,
        `The provided client secret keys for app '${clientId}' are expired.`,
        401,
      );
    }
    if (secret !== this.#graph.clientSecret || this.#has("wrong-secret")) {
      return refusal(
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, " +
          `not the client secret ID, for a secret added to app '${clientId}'.`,
        401,
      );
    }
    const lifetime = this.#has("short-tokens") ? 5 : this.#graph.tokenSeconds;
    return {
      status: 200,
      headers: { "cache-control": "no-store" },
      body: {
        token_type: "Bearer",
        expires_in: lifetime,
        ext_expires_in: lifetime,
        access_token: this.#make(lifetime),
      },
    };
  }

  /** Why a request's Authorization header is not good; undefined when it is. */
  complaint(authorization: string | undefined): string | undefined {
    if (!authorization) return "Access token is empty.";
    const [kind, token] = authorization.split(" ");
    const [head, body, signature] = (token ?? "").split(".");
    if (kind?.toLowerCase() !== "bearer" || !head || !body || !signature)
      return "CompactToken parsing failed with error code: 80049217";
    const expected = this.#sign(`${head}.${body}`);
    const given = Buffer.from(signature, "base64url");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return "Signature is invalid.";
    if (this.#has("clock-skew")) return "Lifetime validation failed, the token is not yet valid.";
    const claims = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as { exp: number };
    return claims.exp * 1000 < Date.now() ? "Lifetime validation failed, the token is expired." : undefined;
  }

  /** Whether a good token was given for another tenant, which knows nothing of this one's sensors. */
  isForeign(authorization: string | undefined): boolean {
    const body = authorization?.split(".")[1] ?? "";
    return Buffer.from(body, "base64url").toString("utf8").includes(OTHER_TENANT);
  }

  #make(lifetime: number): string {
    const issued = Math.floor(Date.now() / 1000);
    const part = (of: unknown) => Buffer.from(JSON.stringify(of)).toString("base64url");
    const text = `${part({ typ: "JWT", alg: "HS256" })}.${part({
      aud: this.#graph.cloud === "usGov" ? "https://graph.microsoft.us" : "https://graph.microsoft.com",
      iss: `https://sts.windows.net/${this.#graph.tenantId}/`,
      iat: issued,
      nbf: issued,
      exp: issued + Math.ceil(lifetime),
      appid: this.#graph.clientId,
      tid: this.#has("token-other-tenant") ? OTHER_TENANT : this.#graph.tenantId,
      uti: randomUUID(),
      roles: permissions.filter((permission) => consented(this.#has, permission)),
    })}`;
    return `${text}.${this.#sign(text).toString("base64url")}`;
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

/** An error body as the token endpoint of Microsoft Entra ID writes it. */
function refusal(error: string, code: number, message: string, status = 400): Reply {
  const trace = randomUUID();
  const moment = now()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${trace} Timestamp: ${moment}`,
      error_codes: [code],
      timestamp: moment,
      trace_id: trace,
      correlation_id: trace,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
