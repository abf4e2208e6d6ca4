import type { SensorNeeds } from "../../estate/lookups.ts";
import type { Estate, SecretReference } from "../../estate/schema.ts";
import type { Target } from "../../estate/target.ts";
import { rootCertificateThumbprints } from "../../plan/checks/index.ts";
import { type HostFacts, hostFacts } from "../../plan/facts.ts";
import { type Problem, ProblemError, problemOf } from "../../plan/problem.ts";
import { closeConnections, measure } from "../../remote/measure.ts";

/** Hosts measured at the same time: they work, and what is done here is mostly waiting. */
const AT_ONCE = 128;

/** What came of measuring one host. */
export type Measured = { host: string; facts: HostFacts } | { host: string; problem: Problem };

export interface SurveyHosts {
  targets: readonly Target[];
  /** Ping address of the sensor API. */
  sensorApi: string;
  /** What the sensor of a host will need, by the host's name. */
  needs: (host: string) => SensorNeeds;
  deadlineSeconds: number;
  secret: (reference: SecretReference) => string;
  /** The command a problem tells to type again. */
  command: string;
  signal: AbortSignal;
  /** Called as each host is done, in any order. */
  onDone?: (measured: Measured) => void;
}

/** Measures hosts, many at a time, and gives what came of each in the order given. Rejects only when aborted. */
export async function measureHosts(survey: SurveyHosts): Promise<Measured[]> {
  const results: Measured[] = [];
  const waiting = survey.targets.map((target, index) => ({ target, index }));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const measured = await measureHost(next.target, survey);
      results[next.index] = measured;
      survey.onDone?.(measured);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
  } finally {
    closeConnections();
  }
  return results;
}

async function measureHost(target: Target, survey: SurveyHosts): Promise<Measured> {
  const { host } = target;
  const { sensorApi, deadlineSeconds, secret, command, signal } = survey;
  try {
    const { managedAccounts, proxy } = survey.needs(host);
    const input = {
      sensorApi,
      rootCertificates: [...rootCertificateThumbprints],
      managedAccounts: [...managedAccounts],
      proxy,
    };
    const answer = await measure(target, "Get-HostFacts", input, {
      deadlineSeconds,
      signal,
      secret,
      command,
    });
    const facts = hostFacts.safeParse(answer.facts);
    if (facts.success) return { host, facts: facts.data };
    throw new ProblemError({
      id: "STEP-ANSWER-INVALID",
      host,
      cause: "Get-HostFacts did not answer as agreed, so nothing about the host is known",
      measured: `facts: ${facts.error.issues[0]?.path.map(String).join(".") || "(document)"} is not as it should be`,
      cure: "Look whether another version of the scripts is on the host; running again copies ours.",
      command,
    });
  } catch (error) {
    signal.throwIfAborted();
    return { host, problem: { ...problemOf(error, command), host } };
  }
}

/** Every host of an estate that is measured: domain controllers, standalone gateways, Centers. */
export function hostNames(estate: Estate): string[] {
  return [...estate.domainControllers, ...estate.standaloneGateways, ...estate.centers].map(
    ({ name }) => name,
  );
}
