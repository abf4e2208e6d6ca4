import type { CenterLockInputs, LockReason } from "../declared.ts";
import type { LockMeasurement } from "./measured.ts";
import { centerUnread, fails } from "./reason.ts";

/** Most alerts a reason names. */
const NAMED = 5;

/** No suspicious activity is open in the Center but those somebody decided, by name and with a reason. */
export function alertRules(inputs: CenterLockInputs, { openAlerts }: LockMeasurement): LockReason[] {
  const { name } = inputs.center;
  if (!("value" in openAlerts)) {
    return [
      centerUnread("alerts", inputs, {
        measured: `the Center's suspicious activities could not be read: ${openAlerts.unread}`,
        cure: "Make the Center's console readable; alerts are in the Center alone and go with it.",
      }),
    ];
  }
  const decided = new Set(inputs.decidedAlerts.map((id) => id.toLowerCase()));
  const open = openAlerts.value.filter(({ id }) => !decided.has(id.toLowerCase()));
  if (open.length === 0) return [];
  const named = open.slice(0, NAMED).map(({ id, title }) => `${title} (${id})`);
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : "";
  return [
    fails("alerts", name, {
      measured: `${open.length} suspicious activities are open: ${named.join(", ")}${more}`,
      cure: "Close them, in ATA's console or with --close, or name each in the Center's `alerts` with who decides and why.",
      command: "ata2mdi alerts <estate> --out <folder>",
    }),
  ];
}
