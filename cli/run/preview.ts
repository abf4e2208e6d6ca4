import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemError } from "../../plan/problem.ts";
import { parseEvent } from "../live/events.ts";
import { viewFromState } from "../live/fromState.ts";
import { looseErrors, reduce } from "../live/reduce.ts";
import type { RunView } from "../live/view.ts";
import type { Place } from "../place.ts";
import type { StackView } from "../stack.ts";
import { printable } from "../text/printable.ts";
import { problemOfOutput } from "./engineProblem.ts";
import { startEngine } from "./engineRun.ts";
import { onStopRequest } from "./stopRequests.ts";

/** Operation → how many resources it would be done to, as the engine counts. */
export type Changes = Record<string, number>;

/** The arguments of the engine: what a person would type. */
export function previewArguments(stack: string): string[] {
  return ["preview", "--suppress-outputs", "--stack", stack];
}

/**
 * Asks the engine what it would do, and shows nothing of how it gets there. Throws PREVIEW-FAILED with the first
 * reason, or what the engine said where it could not begin.
 */
export async function runPreview(stack: StackView, { cwd, env }: Place): Promise<Changes> {
  const folder = mkdtempSync(join(tmpdir(), "ata2mdi-preview-"));
  const run = { folder, events: join(folder, "events.jsonl"), output: join(folder, "output.txt") };
  try {
    writeFileSync(run.events, "", { mode: 0o600 });
    const engine = await startEngine(previewArguments(stack.stack), { cwd, env, run });
    const forget = onStopRequest(() => engine.stop());
    const code = await engine.ended.finally(forget);
    const view = readAll(stack, readFileSync(run.events, "utf8"));
    if (code !== 0) throw whyItFailed(view, readFileSync(run.output, "utf8"));
    return view.result?.changes ?? {};
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readAll(stack: StackView, events: string): RunView {
  let view = viewFromState(stack, Date.now());
  for (const line of events.split("\n")) {
    const stamped = parseEvent(line);
    if (stamped) view = reduce(view, stamped.event, stamped.at).view;
  }
  return view;
}

function whyItFailed(view: RunView, output: string): ProblemError {
  const [first, ...rest] = view.failures;
  if (first) {
    const more = rest.length > 0 ? ` (and ${rest.length} more)` : "";
    return new ProblemError({ ...first.problem, cause: `${first.problem.cause}${more}` });
  }
  const [loose] = looseErrors(view);
  if (!loose) return problemOfOutput(output, view.stack);
  return new ProblemError({
    id: "PREVIEW-FAILED",
    cause: "the plan could not be made, so nothing was changed",
    measured: printable(loose),
    cure: "Correct what it names.",
    command: `pulumi ${previewArguments(view.stack).join(" ")}`,
  });
}
