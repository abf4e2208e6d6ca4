import type { CenterLockInputs, LockReason } from "../declared.ts";

/** What a rule has to say against the removal; it says nothing where it passes. */
export function fails(
  rule: string,
  host: string | null,
  rest: Pick<LockReason, "measured" | "cure" | "command">,
): LockReason {
  return { rule, outcome: "fail", host, ...rest };
}

/** What helps where the console said why it gives no answer that counts, by the problem's id. */
const consoleCures: readonly (readonly [id: string, cure: string, command: string])[] = [
  ["CENTER-OTHER", "Correct `console` of this Center in the estate file, or its name.", "ata2mdi check"],
  [
    "CENTER-CERTIFICATE",
    "Compare the certificate's SHA-256 fingerprint on the Center itself, then name it; one that has expired is believed so as well.",
    "pulumi config set centerCertificates <sha256>",
  ],
];

/** A rule that asks the Center, unread. Where nothing answers and the estate keeps the Center stopped, that is why. */
export function centerUnread(
  rule: string,
  { center, rest }: CenterLockInputs,
  { measured, cure }: Pick<LockReason, "measured" | "cure">,
): LockReason {
  const known = consoleCures.find(([id]) => measured.includes(`${id}:`));
  if (known) return unread(rule, center.name, { measured, cure: known[1], command: known[2] });
  if (rest !== "stopped" || !measured.includes("CENTER-UNREACHABLE"))
    return unread(rule, center.name, { measured, cure, command: "pulumi up" });
  return unread(rule, center.name, {
    measured: `the estate file keeps the Center stopped (\`whileKept: stopped\`), and it cannot be asked while it stands still: ${measured}`,
    cure: "Write `whileKept: running` with this Center, or `then: remove` when it shall go: it is started and asked.",
    command: "pulumi up",
  });
}

/** A rule that could not be decided. It blocks like a failure. */
export function unread(
  rule: string,
  host: string | null,
  rest: Pick<LockReason, "measured" | "cure" | "command">,
): LockReason {
  return { rule, outcome: "unread", host, ...rest };
}
