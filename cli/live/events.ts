import { z } from "zod";

/**
 * What is read of the engine's own event stream (`pulumi up --event-log`), one JSON document a line. Secrets are
 * masked by the engine before it writes.
 */
export type EngineEvent =
  /** The engine takes a resource up. `op` is create, update, same, read, refresh, delete, replace … */
  | ({ kind: "begun"; op: string } & Place)
  | ({ kind: "done"; op: string; outputs: Record<string, unknown> } & Place)
  | ({ kind: "failed"; op: string } & Place)
  /** A line about a resource, or about nothing in particular. Passing lines are a resource's live status. */
  | { kind: "message"; severity: Severity; passing: boolean; name: string | null; text: string }
  | { kind: "summary"; succeeded: boolean; changes: Record<string, number>; seconds: number }
  /** Somebody asked the engine to stop. */
  | { kind: "stopping" }
  | { kind: "over" };

export type Severity = "info" | "warning" | "error";

/** A resource: its name within the stack, and its type token. */
interface Place {
  name: string;
  type: string;
}

const metadata = z.looseObject({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  new: z.looseObject({ outputs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
const step = z.looseObject({ metadata });

const line = z.looseObject({
  timestamp: z.number().optional(),
  resourcePreEvent: step.optional(),
  resOutputsEvent: step.optional(),
  resOpFailedEvent: step.optional(),
  diagnosticEvent: z
    .looseObject({
      urn: z.string().optional(),
      message: z.string(),
      severity: z.string(),
      ephemeral: z.boolean().optional(),
    })
    .optional(),
  summaryEvent: z
    .looseObject({
      durationSeconds: z.number(),
      resourceChanges: z.record(z.string(), z.number()).nullish(),
      result: z.string().optional(),
      maybeCorrupt: z.boolean().optional(),
    })
    .optional(),
  stdoutEvent: z.looseObject({ message: z.string() }).optional(),
  cancelEvent: z.looseObject({}).optional(),
});

/** An event and its moment by the engine's clock, milliseconds; the engine notes whole seconds only. */
export interface StampedEvent {
  at: number;
  event: EngineEvent;
}

/** The event in a line; undefined where it is none, or one that tells an operator nothing. Never throws. */
export function parseEvent(text: string): StampedEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = line.safeParse(value);
  if (!parsed.success) return undefined;
  const event = eventOf(parsed.data);
  return event && { at: (parsed.data.timestamp ?? 0) * 1000, event };
}

function eventOf(data: z.output<typeof line>): EngineEvent | undefined {
  if (data.resourcePreEvent) return { kind: "begun", ...placeOf(data.resourcePreEvent.metadata) };
  if (data.resOutputsEvent) {
    const { metadata } = data.resOutputsEvent;
    return { kind: "done", ...placeOf(metadata), outputs: metadata.new?.outputs ?? {} };
  }
  if (data.resOpFailedEvent) return { kind: "failed", ...placeOf(data.resOpFailedEvent.metadata) };
  if (data.diagnosticEvent) {
    const { severity, message, urn, ephemeral } = data.diagnosticEvent;
    const known = severities[severity];
    if (!known) return undefined;
    return {
      kind: "message",
      severity: known,
      passing: ephemeral === true,
      name: urn ? nameOfUrn(urn) : null,
      text: message.trim(),
    };
  }
  if (data.summaryEvent) {
    const { result, durationSeconds, resourceChanges } = data.summaryEvent;
    return {
      kind: "summary",
      succeeded: result === undefined || result === "succeeded",
      changes: resourceChanges ?? {},
      seconds: durationSeconds,
    };
  }
  if (data.stdoutEvent && STOPPING.test(data.stdoutEvent.message)) return { kind: "stopping" };
  return data.cancelEvent ? { kind: "over" } : undefined;
}

/** What the engine says at the first Ctrl-C; the stream has no other word for it. */
const STOPPING = /^\^C received/;

const severities: Record<string, Severity> = {
  info: "info",
  "info#err": "info",
  warning: "warning",
  error: "error",
};

function placeOf({ op, urn, type }: z.output<typeof metadata>): Place & { op: string } {
  return { op, name: nameOfUrn(urn), type };
}

/** `urn:pulumi:dev::ata2mdi::ata2mdi:index:Sensor::dc01-sensor` → `dc01-sensor` */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
