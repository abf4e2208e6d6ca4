import { z } from "zod";

/**
 * The whole move, decided before it begins. Plain data: the same object is printed, drawn, compared and carried out,
 * and its schema is what `ata2mdi plan --json` promises. Fields are added, never renamed.
 */

/** What is to become of a domain controller, and why. */
export const decision = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("move"),
    generation: z.enum(["v2", "v3"]),
    reason: z.string(),
    /** Whether all it rests on was measured by a survey, or some of it is only declared in the estate. */
    basis: z.enum(["declared", "measured"]),
  }),
  /** Held back by a person: keeps its gateway and the Center. */
  z.strictObject({ kind: z.literal("hold"), reason: z.string() }),
  /** Cannot take a sensor as it is: keeps its gateway and the Center until `unblockedBy` is done. */
  z.strictObject({ kind: z.literal("blocked"), reason: z.string(), unblockedBy: z.string() }),
  /** Goes back to its gateway, by a person's word: its sensor goes, and while it is so it keeps the Center. */
  z.strictObject({ kind: z.literal("rollback"), generation: z.enum(["v2", "v3"]), reason: z.string() }),
]);

/** Seconds without protection to expect, by the durations the plan rests on. */
export const expectedGap = z.strictObject({
  median: z.int().min(0),
  /** 19 of 20 are shorter. */
  p95: z.int().min(0),
});

export const plannedDomainController = z.strictObject({
  name: z.string(),
  domain: z.string(),
  site: z.string(),
  decision,
  /** 0 for the canary's wave; undefined where it does not move. */
  wave: z.int().min(0).optional(),
  /** The domain controllers whose sensors must be verified before this one's gateway goes: its lanes' edges. */
  after: z.array(z.string()),
  /** The domain controllers whose package must have been copied before this one's: its site's bandwidth. */
  packageAfter: z.array(z.string()).optional(),
  /** Time without protection to expect; not of who has no gateway to lose. */
  gap: expectedGap.optional(),
  /** Why it stands where it stands, one sentence a rule, which is named at its end. */
  because: z.array(z.string()),
});

export const plannedWave = z.strictObject({
  index: z.int().min(0),
  /** `wave-0`, `wave-1`, …: start of its resources' names. */
  name: z.string(),
  /** In the order in which they may start: each stands behind those it waits for. */
  domainControllers: z.array(z.string()),
  soakSeconds: z.number().min(0),
  /** Failures of this wave the next one forgives: the move stops when there are more. Always 0: see docs/planning.md. */
  failureBudget: z.int().min(0),
  /** Where the policy wants an approval before this wave: who gave it and when, or that it is still needed. */
  approval: z.union([z.literal("needed"), z.strictObject({ by: z.string(), at: z.string() })]).optional(),
});

export const plannedStandaloneGateway = z.strictObject({
  name: z.string(),
  /** Sensors that must be verified before it goes. */
  after: z.array(z.string()),
  /** Why it stays, where it does. */
  heldBy: z.array(z.string()),
});

export const plannedCenter = z.strictObject({
  name: z.string(),
  forest: z.string(),
  request: z.enum(["retain", "remove"]),
  domainControllers: z.array(z.string()),
  standaloneGateways: z.array(z.string()),
});

/** What had happened when a plan was made in the middle of a move; names. */
export const begun = z.strictObject({
  /** Their sensors are verified. */
  done: z.array(z.string()),
  /** Their gateways are gone or going, their sensors are not verified yet. */
  underWay: z.array(z.string()),
});

/** A rule of docs/planning.md as this estate has it. */
export const keptRule = z.strictObject({
  name: z.string(),
  /** What it is here: `1 at once: site Berlin, site Oslo`. */
  here: z.string(),
  /** How many domain controllers it is a reason for. */
  binds: z.int().min(0),
  /** Who set it aside, where it does not hold. */
  setAside: z.string().optional(),
});

/** The gaps of a site or a domain added up. */
export const gapSum = z.strictObject({ name: z.string(), ...expectedGap.shape });

/** How good the order is: from the first step to the last open gate, with typical durations and nothing going wrong. */
export const plannedLength = z.strictObject({
  seconds: z.number(),
  /** No order that keeps the rules is shorter than this. */
  lowerBoundSeconds: z.number(),
  /** What the lower bound consists of, in words. */
  bound: z.string(),
  method: z.string(),
});

export const plan = z.strictObject({
  schema: z.literal(1),
  estate: z.string(),
  domainControllers: z.array(plannedDomainController),
  waves: z.array(plannedWave),
  standaloneGateways: z.array(plannedStandaloneGateway),
  centers: z.array(plannedCenter),
  begun: begun.optional(),
  /** Every rule there is something to say of; plans saved before there was this list have none. */
  rules: z.array(keptRule).default([]),
  gaps: z
    .strictObject({ sites: z.array(gapSum), domains: z.array(gapSum) })
    .default({ sites: [], domains: [] }),
  length: plannedLength,
  /** What a person should know before agreeing, one sentence each. */
  notes: z.array(z.string()),
  /** SHA-256 of the plan without this field, its length and its notes, canonical JSON. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Decision = z.output<typeof decision>;
export type PlannedDomainController = z.output<typeof plannedDomainController>;
export type PlannedWave = z.output<typeof plannedWave>;
export type PlannedStandaloneGateway = z.output<typeof plannedStandaloneGateway>;
export type PlannedCenter = z.output<typeof plannedCenter>;
export type KeptRule = z.output<typeof keptRule>;
export type PlannedLength = z.output<typeof plannedLength>;
export type Begun = z.output<typeof begun>;
export type Plan = z.output<typeof plan>;

/** Reads the text of a saved plan. Throws with what is wrong when it is not one. */
export function parsePlan(text: string): Plan {
  return plan.parse(JSON.parse(text));
}
