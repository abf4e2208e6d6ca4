import { judge, rootCertificateThumbprints } from "../../plan/checks/index.ts";
import type { ReadyGateInputs } from "../../plan/declared.ts";
import { type HostFacts, hostFacts } from "../../plan/facts.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";
import { candidateOf, isV3, sensorOf } from "../../plan/sensorState.ts";
import type { Verdict } from "../../plan/verdict.ts";
import { gatewayStatusFacts } from "../../remote/contract.ts";
import { readOrThrow } from "../graph/ask.ts";
import type { Call } from "../handler.ts";

/** An answer of Graph this old still says what it lists. */
const LISTED_SECONDS = 60;
/** Longest time of the one question a preview may put to a host. */
const PREVIEW_SECONDS = 30;

export interface Readiness {
  facts: HostFacts;
  verdicts: Verdict[];
  /** The service lists a sensor for this host already. */
  sensorListed: boolean;
}

/** Measures a host and asks the service at the same time. Throws ProblemError where either gives no answer. */
export async function measureReadiness(inputs: ReadyGateInputs, call: Call): Promise<Readiness> {
  const { target, workspace, generation, gateway } = inputs;
  const [answer, listed] = await Promise.all([
    call.services.hosts.measure(
      target,
      "Get-HostFacts",
      {
        sensorApi: workspace.sensorApi,
        rootCertificates: [...rootCertificateThumbprints],
        managedAccounts: inputs.managedAccounts,
        proxy: inputs.sensorProxy ?? null,
      },
      { deadlineSeconds: inputs.deadlineSeconds, signal: call.signal },
    ),
    // A gateway must not go while the service cannot be asked: its sensor could then not be verified.
    askService(inputs, call),
  ]);
  const facts = hostFacts.safeParse(answer.facts);
  if (!facts.success) throw new ProblemError(strangeFacts(target.host, facts.error.issues[0]?.path ?? []));
  const { domain, managedAccounts } = inputs;
  const { cloud } = workspace;
  const context = { host: target.host, domain, generation, gateway, cloud, managedAccounts };
  const today = call.services.now().toISOString().slice(0, 10);
  const verdicts = judge(facts.data, context, inputs.waivers, today);
  return {
    facts: facts.data,
    verdicts: listed.offered ? [...verdicts, listed.offered] : verdicts,
    sensorListed: listed.sensorListed,
  };
}

/**
 * Whether the work this gate guards is done: the service lists the sensor, and where it already did so before, the
 * host itself has no gateway. Where that cannot be read the answer is no: it is then measured again.
 */
export async function isMoved(
  inputs: ReadyGateInputs,
  before: { sensorListed?: boolean },
  call: Call,
): Promise<boolean> {
  try {
    if (!(await askService(inputs, call)).sensorListed) return false;
    if (!before.sensorListed || inputs.gateway === "none") return true;
    const options = { deadlineSeconds: PREVIEW_SECONDS, signal: call.signal };
    const answer = await call.services.hosts.measure(inputs.target, "Get-GatewayStatus", {}, options);
    const { gateway } = gatewayStatusFacts.parse(answer.facts);
    return Object.values(gateway).every((place) => "value" in place && place.value === null);
  } catch {
    return false;
  }
}

async function askService(
  inputs: ReadyGateInputs,
  call: Call,
): Promise<{ sensorListed: boolean; offered: Verdict | undefined }> {
  const { sensors, candidates } = call.services.graph(inputs.workspace);
  const subject = { name: inputs.target.host, domain: inputs.domain };
  const { sensor } = sensorOf(readOrThrow(await sensors.recent(LISTED_SECONDS, call.signal)), subject);
  const sensorListed = sensor !== undefined;
  if (inputs.generation === "v2" || (sensor && isV3(sensor))) return { sensorListed, offered: undefined };
  const list = readOrThrow(await candidates.recent(LISTED_SECONDS, call.signal));
  return { sensorListed, offered: offeredVerdict(candidateOf(list, subject) !== undefined) };
}

/** A v3 sensor can only be switched on where the service offers it, so that is asked before the gateway goes. */
function offeredVerdict(offered: boolean): Verdict {
  return {
    check: "sensor-offered",
    blocking: true,
    outcome: offered ? "pass" : "fail",
    measured: offered
      ? "The service offers it as a server that can take a v3 sensor."
      : "The service does not list it among the servers that can take a v3 sensor.",
    cure: offered
      ? ""
      : "Onboard it to Defender for Endpoint and wait until it is listed (up to a day), or choose `sensor: v2` for it.",
  };
}

/** What a host answered is not what was agreed. */
export function strangeFacts(host: string, path: readonly PropertyKey[]): Problem {
  return {
    id: "STEP-ANSWER-INVALID",
    host,
    cause: "Get-HostFacts did not answer as agreed, so nothing about the host is known",
    measured: `facts: ${path.map(String).join(".") || "(document)"} is not as it should be`,
    cure: "Look whether another version of the scripts is on the host; running again copies ours.",
    command: "pulumi up",
  };
}
