import { z } from "zod";

/** The words every section of the estate file is made of: names, people, moments, counts. */

/** A text of a certain form; `form` completes "must be …" in errors and stands in the docs. */
export function formed(pattern: RegExp, form: string) {
  return z.string().regex(pattern, `must be ${form}`).meta({ "x-form": form });
}

export const hostName = formed(
  /^[A-Za-z0-9]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?$/,
  "a NetBIOS computer name: 1 to 15 letters, digits or hyphens",
).describe("Computer name (NetBIOS, without the domain); also the start of its resources' names.");

export const dnsName = formed(
  /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/,
  "a DNS name such as contoso.com",
);

/** A group managed service account of the domain it is written at. */
export const managedAccount = formed(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}\$?$/,
  "the name of a managed service account, at most 15 characters, with or without its dollar sign",
);

const PROXY = "http://[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?:\\d{1,5}";

/** The address of a proxy; an account of it would be a secret in clear. */
export const proxyAddress = formed(
  new RegExp(`^${PROXY}$`),
  "the address of a proxy without an account, such as http://proxy.contoso.com:8080",
);

/** The same for one host, which may be said to have none. */
export const proxyAddressOrNone = formed(
  new RegExp(`^(none|${PROXY})$`),
  "`none`, or the address of a proxy without an account, such as http://proxy.contoso.com:8080",
);

export const waveName = formed(/^wave-(0|[1-9]\d*)$/, "a wave's name such as wave-1");

export const siteName = z.string().min(1).max(64).describe("Active Directory site.");

export const person = z.string().min(1).describe("Who: a name or an account a colleague can ask.");

export const reason = z.string().min(3).describe("Why, in words a colleague understands.");

export const instant = z.iso
  .datetime({ offset: true, error: "must be a moment with its offset: 2026-12-01T20:00:00+01:00" })
  .describe("A moment, ISO 8601 with its offset: 2026-12-01T20:00:00+01:00.");

export const day = z.iso.date({ error: "must be a date that exists, written 2026-12-31" });

/** How many: a whole number, or a share of what it is a limit of. */
export const count = z
  .union([
    z.int().min(1),
    formed(/^(100|[1-9]\d?)%$/, "a whole number from 1, or a percentage from 1% to 100%"),
  ])
  .describe("A whole number, or a percentage in quotes.");

/** Someone with the right to say yes said yes. */
export const approval = z.strictObject({
  by: person,
  at: instant,
  note: z.string().optional().describe("A change number, a condition."),
});
