import { z } from "zod";

/** An access token with what can be read from it. */
export interface AccessToken {
  value: string;
  expiresAt: Date;
}

const claims = z.looseObject({ tid: z.string().optional(), roles: z.array(z.string()).optional() });

/**
 * Tenant and application permissions a token states. Undefined where it is not one whose parts can be read: Microsoft
 * does not promise that, so nothing is decided on absence.
 */
export function claimsOf(token: string): { tenantId?: string; roles?: string[] } {
  const [, payload] = token.split(".");
  if (payload === undefined) return {};
  try {
    const read = claims.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    return read.success ? { tenantId: read.data.tid, roles: read.data.roles } : {};
  } catch {
    return {};
  }
}
