import type { Place } from "./place.ts";
import type { Failure } from "./view.ts";

/** What is worth telling of a change: plain lines, and messages to people elsewhere, are made of it. */
export type News =
  | { kind: "wave"; wave: number; state: "began" | "done" }
  | { kind: "step"; place: Place; state: "began" | "done" | "failed" | "stopped"; seconds: number | null }
  /** A resource says what it waits for. */
  | { kind: "says"; place: Place; text: string }
  /** opened: no gateway runs there any more; closed: its sensor is verified. */
  | { kind: "gap"; host: string; state: "opened" | "closed"; seconds: number | null }
  | { kind: "failure"; place: Place; failure: Failure }
  /** An error that belongs to no resource and that nothing else explains. */
  | { kind: "loose"; text: string }
  | { kind: "warning"; text: string }
  | { kind: "unlocked"; center: string }
  /** `changed`: resources that were not as they should be. */
  | { kind: "over"; succeeded: boolean; seconds: number; changed: number };
