import { fingerprint } from "../../plan/outcomes/fingerprint.ts";
import { adviseRetry } from "../../plan/outcomes/retry.ts";
import type { Problem } from "../../plan/problem.ts";
import { findAnswer } from "../../remote/answer.ts";
import { readProblem } from "./explain.ts";

/**
 * What doing the same again can bring, with nothing put right by a person.
 * - `mayPass`: its cause can pass by itself, or work goes on that the next run picks up.
 * - `needsPerson`: it would fail the same way, or its cause is not known.
 * - `harmless`: a gate that is closed. It does not open by being asked; asking changes nothing either.
 */
export type Again = "mayPass" | "needsPerson" | "harmless";

/** Problems of the way to a host, and of work that has not ended: they change by themselves. */
const PASSING = new Set(["HOST-UNREACHABLE", "HOST-CONNECTION-LOST", "STEP-RUNNING"]);

/** @param text the engine's error, with the step's answer in it where there is one */
export function againOf(text: string, problem: Problem): Again {
  if (PASSING.has(problem.id)) return "mayPass";
  if (readProblem(text)) return "harmless";
  const answer = findAnswer(text);
  if (!answer) return "needsPerson";
  const log = [...answer.log, answer.reason ?? ""];
  const known = fingerprint({ step: answer.step, exitCode: answer.exitCode, log });
  return adviseRetry({ exitCode: answer.exitCode, fingerprint: known, attempt: 1 }).retry
    ? "mayPass"
    : "needsPerson";
}
