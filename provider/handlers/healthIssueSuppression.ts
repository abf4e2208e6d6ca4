import {
  type HealthIssueSuppressionInputs,
  type HealthIssueSuppressionOutputs,
  healthIssueSuppressionInputs,
} from "../../plan/declaredService.ts";
import { concerns } from "../../plan/healthIssues.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { unlessGone } from "../graph/problems.ts";
import type { ResourceHandler, WorkCall } from "../handler.ts";
import { sameWorkspace } from "../workspaces.ts";

/** The service lets a suppression lapse after this long; a longer window could not be kept. */
const LONGEST_DAYS = 7;

/** Keeps planned noise quiet for a window, and puts every issue back to open afterwards. */
export const healthIssueSuppression: ResourceHandler<
  HealthIssueSuppressionInputs,
  HealthIssueSuppressionOutputs
> = {
  token: "ata2mdi:index:HealthIssueSuppression",
  inputs: healthIssueSuppressionInputs,
  minds: ["domainControllers", "titles", "until"],
  notes: ["workspace", "reason"],
  farewell: "forgotten; what was suppressed is open again",
  idOf: (inputs) => inputs.workspace.name,

  async due(state, inputs, call) {
    if (!sameWorkspace(state.workspace, inputs.workspace)) return "another workspace: its issues are meant";
    const left = state.suppressed?.length ?? 0;
    if (left === 0 || Date.parse(inputs.until) > call.services.now().getTime()) return undefined;
    return `the window is over: ${left} health issues are put back to open`;
  },

  create: (inputs, call) => suppress(inputs, [], call),

  async update(state, inputs, call) {
    const before = state.suppressed ?? [];
    if (Date.parse(inputs.until) > call.services.now().getTime()) return suppress(inputs, before, call);
    call.keep({ suppressed: before });
    return reopen(inputs, before, call);
  },

  async forget(state, call) {
    await reopen(state, state.suppressed ?? [], { ...call, keep: () => {} });
  },
};

async function suppress(
  inputs: HealthIssueSuppressionInputs,
  before: readonly string[],
  call: WorkCall<HealthIssueSuppressionOutputs>,
): Promise<HealthIssueSuppressionOutputs> {
  const days = (Date.parse(inputs.until) - call.services.now().getTime()) / 86_400_000;
  if (days > LONGEST_DAYS) throw new ProblemError(tooLong(inputs, days));
  const { api } = call.services.graph(inputs.workspace);
  const suppressed = [...before];
  call.keep({ suppressed, reopenedAt: null });
  if (days <= 0) return { suppressed, reopenedAt: null };
  const titles = inputs.titles.map((title) => title.toLowerCase());
  const open = await api.listHealthIssues(call.signal, "status eq 'open'");
  const expected = open.filter(
    (issue) =>
      titles.some((title) => issue.displayName.toLowerCase().includes(title)) &&
      concerns(issue, inputs.domainControllers),
  );
  for (const issue of expected) {
    await api.updateHealthIssue(issue.id, "suppressed", call.signal);
    suppressed.push(issue.id);
    // Kept one by one: whatever ends this run, the next one knows what it has to put back.
    call.keep({ suppressed: [...suppressed] });
  }
  return { suppressed, reopenedAt: null };
}

async function reopen(
  inputs: HealthIssueSuppressionInputs,
  ids: readonly string[],
  call: WorkCall<HealthIssueSuppressionOutputs>,
): Promise<HealthIssueSuppressionOutputs> {
  const { api } = call.services.graph(inputs.workspace);
  for (const [index, id] of ids.entries()) {
    // One that was settled meanwhile is no longer there: nothing is to be put back.
    await api.updateHealthIssue(id, "open", call.signal).catch(unlessGone);
    call.keep({ suppressed: ids.slice(index + 1) });
  }
  return { suppressed: [], reopenedAt: call.services.now().toISOString() };
}

function tooLong(inputs: HealthIssueSuppressionInputs, days: number): Problem {
  return {
    id: "SUPPRESSION-TOO-LONG",
    cause: `health issues can be suppressed for ${LONGEST_DAYS} days at most`,
    measured: `until ${inputs.until}: ${Math.ceil(days)} days`,
    cure: "Choose a nearer end, and renew it when it is over.",
    command: "ata2mdi check",
  };
}
