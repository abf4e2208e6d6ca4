/**
 * What tells that a cause is behind a failure.
 * - `line`: a line of a log. Codes and the names of types and methods come first: they are the same in every language.
 *   `sure` names the cause alone; `likely` is also seen with others and gives way to them.
 * - `exitCode`: the setup's end (Win32 form) when no line says more.
 * - `check`: a check that failed on the host, by id; with `measured` only where what it measured says so too.
 * `step` limits a line or a code to one step.
 */
export type Evidence =
  | { line: RegExp; strength: "sure" | "likely"; step?: string }
  | { exitCode: number; step?: string }
  | { check: string; measured?: RegExp };

export interface Cause {
  /** Stable, kebab-case. */
  id: string;
  /** What went wrong, one sentence. */
  cause: string;
  evidence: readonly Evidence[];
  cure: string;
  /** Whether doing the same again can help with nothing changed by a person. */
  retryCanHelp: boolean;
  /** The document it is known from. */
  source: string;
}
