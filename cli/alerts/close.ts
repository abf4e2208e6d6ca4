import { alertRecord, isOpen } from "../../plan/alerts/record.ts";
import { problemOf } from "../../plan/problem.ts";
import { arrayMembers } from "../../provider/center/jsonArray.ts";
import { SUSPICIOUS_ACTIVITIES } from "../../provider/center/openAlerts.ts";
import type { CenterAccess } from "../../remote/center/access.ts";
import { type Answered, fetchText, sendForm } from "../../remote/center/curl.ts";
import type { Noted } from "./choice.ts";
import type { Closings } from "./closings.ts";

/** What became of one alert, as it was read back. */
export interface Closed {
  alert: Noted;
  outcome: "closed" | "not closed" | "unread";
  measured: string;
}

/**
 * The change as a public PowerShell module of Microsoft's sends it. It closes; it never deletes, and it does not keep
 * the like from being raised again.
 */
const CLOSE = { Status: "Closed", ShouldExclude: "False" };

/** Nobody may go on who is answered so: the next alert would be refused as well. */
const refused = [401, 403];

/**
 * Closes alerts one after the other, then reads them back. Each is written down before it is asked for, and again as it
 * was read back. Stops at the first answer that will not differ for the next.
 */
export async function closeAlerts(
  access: CenterAccess,
  alerts: readonly Noted[],
  closings: Closings,
): Promise<Closed[]> {
  const answers = new Map<string, string>();
  for (const alert of alerts) {
    closings.add("asked", alert, `it was ${alert.status}`);
    try {
      const answered = await sendForm(access, { path: pathOf(alert), form: CLOSE });
      answers.set(alert.id, told(answered));
      if (refused.includes(answered.status)) break;
    } catch (error) {
      answers.set(alert.id, problemOf(error).measured);
      break;
    }
  }
  const asked = alerts.filter(({ id }) => answers.has(id));
  const read = await readBack(access, asked);
  const closed = alerts.map((alert): Closed => {
    const answer = answers.get(alert.id);
    if (answer === undefined) return { alert, outcome: "not closed", measured: "it was not asked for" };
    if ("unread" in read) return { alert, outcome: "unread", measured: `${answer}; then ${read.unread}` };
    return { alert, ...judged(read.statuses.get(alert.id), answer) };
  });
  for (const { alert, outcome, measured } of closed) {
    if (answers.has(alert.id)) closings.add(outcome, alert, measured);
  }
  return closed;
}

function pathOf({ id }: Noted): string {
  return `${SUSPICIOUS_ACTIVITIES}/${encodeURIComponent(id)}`;
}

function told({ status, text }: Answered): string {
  return status >= 200 && status < 300
    ? `answered ${status}`
    : `answered ${status} ${text}`.trim().slice(0, 300);
}

/** Closed is what reads so. What is no longer listed, and what was not read, is not known to be closed. */
function judged(status: string | undefined, answer: string): Pick<Closed, "outcome" | "measured"> {
  if (status === undefined)
    return { outcome: "unread", measured: `${answer}; the Center no longer lists it` };
  const measured = `${answer}; then read as ${status || "without a status"}`;
  return { outcome: /^closed$/i.test(status) ? "closed" : "not closed", measured };
}

/** Statuses of alerts as the Center lists them now. */
async function readBack(
  access: CenterAccess,
  alerts: readonly Noted[],
): Promise<{ statuses: Map<string, string> } | { unread: string }> {
  const wanted = new Set(alerts.map(({ id }) => id));
  const statuses = new Map<string, string>();
  try {
    if (wanted.size === 0) return { statuses };
    for await (const raw of arrayMembers(
      fetchText(access, { paths: [SUSPICIOUS_ACTIVITIES], missing: "refused" }),
    )) {
      const alert = alertRecord("suspicious activity", raw);
      if (alert && wanted.has(alert.id)) statuses.set(alert.id, alert.status);
    }
    return { statuses };
  } catch (error) {
    return { unread: problemOf(error).measured };
  }
}

/** Of those that nobody knows about since an earlier run: what the Center's list, read anew, says of them. */
export function settle(closings: Closings, pending: ReadonlySet<string>, alert: Noted): void {
  if (!pending.has(alert.id) || isOpen(alert.status)) return;
  const outcome = /^closed$/i.test(alert.status) ? "closed" : "not closed";
  closings.add(outcome, alert, `a later run read it as ${alert.status}`);
}
