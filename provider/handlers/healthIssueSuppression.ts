import {
  type HealthIssueSuppressionInputs,
  type HealthIssueSuppressionOutputs,
  healthIssueSuppressionInputs,
} from "../../plan/declaredService.ts";
import { concerns } from "../../plan/healthIssues.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import type { GraphHealthIssue } from "../graph/api.ts";
import { unlessGone } from "../graph/problems.ts";
import type { Call, ResourceHandler, WorkCall } from "../handler.ts";
import { listSuppressed, reopenIssues } from "../suppressedIssues.ts";
import { sameWorkspace } from "../workspaces.ts";

/** The service lets a suppression lapse after this long; a longer window could not be kept. */
const LONGEST_DAYS = 7;
/** Age of a list of open issues that a preview may rest on. */
const LISTED_SECONDS = 2;

/**
 * Keeps planned noise quiet for a window, and puts every issue back to open afterwards, whatever became of the run: the
 * next one after the window's end does it, and so does forgetting. A whole move puts them back at its end by itself.
 */
export const healthIssueSuppression: ResourceHandler<
  HealthIssueSuppressionInputs,
  HealthIssueSuppressionOutputs
> = {
  token: "ata2mdi:index:HealthIssueSuppression",
  inputs: healthIssueSuppressionInputs,
  minds: ["domainControllers", "titles", "until", "forSeconds"],
  notes: ["workspace", "reason"],
  farewell: "forgotten; what was suppressed is open again",
  idOf: (inputs) => inputs.workspace.name,

  async due(state, inputs, call) {
    if (!sameWorkspace(state.workspace, inputs.workspace)) return "another workspace: its issues are meant";
    const ids = state.suppressed ?? [];
    if (!isOver(windowEndOf(inputs, state, call), call)) return newNoise(inputs, ids, call);
    if (ids.length === 0) return undefined;
    // The move's own end may have put them back already.
    const suppressed = await listSuppressed(inputs.workspace, call);
    const left = suppressed.filter(({ id }) => ids.includes(id)).length;
    return left > 0 ? `the window is over: ${left} health issues are put back to open` : undefined;
  },

  create: (inputs, call) => suppress(inputs, undefined, call),

  async update(state, inputs, call) {
    const windowEnd = windowEndOf(inputs, state, call);
    if (!isOver(windowEnd, call)) return suppress(inputs, state, call);
    const suppressed = state.suppressed ?? [];
    call.keep({ suppressed, windowEnd });
    await reopenIssues(inputs.workspace, suppressed, call, (left) => call.keep({ suppressed: left }));
    return { suppressed: [], windowEnd, reopenedAt: call.services.now().toISOString() };
  },

  async forget(state, call) {
    await reopenIssues(state.workspace, state.suppressed ?? [], call);
  },
};

/**
 * Noise that came up after the window began, and was never suppressed: what was and is open again, somebody has opened.
 * A service that cannot be asked is no reason to begin anew.
 */
async function newNoise(
  inputs: HealthIssueSuppressionInputs,
  known: readonly string[],
  call: Call,
): Promise<string | undefined> {
  const { healthIssues } = call.services.graph(inputs.workspace);
  const read = await healthIssues.recent(LISTED_SECONDS, call.signal);
  if (!("value" in read)) return undefined;
  const fresh = read.value.filter((issue) => isExpected(issue, inputs) && !known.includes(issue.id));
  return fresh.length > 0 ? `${fresh.length} more health issues of the planned work are open` : undefined;
}

type State = HealthIssueSuppressionInputs & Partial<HealthIssueSuppressionOutputs>;

/** The end that is given, or so long after the window first began. Another length begins another window. */
function windowEndOf(inputs: HealthIssueSuppressionInputs, state: State | undefined, call: Call): string {
  if (inputs.until !== null) return inputs.until;
  if (state?.windowEnd && state.forSeconds === inputs.forSeconds) return state.windowEnd;
  return new Date(call.services.now().getTime() + (inputs.forSeconds ?? 0) * 1000).toISOString();
}

function isOver(windowEnd: string, call: Call): boolean {
  return Date.parse(windowEnd) <= call.services.now().getTime();
}

async function suppress(
  inputs: HealthIssueSuppressionInputs,
  state: State | undefined,
  call: WorkCall<HealthIssueSuppressionOutputs>,
): Promise<HealthIssueSuppressionOutputs> {
  const windowEnd = windowEndOf(inputs, state, call);
  const days = (Date.parse(windowEnd) - call.services.now().getTime()) / 86_400_000;
  if (days > LONGEST_DAYS) throw new ProblemError(tooLong(windowEnd, days));
  const suppressed = new Set(state?.suppressed);
  const kept = () => ({ suppressed: [...suppressed], windowEnd, reopenedAt: null });
  call.keep(kept());
  if (days <= 0) return kept();
  const { api } = call.services.graph(inputs.workspace);
  // A run that was killed may have suppressed some and could not say so: they are put back with the others.
  for (const issue of await listSuppressed(inputs.workspace, call)) {
    if (isExpected(issue, inputs)) suppressed.add(issue.id);
  }
  call.keep(kept());
  for (const issue of await api.listHealthIssues(call.signal, "open")) {
    if (!isExpected(issue, inputs)) continue;
    // One that was settled and vanished since it was listed needs nothing.
    await api.updateHealthIssue(issue.id, "suppressed", call.signal).catch(unlessGone);
    suppressed.add(issue.id);
    // Kept one by one: whatever ends this run, the next one knows what it has to put back.
    call.keep(kept());
  }
  return kept();
}

function isExpected(issue: GraphHealthIssue, inputs: HealthIssueSuppressionInputs): boolean {
  const title = issue.displayName.toLowerCase();
  const titled = inputs.titles.some((part) => title.includes(part.toLowerCase()));
  return titled && concerns(issue, inputs.domainControllers);
}

function tooLong(windowEnd: string, days: number): Problem {
  return {
    id: "SUPPRESSION-TOO-LONG",
    cause: `health issues can be suppressed for ${LONGEST_DAYS} days at most`,
    measured: `until ${windowEnd}: ${Math.ceil(days)} days`,
    cure: "Choose a nearer end, and renew it when it is over.",
    command: "ata2mdi check",
  };
}
