import { z } from "zod";

/** Half of the rehearsals stay below the first, 19 of 20 below the second. */
const quantiles = z.strictObject({ p50: z.number(), p95: z.number() });
const dates = z.strictObject({ p50: z.string(), p95: z.string() });
const named = quantiles.extend({ name: z.string() });

/** What many rehearsals of a plan came to; its schema is what `ata2mdi rehearse --json` promises. */
export const rehearsal = z.strictObject({
  schema: z.literal(1),
  estate: z.string(),
  /** Hash of the plan that was rehearsed. */
  plan: z.string(),
  /** ISO 8601: the beginning that was assumed. */
  from: z.string(),
  runs: z.int(),
  seed: z.int(),
  /** ISO 8601 UTC; the end of what the policy's windows leave open, `never` where they leave too little. */
  finish: dates,
  /** Seconds from the beginning until then; -1 where it never ends. */
  length: quantiles,
  waves: z.array(z.strictObject({ name: z.string(), begins: dates, gateOpens: dates })),
  /** Seconds without protection. */
  gaps: z.strictObject({
    domainControllers: z.array(named),
    sites: z.array(named),
    domains: z.array(named),
  }),
  personHours: quantiles,
  failures: quantiles,
  /** The changes that would shorten it most, the best first. */
  shorten: z.array(
    z.strictObject({
      change: z.string(),
      /** Seconds less until the finish of half of the rehearsals. */
      saves: z.number(),
      /** ISO 8601 UTC of the finish then. */
      finish: dates,
      /** What it costs. */
      price: z.string(),
    }),
  ),
});
export type Rehearsal = z.output<typeof rehearsal>;
