import { readFileSync } from "node:fs";
import { Eta } from "eta";
import type { Plan } from "../../plan/plan.ts";
import type { MoveState } from "../state/moveState.ts";
import { outcomeWords } from "../summary.ts";
import { seconds } from "../text/length.ts";

export interface ReportInput {
  stack: string;
  state: MoveState;
  plan: Plan;
  /** ISO 8601: when the report was written. */
  writtenAt: string;
}

const template = readFileSync(new URL("./report.eta", import.meta.url), "utf8");
const eta = new Eta({ autoEscape: true });

/** The report: one HTML file that needs no network. Everything from hosts and people is escaped. */
export function renderReport(input: ReportInput): string {
  return eta.renderString(template, { ...input, outcomeWords, seconds });
}
