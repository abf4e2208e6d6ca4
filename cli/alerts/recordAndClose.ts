import type { Problem } from "../../plan/problem.ts";
import { ProblemError } from "../../plan/problem.ts";
import { agree } from "../agree.ts";
import { FINE, USAGE } from "../exit.ts";
import { type Asked, Choice, type Noted } from "./choice.ts";
import { type Closed, closeAlerts, settle } from "./close.ts";
import { Closings } from "./closings.ts";
import { closedText, listText, recordedText } from "./describe.ts";
import { proveRecorded } from "./proof.ts";
import { type AlertSource, accessOf, readAlerts } from "./readAlerts.ts";
import { record } from "./record.ts";

/** A person's wish to close alerts of one Center. */
export interface ClosingWish {
  asked: Asked;
  by: string;
  reason: string;
  /** It is agreed to already. */
  yes: boolean;
  /** Folder of the records. */
  out: string;
}

/**
 * Records all alerts of a Center, proves that the record holds those that are to be closed, and closes them only then,
 * once somebody agrees. Deletes nothing.
 */
export async function recordAndClose(source: AlertSource, wish: ClosingWish): Promise<number> {
  const { center, command } = source;
  const { by, reason, out } = wish;
  const about = { center: center.name, by, reason, account: center.account?.user ?? null };
  const closings = new Closings(out, about, command);
  const pending = closings.pending();
  const choice = new Choice(wish.asked);
  const earlier: Noted[] = [];
  const alerts = { center: center.name, from: [center.console], alerts: readAlerts(source) };
  const recorded = await record(alerts, out, command, (alert) => {
    choice.note(alert);
    if (pending.has(alert.id)) earlier.push(alert);
  });
  say(recordedText(recorded));
  for (const alert of earlier) settle(closings, pending, alert);
  if (choice.unknown.length > 0) throw new ProblemError(unknown(choice, source));
  say(
    ...listText("Asked for, and not open any more:", choice.settled),
    ...listText("Open, and the estate file says that it stays so:", choice.kept),
  );
  const ids = choice.close.map(({ id }) => id);
  if (ids.length === 0) {
    say("There is nothing to close.");
    return FINE;
  }
  await proveRecorded(recorded.written, ids, { center: center.name, command });
  say(
    ...listText(
      "Recorded, as both files were read again, and to be closed in ATA; nothing is deleted:",
      choice.close,
    ),
  );
  if (!wish.yes) {
    const agreed = await agree(`Close ${ids.length} in ${center.name}, by ${by}?`);
    if (agreed !== "yes") return agreed === "no" ? FINE : USAGE;
  }
  const closed = await closeAlerts(await accessOf(source), choice.close, closings);
  say(closedText(closed), `Who closed what, when and why: ${closings.path}`);
  if (closed.some(({ outcome }) => outcome !== "closed")) {
    throw new ProblemError(notClosed(closed, source));
  }
  return FINE;
}

function unknown({ unknown: ids, monitoring }: Choice, { center, command }: AlertSource): Problem {
  const kinds = monitoring.length > 0 ? `; ${monitoring.length} of them are monitoring alerts` : "";
  return {
    id: "ALERT-UNKNOWN",
    host: center.name,
    cause: "the Center has no suspicious activity of an id that is to be closed, so nothing was closed",
    measured: `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}${kinds}`,
    cure: "Take ids of suspicious activities from the files that were written just now.",
    command,
  };
}

function notClosed(closed: readonly Closed[], source: AlertSource): Problem {
  const rest = closed.filter(({ outcome }) => outcome !== "closed");
  const unread = rest.filter(({ outcome }) => outcome === "unread").length;
  const denied = rest.find(({ measured }) => /^answered 40[13]/.test(measured));
  return {
    id: "ALERT-NOT-CLOSED",
    host: source.center.name,
    cause: `${rest.length} of ${closed.length} alerts are not closed, or nobody knows`,
    measured: `${rest.length - unread} not closed, ${unread} unread; ${(denied ?? rest[0])?.measured}`,
    cure: denied
      ? "Whoever changes an alert is an ATA administrator or an ATA user: viewers only look. Name such an account as `consoleAccount`, or run it as one."
      : "See that the Center answers, and look at these in its console. What is closed stays closed; the same command reads the unread ones again and takes the rest.",
    command: source.command,
  };
}

function say(...lines: string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}
