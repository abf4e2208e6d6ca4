import { openingsFor } from "../../estate/calendar.ts";
import { judge, rootCertificateThumbprints } from "../../plan/checks/index.ts";
import {
  type PreparationGateInputs,
  type PreparationGateOutputs,
  preparationGateInputs,
} from "../../plan/declaredPreparation.ts";
import { hostFacts } from "../../plan/facts.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import type { Call, ResourceHandler } from "../handler.ts";
import { strangeFacts } from "./readiness.ts";

/** How far ahead the next opening is looked for. */
const AHEAD_MILLISECONDS = 92 * 86_400_000;
/** Longest time of the one question a preview may put to a host. */
const PREVIEW_SECONDS = 30;

/** Before a host is interrupted: measured now, passes where it is not needed any more, or where a window is open. */
export const preparationGate: ResourceHandler<PreparationGateInputs, PreparationGateOutputs> = {
  token: "ata2mdi:index:PreparationGate",
  inputs: preparationGateInputs,
  minds: ["checks"],
  notes: ["windows", "freezes", "site", "domain"],
  farewell: "forgotten; nothing that was prepared is put back by that",
  idOf: (inputs) => inputs.target.host,

  async due(state, inputs, call) {
    if (state.until === "") return undefined;
    if (state.until && Date.parse(state.until) > call.services.now().getTime()) return undefined;
    const needed = await neededOn(inputs, PREVIEW_SECONDS, call);
    if (needed.length === 0) return undefined;
    return `its window is over and ${needed.join(", ")} is not done yet: it is looked at again`;
  },

  async create(inputs, call) {
    const now = call.services.now();
    call.status("measuring whether it is needed");
    const needed = await neededOn(inputs, inputs.deadlineSeconds, call);
    const measuredAt = now.toISOString();
    if (needed.length === 0) return { measuredAt, needed, until: "" };
    const span = { from: now.getTime(), to: now.getTime() + AHEAD_MILLISECONDS };
    const [next] = openingsFor(inputs, inputs, span);
    if (!next || next.from > now.getTime())
      throw new ProblemError(closed(inputs, needed, now, next && new Date(next.from).toISOString()));
    return { measuredAt, needed, until: new Date(next.to).toISOString() };
  },
};

/** Of the checks asked for, those that do not pass; one that cannot be read is taken for needed. */
async function neededOn(
  inputs: PreparationGateInputs,
  deadlineSeconds: number,
  call: Call,
): Promise<string[]> {
  const { target, generation, gateway, domain, cloud, sensorApi } = inputs;
  const answer = await call.services.hosts.measure(
    target,
    "Get-HostFacts",
    { sensorApi, rootCertificates: [...rootCertificateThumbprints], managedAccounts: [], proxy: null },
    { deadlineSeconds, signal: call.signal },
  );
  const facts = hostFacts.safeParse(answer.facts);
  if (!facts.success) throw new ProblemError(strangeFacts(target.host, facts.error.issues[0]?.path ?? []));
  const today = call.services.now().toISOString().slice(0, 10);
  const context = { host: target.host, domain, generation, gateway, cloud };
  return judge(facts.data, context, [], today)
    .filter(({ check, outcome }) => outcome !== "pass" && inputs.checks.some((one) => one === check))
    .map(({ check }) => check);
}

function closed(
  { target }: PreparationGateInputs,
  needed: readonly string[],
  now: Date,
  opens: string | undefined,
): Problem {
  return {
    id: "PREPARATION-WINDOW",
    host: target.host,
    cause: `preparing ${needed.join(", ")} interrupts it, and no window of preparation.windows is open`,
    measured: `it is ${now.toISOString()}; ${opens ? `the next window opens ${opens}` : "no window opens within three months"}`,
    cure: opens
      ? "Nothing was changed. Run again when the window is open."
      : "Correct preparation.windows or policy.freezes.",
    command: opens ? "pulumi up" : "ata2mdi check",
  };
}
