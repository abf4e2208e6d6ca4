import { createHash } from "node:crypto";
import { afterAll, beforeAll, jest } from "@jest/globals";
import { actOnHost } from "../../lab/control/acts.ts";
import { putSoftware } from "../../lab/hosts/software.ts";
import type { StepInputs, StepName } from "../../remote/contract.ts";
import { connect, putBundle, request, run, step, type TestLab, testLab, until } from "../lab/support.ts";
import type { HostUnderTest, Kind } from "./cases/hostUnderTest.ts";
import { stepContract } from "./cases/stepContract.ts";

jest.setTimeout(60_000);

const TIME_FACTOR = 600;
const names: Record<Kind, string> = {
  gateway: "dc04",
  bare: "dc03",
  sensor: "dc03",
  center: "atacenter",
  gatewayAndCenter: "atacenter",
};

let test: TestLab;
let usual: TestLab["scenario"]["durations"];
beforeAll(async () => {
  test = await testLab(() => {}, TIME_FACTOR);
  usual = { ...test.scenario.durations };
});
afterAll(() => test.stop());

/** A host of the lab, as it is when the lab begins. */
async function labHost(kind: Kind): Promise<HostUnderTest> {
  await test.lab.reset();
  Object.assign(test.scenario.durations, usual);
  const name = names[kind];
  const host = test.lab.hosts.get(name);
  if (!host) throw new Error(`the lab has no ${name}`);
  if (kind === "sensor") putSoftware(host, "sensor", test.scenario.graph.sensorVersion);
  if (kind === "gatewayAndCenter") putSoftware(host, "gateway", "1.9.7478.57683");
  const begun = (of: StepName) =>
    (host.state.counters.stepStarts as Partial<Record<StepName, number>>)[of] ?? 0;

  const it: HostUnderTest = {
    name,
    archive: "C:\\Archive",
    pace: 0.15,
    call: (of, input, options) => step(test, name, of, input, options),
    async send(of, text) {
      putBundle(test, name);
      const client = await connect(test, name);
      const { command } = request(of, `${name}/${of}/1`, {} as StepInputs[typeof of]);
      const { code } = await run(client, command, text);
      client.end();
      return code;
    },
    async callAndLose(of, input) {
      putBundle(test, name);
      const client = await connect(test, name);
      const { command, stdin } = request(of, `${name}/${of}/1`, input);
      const cut = run(client, command, stdin);
      await until(() => begun(of) === 1);
      client.destroy();
      await cut.catch(() => undefined);
    },
    async callThroughRestart(of, input, by) {
      if (by === "itself") await it.fault("reboot-during-step", "on");
      await step(test, name, of, input).catch(() => undefined);
      await until(() => !host.away);
      return step(test, name, of, input);
    },
    fault: (fault, to) => test.lab.hostFault(name, fault, to),
    slow(seconds) {
      test.scenario.durations.uninstall = seconds * TIME_FACTOR;
    },
    put: (product) => putSoftware(host, product, product === "sensor" ? "2.250.1.1" : "1.9.7478.57683"),
    async flipByte(backup, path) {
      actOnHost(host, { act: "flipByte", path: `C:/ProgramData/ata2mdi/backups/${backup}/${path}` });
    },
    service: (service) => host.service(service)?.state,
    packageInput() {
      const version = test.scenario.graph.sensorVersion;
      const bytes = test.lab.service.sensorPackage(version) ?? Buffer.alloc(0);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return {
        uri: test.lab.service.packageAddress(),
        version,
        sha256,
        signer: "Microsoft Corporation",
        proxy: null,
      };
    },
    accessKey: test.lab.service.state.accessKey,
    begun,
    everything: () => JSON.stringify(host.state),
    close: async () => {},
  };
  return it;
}

stepContract(labHost);
