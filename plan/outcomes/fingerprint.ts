import type { Verdict } from "../verdict.ts";
import { type Cause, causes, type Evidence } from "./causes.ts";
import { classifyExitCode, win32Code } from "./exitCode.ts";

export interface FailureSigns {
  /** The step that failed, such as `Install-Sensor`. */
  step: string;
  /** Exit code of the setup as it came; null where none ran. */
  exitCode: number | null;
  /** Last lines of the logs, and texts of the service such as titles of health issues; newest last. */
  log: readonly string[];
  /** What the checks said of the host, where it was measured. */
  verdicts?: readonly Verdict[];
}

export interface Fingerprint {
  /** Id of the cause, from docs/causes.md. */
  id: string;
  cause: string;
  /** What it was told by: the line itself (at most 200 characters, secrets and control characters taken out), the code or the check. */
  evidence: string;
  cure: string;
  retryCanHelp: boolean;
}

const LONGEST_LINE = 4000;
const LONGEST_EVIDENCE = 200;

/**
 * The known cause that fits a failure best; undefined where none does. A line that names its cause goes before a check
 * that failed, that before a line seen with several causes, and that before a bare exit code. Never throws.
 */
export function fingerprint(signs: FailureSigns): Fingerprint | undefined {
  const lines = signs.log.map((line) => String(line).slice(0, LONGEST_LINE));
  let best: { weight: number; cause: Cause; evidence: string } | undefined;
  for (const cause of causes) {
    for (const evidence of cause.evidence) {
      const weight = weightOf(evidence);
      if (best && weight <= best.weight) continue;
      const seen = seenIn(evidence, lines, signs);
      if (seen !== undefined) best = { weight, cause, evidence: seen };
    }
  }
  if (!best) return undefined;
  const { id, cause, cure, retryCanHelp } = best.cause;
  return { id, cause, evidence: best.evidence, cure, retryCanHelp };
}

function weightOf(evidence: Evidence): number {
  if ("line" in evidence) return evidence.strength === "sure" ? 4 : 2;
  if (!("check" in evidence)) return 1;
  return evidence.measured ? 3.5 : 3;
}

function seenIn(evidence: Evidence, lines: readonly string[], signs: FailureSigns): string | undefined {
  if ("step" in evidence && evidence.step !== undefined && evidence.step !== signs.step) return undefined;
  if ("line" in evidence) {
    const line = lines.findLast((candidate) => evidence.line.test(candidate));
    return line === undefined ? undefined : quotable(line);
  }
  if ("check" in evidence) {
    const verdict = signs.verdicts?.find(
      ({ check, outcome, measured }) =>
        check === evidence.check && outcome === "fail" && (evidence.measured?.test(measured) ?? true),
    );
    return verdict && quotable(`${verdict.check}: ${verdict.measured}`);
  }
  if (signs.exitCode === null || win32Code(signs.exitCode) !== evidence.exitCode) return undefined;
  return `exit code ${signs.exitCode}: ${classifyExitCode(signs.exitCode).meaning}`;
}

/** Arguments of the setups that carry a secret; their values never go into a message. */
const SECRET_ARGUMENT =
  /((?:access ?key|password|secret|token|sig)["']?\s*[=:]\s*)("[^"]*"?|'[^']*'?|[^\s"']+)/gi;

/** A line of a log as it may be shown: secrets and control characters taken out, at most 200 characters. */
export function quotable(line: string): string {
  const clean = line
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replace(SECRET_ARGUMENT, "$1***")
    .trim();
  const characters = [...clean];
  return characters.length > LONGEST_EVIDENCE
    ? `${characters.slice(0, LONGEST_EVIDENCE - 1).join("")}…`
    : clean;
}
