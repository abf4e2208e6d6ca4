import type { LockReason } from "../declared.ts";

/** What a rule has to say against the removal; it says nothing where it passes. */
export function fails(
  rule: string,
  host: string | null,
  rest: Pick<LockReason, "measured" | "cure" | "command">,
): LockReason {
  return { rule, outcome: "fail", host, ...rest };
}

/** A rule that could not be decided. It blocks like a failure. */
export function unread(
  rule: string,
  host: string | null,
  rest: Pick<LockReason, "measured" | "cure" | "command">,
): LockReason {
  return { rule, outcome: "unread", host, ...rest };
}
