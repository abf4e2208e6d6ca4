import { alertsOfExports, notAnAlert } from "../../estate/ata/alertExports.ts";
import { InputError } from "../../estate/ata/inputProblem.ts";
import { type AlertRecord, alertRecord } from "../../plan/alerts/record.ts";
import { ProblemError } from "../../plan/problem.ts";
import { asProblem } from "../carryOver/inputs.ts";

/**
 * Every alert of a Center that exports of its database hold, one by one as they are read.
 *
 * @param command the command that asked, for what to type next
 * @throws ProblemError where a file cannot be read to its end or holds what is no alert
 */
export async function* exportedAlerts(
  files: readonly string[],
  command: string,
): AsyncGenerator<{ record: AlertRecord; raw: unknown }> {
  try {
    for await (const { kind, alert, document, place } of alertsOfExports(files)) {
      const record = alertRecord(kind === "alert" ? "suspicious activity" : "monitoring alert", alert);
      if (!record) throw notAnAlert(kind, place);
      yield { record, raw: document };
    }
  } catch (error) {
    if (error instanceof InputError) throw new ProblemError(asProblem(error.problem, command));
    throw error;
  }
}
