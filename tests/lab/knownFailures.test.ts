import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { actOnGraph, graphAct } from "../../lab/control/acts.ts";
import { factFaults } from "../../lab/faults/facts.ts";
import { runningFaults } from "../../lab/faults/running.ts";
import { setupFaults } from "../../lab/faults/setup.ts";
import { putSoftware, takeSoftware } from "../../lab/hosts/software.ts";
import { judge, rootCertificateThumbprints } from "../../plan/checks/index.ts";
import { factValue, hostFacts } from "../../plan/facts.ts";
import { classifyExitCode } from "../../plan/outcomes/exitCode.ts";
import { type FailureSigns, fingerprint } from "../../plan/outcomes/fingerprint.ts";
import { adviseRetry } from "../../plan/outcomes/retry.ts";
import { ProblemError } from "../../plan/problem.ts";
import type { Verdict } from "../../plan/verdict.ts";
import { graphApi } from "../../provider/graph/client.ts";
import { sensorStatusFacts } from "../../remote/contract.ts";
import { knownFailures, otherFailures, type Told } from "./knownFailures.ts";
import { knownFailuresTable } from "./knownFailuresPage.ts";
import {
  connect,
  factsInput,
  packageInput,
  putBundle,
  request,
  root,
  run,
  soon,
  step,
  type TestLab,
  testLab,
} from "./support.ts";

/** Every known failure, played by the lab over SSH and told by the program: which check, which cause, what to do. */
jest.setTimeout(60_000);

let it: TestLab;
beforeAll(async () => {
  it = await testLab((scenario) => {
    for (const name of Object.keys(scenario.durations) as (keyof typeof scenario.durations)[]) {
      scenario.durations[name] = 0;
    }
  });
});
afterAll(() => it.stop());

const all = [...knownFailures.flatMap(({ told }) => told), ...otherFailures];
const toldBy = (shownBy: Told["shownBy"]) =>
  all.filter((told) => told.shownBy === shownBy).map((told) => [told.fault, told] as const);

