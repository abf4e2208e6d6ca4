import { alertRecord, isOpen } from "../../plan/alerts/record.ts";
import type { OpenAlert } from "../../plan/centerLock/measured.ts";
import { arrayMembers } from "./jsonArray.ts";

/** Every suspicious activity of a Center, in whatever state. */
export const SUSPICIOUS_ACTIVITIES = "/api/management/suspiciousActivities";

/**
 * The open ones of a list of suspicious activities as the Center sends it, one by one as they arrive: a long list needs
 * no memory.
 *
 * @throws SyntaxError where it is not one whole list of alerts
 */
export async function readOpenAlerts(text: AsyncIterable<string>): Promise<OpenAlert[]> {
  const open: OpenAlert[] = [];
  for await (const raw of arrayMembers(text)) {
    const alert = alertRecord("suspicious activity", raw);
    if (!alert) throw new SyntaxError("a member is no alert: it has no Id or no Type");
    if (isOpen(alert.status)) open.push({ id: alert.id, title: alert.title });
  }
  return open;
}