test("there are 25, each with a fault of the lab or the reason why there is none", () => {
  expect(knownFailures.map(({ number }) => number)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
  for (const { number, told, notPlayed } of knownFailures) {
    expect([number, told.length > 0]).toEqual([number, notPlayed === undefined]);
  }
});

test("docs/lab.md tells each as it is held here", () => {
  const file = join(root, "docs/lab.md");
  const [before = "", table = "", after = ""] = readFileSync(file, "utf8").split(
    /(?<=<!-- known failures -->\n)|(?=<!-- end of known failures -->)/,
  );
  const made = `${knownFailuresTable().join("\n")}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, before + made + after);
  else expect(table).toBe(made);
});

test("no fault of facts, of an installation or of a running sensor is left out", () => {
  const played = new Set(all.flatMap(({ fault }) => fault.split(" ")));
  const wanted = [
    ...Object.keys(factFaults),
    ...Object.keys(runningFaults),
    ...Object.keys(setupFaults).filter((name) => setupFaults[name]?.kinds.includes("install")),
  ];
  expect(wanted.filter((name) => !played.has(name))).toEqual([]);
});

/** The cause as it should be told: evidence, cure, and whether a retry is advised. */
function expectCause(signs: FailureSigns, told: Told): void {
  const found = fingerprint(signs);
  expect([told.fault, found?.id]).toEqual([told.fault, told.cause]);
  expect(found?.evidence).toMatch(/\S/);
  expect(found?.cure).toMatch(/\S/);
  const advice = adviseRetry({ exitCode: signs.exitCode, fingerprint: found, attempt: 1 });
  expect([told.fault, advice.retry]).toEqual([told.fault, told.retry === "may help"]);
}

async function during<T>(host: string, told: Told, what: () => Promise<T>): Promise<T> {
  const faults = told.fault.split(" ");
  for (const fault of faults) await it.lab.hostFault(host, fault, "on");
  try {
    return await what();
  } finally {
    for (const fault of faults) await it.lab.hostFault(host, fault, "off");
  }
}

describe("a survey", () => {
  const verdicts = async (host: string, generation: "v2" | "v3"): Promise<Verdict[]> => {
    const asked = { ...factsInput, rootCertificates: [...rootCertificateThumbprints] };
    const { facts } = await step(it, host, "Get-HostFacts", asked);
    const managedAccounts = generation === "v2" ? factsInput.managedAccounts : [];
    const context = { host, generation, gateway: "lightweight", cloud: "lab", managedAccounts } as const;
    return judge(hostFacts.parse(facts), context, [], "2026-11-22");
  };
  const failing = (list: readonly Verdict[]) => list.filter(({ outcome }) => outcome === "fail");

  test.each(toldBy("survey"))("%s", async (_fault, told) => {
    const [host, generation] =
      told.generation === "v3" ? (["dc01", "v3"] as const) : (["dc06", "v2"] as const);
    const before = failing(await verdicts(host, generation)).map(({ check }) => check);
    const found = failing(await during(host, told, () => verdicts(host, generation)));
    const more = found.filter(({ check }) => !before.includes(check));
    expect(more.map(({ check }) => check)).toEqual(told.checks);
    for (const verdict of more) {
      expect(verdict.measured).toMatch(/\S/);
      expect(verdict.cure).toMatch(/\S/);
    }
    if (told.cause) expectCause({ step: "ready", exitCode: null, log: [], verdicts: more }, told);
  });
});

describe("Install-Sensor", () => {
  test.each(toldBy("Install-Sensor"))("%s", async (fault, told) => {
    const { version, sha256 } = packageInput(it);
    await step(it, "dc03", "Get-SensorPackage", packageInput(it));
    const { accessKey } = it.lab.service.state;
    await step(it, "dc03", "Receive-AccessKey", { accessKey, goodForSeconds: 600 });
    const stuck = runningFaults[fault]?.stuck === true;
    const setup = setupFaults[fault.split(" ").at(-1) ?? ""];
    const input = { version, sha256, delayedUpdate: false, proxy: null };
    const options = {
      work: `dc03/Install-Sensor/${fault.replace(" ", "-")}`,
      deadlineSeconds: stuck ? 0.4 : 30,
    };
    const { answer, errors } = await during("dc03", told, async () => ({
      answer: await step(it, "dc03", "Install-Sensor", input, options),
      errors: sensorStatusFacts.parse((await step(it, "dc03", "Get-SensorStatus", { since: null })).facts)
        .errors,
    }));
    const host = it.lab.hosts.get("dc03");
    if (host) takeSoftware(host, "sensor");
    expect(answer.outcome).toBe(setup?.works === false ? "failed" : stuck ? "timeout" : "done");
    if (answer.exitCode !== null) expect(classifyExitCode(answer.exitCode).code).toBe(answer.exitCode);
    const log = [...answer.log, ...(factValue(errors) ?? [])];
    expectCause({ step: "Install-Sensor", exitCode: answer.exitCode, log }, told);
  });
});

describe("Remove-AtaGateway", () => {
  const removal = (name: string) =>
    step(
      it,
      "dc06",
      "Remove-AtaGateway",
      { readyUntil: soon(), keepPackage: true },
      { work: `dc06/Remove-AtaGateway/${name}` },
    );
  const again = () => {
    const host = it.lab.hosts.get("dc06");
    if (host) putSoftware(host, "gateway", "1.9.7478.57683");
  };

  test.each(toldBy("Remove-AtaGateway"))("%s", async (fault, told) => {
    const answer = await during("dc06", told, () => removal(fault));
    again();
    const log = [...answer.log, answer.reason ?? ""];
    expectCause({ step: "Remove-AtaGateway", exitCode: answer.exitCode, log }, told);
  });

  test("a failure that fits no known cause is told as none, and not tried again", async () => {
    const unknown: Told = { fault: "uninstall-fails", shownBy: "Remove-AtaGateway" };
    const answer = await during("dc06", unknown, () => removal("unknown"));
    again();
    const log = [...answer.log, answer.reason ?? ""];
    const found = fingerprint({ step: "Remove-AtaGateway", exitCode: answer.exitCode, log });
    expect(found).toBeUndefined();
    expect(adviseRetry({ exitCode: answer.exitCode, fingerprint: found, attempt: 1 }).retry).toBe(false);
  });
});

test.each(toldBy("Get-SensorPackage"))("Get-SensorPackage: %s", async (_fault, told) => {
  putBundle(it, "dc05");
  const { command, stdin } = request("Get-SensorPackage", "dc05/Get-SensorPackage/1", packageInput(it));
  const ran = await during("dc05", told, async () => {
    const client = await connect(it, "dc05");
    return run(client, command, stdin).finally(() => client.end());
  });
  expect(ran.code).not.toBe(0);
  const log = `${ran.stdout}\n${ran.stderr}`.split(/\r?\n/);
  expectCause({ step: "Get-SensorPackage", exitCode: null, log }, told);
});

describe("the service", () => {
  const api = () => {
    const { graph } = it.scenario;
    const origin = `https://127.0.0.1:${graph.port}`;
    const lab = { graph: origin, token: `${origin}/token`, ca: join(it.folder, "ca.pem") };
    const workspace = { name: graph.workspace, tenantId: graph.tenantId, clientId: graph.clientId };
    return graphApi(
      { ...workspace, cloud: "lab", sensorApi: `${origin}/ping`, lab },
      { kind: "secret", secret: graph.clientSecret },
    );
  };
  const never = new AbortController().signal;

  test.each(toldBy("health issue"))("a health issue: %s", async (title, told) => {
    const raised = { id: "known-failure", displayName: title, hosts: ["dc02"] };
    actOnGraph(it.lab, graphAct.parse({ act: "raiseHealthIssue", ...raised }));
    const [found] = (await api().listHealthIssues(never)).filter(({ displayName }) => displayName === title);
    it.lab.service.state.healthIssues = [];
    expectCause({ step: "Get-SensorStatus", exitCode: null, log: [found?.displayName ?? ""] }, told);
  });

  test.each(toldBy("Graph"))("%s", async (fault, told) => {
    it.lab.graphFault(fault, "on");
    const error = await api()
      .listSensors(never)
      .catch((caught: unknown) => caught);
    it.lab.graphFault(fault, "off");
    if (!(error instanceof ProblemError)) throw new Error(`it was answered: ${JSON.stringify(error)}`);
    expectCause({ step: "Graph", exitCode: null, log: [error.problem.measured] }, told);
  });
});
