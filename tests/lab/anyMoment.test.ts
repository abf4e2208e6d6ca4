import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { parseEstate } from "../../estate/load.ts";
import { resolveTargets } from "../../estate/reach.ts";
import { shiftedEstate } from "../../lab/client.ts";
import { actOnHost } from "../../lab/control/acts.ts";
import { putSoftware, takeSoftware } from "../../lab/hosts/software.ts";
import { problemOf } from "../../plan/problem.ts";
import { bundleFiles, bundleHash } from "../../remote/bundle.ts";
import { bundleFolder, type StepInputs, type StepName } from "../../remote/contract.ts";
import { closeConnections, measure } from "../../remote/measure.ts";
import { resolveSecret } from "../../remote/secret.ts";
import { packageInput, past, root, soon, step, type TestLab, testLab, until } from "./support.ts";

/** What may happen on a host or on the way to it at any moment: nothing is lost, nothing is done twice. */
jest.setTimeout(120_000);

let it: TestLab;
beforeAll(async () => {
  it = await testLab((scenario) => Object.assign(scenario.durations, { reboot: 12, facts: 0, status: 0 }));
});
afterAll(() => it.stop());
afterEach(async () => {
  closeConnections();
  for (const one of it.lab.hosts.values()) one.state.faults = [];
});

const ATA = "1.9.7478.57683";
let works = 0;

function host(name: string) {
  const found = it.lab.hosts.get(name);
  if (!found) throw new Error(name);
  return found;
}

const begun = (name: string, of: StepName) =>
  (host(name).state.counters.stepStarts as Partial<Record<StepName, number>>)[of] ?? 0;

/** As often as it takes, as `pulumi up` is typed again after a lost connection; one work. */
async function persist<S extends StepName>(name: string, of: S, input: StepInputs[S]) {
  const work = `${name}/${of}/${++works}`;
  for (let tries = 1; ; tries++) {
    await until(() => !host(name).away);
    try {
      return await step(it, name, of, input, { work });
    } catch (error) {
      if (tries === 10) throw error;
    }
  }
}

/** The removal of a gateway that is there again, whatever happened before. */
async function removeGateway(name: string, meanwhile: () => Promise<unknown>) {
  putSoftware(host(name), "gateway", ATA);
  const before = begun(name, "Remove-AtaGateway");
  const [answer] = await Promise.all([
    persist(name, "Remove-AtaGateway", { readyUntil: soon(), keepPackage: true }),
    meanwhile(),
  ]);
  expect(answer).toMatchObject({ outcome: "done", facts: { stoppedAt: expect.any(String) } });
  expect(host(name).service("ATAGateway")).toBeUndefined();
  expect(begun(name, "Remove-AtaGateway") - before).toBe(1);
  return answer;
}

/** A host as the program reaches it. */
function target(name: string) {
  const dev = readFileSync(join(root, "estates/dev.yaml"), "utf8");
  const loaded = parseEstate(shiftedEstate(dev, it.scenario.basePort, it.folder), "dev.yaml");
  if (!loaded.ok) throw new Error("the estate has problems");
  const found = resolveTargets(loaded.estate, it.folder).targets[name];
  if (!found) throw new Error(name);
  return found;
}

const look = (name: string) =>
  measure(
    target(name),
    "Get-GatewayStatus",
    {},
    {
      deadlineSeconds: 60,
      signal: new AbortController().signal,
      secret: (reference) => resolveSecret(reference, () => undefined),
    },
  );

function placeScripts(name: string): void {
  const folder = `${bundleFolder(bundleHash())}/powershell`;
  for (const { path, bytes } of bundleFiles()) host(name).files.place(`${folder}/${path}`, bytes);
}

async function installSensor(name: string) {
  const { version, sha256 } = packageInput(it);
  await step(it, name, "Get-SensorPackage", packageInput(it), {
    work: `${name}/Get-SensorPackage/${++works}`,
  });
  const { accessKey } = it.lab.service.state;
  await step(it, name, "Receive-AccessKey", { accessKey, goodForSeconds: 600 });
  return persist(name, "Install-Sensor", { version, sha256, delayedUpdate: false, proxy: null });
}

test("a slow line is only slow: a removal comes to its end", async () => {
  await it.lab.hostFault("dc01", "slow-link", "on");
  await removeGateway("dc01", async () => {});
});

test("a connection dropped at any byte: a measurement answers, or says that the connection was lost", async () => {
  placeScripts("dc02");
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 16_000 }), async (bytes) => {
      closeConnections();
      await it.lab.hostFault("dc02", `drop-after:${bytes}`, "on");
      const answer = await look("dc02").catch((error: unknown) => problemOf(error).id);
      host("dc02").state.faults = [];
      if (typeof answer === "string") expect(answer).toMatch(/^HOST-(CONNECTION-LOST|UNREACHABLE|UPLOAD)$/);
      else expect(answer.outcome).toBe("done");
    }),
    { numRuns: 25 },
  );
});

test("a connection dropped at any byte: a removal is done once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6000 }), async (bytes) => {
      await it.lab.hostFault("dc02", `drop-after:${bytes}`, "on");
      await removeGateway("dc02", async () => {});
    }),
    { numRuns: 15 },
  );
});

test("a restart at any moment of a removal: it goes on, once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 250 }), async (milliseconds) => {
      await removeGateway("dc04", async () => {
        await new Promise((done) => setTimeout(done, milliseconds));
        actOnHost(host("dc04"), { act: "restart" });
        await until(() => !host("dc04").away);
      });
    }),
    { numRuns: 12 },
  );
});

test.each([0, 1, 50, 99, 100])(
  "a restart at %d %% of a setup: the sensor runs afterwards",
  async (percent) => {
    takeSoftware(host("dc03"), "sensor");
    const before = begun("dc03", "Install-Sensor");
    await it.lab.hostFault("dc03", `reboot-during-step:Install-Sensor@${percent}`, "on");
    expect(await installSensor("dc03")).toMatchObject({ outcome: "done", rebooted: true });
    expect(host("dc03").service("AATPSensor")?.state).toBe("Running");
    expect(begun("dc03", "Install-Sensor") - before).toBe(1);
  },
);

test.each(["Get-SensorPackage", "Remove-AtaGateway", "Install-Sensor"] as const)(
  "a full drive at %s: it fails, what protected still does, and with room it goes on",
  async (of) => {
    takeSoftware(host("dc05"), "sensor");
    takeSoftware(host("dc05"), "gateway");
    if (of === "Remove-AtaGateway") putSoftware(host("dc05"), "gateway", ATA);
    host("dc05").files.removeTree("C:/ProgramData/ata2mdi/packages");
    const { version, sha256 } = packageInput(it);
    const inputs = {
      "Get-SensorPackage": packageInput(it),
      "Remove-AtaGateway": { readyUntil: soon(), keepPackage: true },
      "Install-Sensor": { version, sha256, delayedUpdate: false, proxy: null },
    };
    const call = async () => {
      if (of === "Install-Sensor") {
        const { accessKey } = it.lab.service.state;
        await step(it, "dc05", "Receive-AccessKey", { accessKey, goodForSeconds: 600 });
      }
      return step(it, "dc05", of, inputs[of] as never, { work: `dc05/${of}/full` });
    };
    if (of === "Install-Sensor")
      await step(it, "dc05", "Get-SensorPackage", packageInput(it), { work: "dc05/Get-SensorPackage/f" });
    await it.lab.hostFault("dc05", "disk-full", "on");
    expect(await call()).toMatchObject({ outcome: "failed" });
    if (of === "Remove-AtaGateway") expect(host("dc05").service("ATAGateway")?.state).toBe("Running");
    await it.lab.hostFault("dc05", "disk-full", "off");
    expect(await call()).toMatchObject({ outcome: "done" });
  },
);

test("a full drive while the scripts are brought: told, and with room they are brought", async () => {
  await it.lab.hostFault("gw01", "disk-full", "on");
  const refused = await look("gw01").catch((error: unknown) => problemOf(error).id);
  expect(refused).toBe("HOST-UPLOAD");
  closeConnections();
  await it.lab.hostFault("gw01", "disk-full", "off");
  expect(await look("gw01")).toMatchObject({ outcome: "done" });
});

test("a clock that is ahead: a permission is over by the host's own clock, and nothing is removed", async () => {
  putSoftware(host("dc06"), "gateway", ATA);
  await it.lab.hostFault("dc06", "clock-skew", "on");
  const input = { readyUntil: soon(), keepPackage: true };
  const refused = await step(it, "dc06", "Remove-AtaGateway", input, { work: "dc06/Remove-AtaGateway/c" });
  expect(refused).toMatchObject({ outcome: "refused", reason: expect.stringContaining("was good until") });
  expect(host("dc06").service("ATAGateway")?.state).toBe("Running");
});

test("a setup of an hour: the call is told that the work goes on, and a later one gets its end", async () => {
  putSoftware(host("dc07"), "gateway", ATA);
  await it.lab.hostFault("dc07", "setup-slow", "on");
  const input = { readyUntil: soon(), keepPackage: true };
  const first = step(it, "dc07", "Remove-AtaGateway", input, { deadlineSeconds: 60 });
  await until(() => begun("dc07", "Remove-AtaGateway") === 1);
  const impatient = await step(it, "dc07", "Remove-AtaGateway", input, { deadlineSeconds: 0.2 });
  expect(impatient).toMatchObject({ outcome: "running", code: 13 });
  const late = { readyUntil: past(), keepPackage: true };
  expect(await step(it, "dc07", "Remove-AtaGateway", late)).toMatchObject({ outcome: "done" });
  expect((await first).outcome).toBe("done");
  expect(begun("dc07", "Remove-AtaGateway")).toBe(1);
});

test("somebody installs the same sensor by hand: the setup's refusal is told, and the next call finds it there", async () => {
  takeSoftware(host("dc03"), "sensor");
  await it.lab.hostFault("dc03", "second-administrator:Install-Sensor", "on");
  expect(await installSensor("dc03")).toMatchObject({ outcome: "failed", exitCode: 1638 });
  expect(await installSensor("dc03")).toMatchObject({ outcome: "already" });
});

test("somebody removes the gateway by hand at any moment: it is gone once, and that is what is told", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 250 }), async (milliseconds) => {
      putSoftware(host("dc04"), "gateway", ATA);
      const [answer] = await Promise.all([
        persist("dc04", "Remove-AtaGateway", { readyUntil: soon(), keepPackage: true }),
        new Promise<void>((done) => setTimeout(done, milliseconds)).then(() =>
          actOnHost(host("dc04"), { act: "removeGateway" }),
        ),
      ]);
      expect(["done", "already", "failed"]).toContain(answer.outcome);
      if (answer.outcome === "failed") {
        const again = await persist("dc04", "Remove-AtaGateway", { readyUntil: soon(), keepPackage: true });
        expect(again.outcome).toBe("already");
      }
      expect(host("dc04").service("ATAGateway")).toBeUndefined();
    }),
    { numRuns: 10 },
  );
});

test.each([
  ["chatty", "done"],
  ["huge-answer", "done"],
  ["two-answers", "done"],
  ["garbage-answer", "STEP-ANSWER-INVALID"],
  ["html-step-answer", "STEP-ANSWER-INVALID"],
  ["no-answer", "STEP-ANSWER-INVALID"],
  ["script-blocked", "STEP-ANSWER-INVALID"],
])("an answer spoilt by %s comes to %s, never to a pass", async (fault, expected) => {
  placeScripts("dc02");
  await it.lab.hostFault("dc02", fault, "on");
  const told = await look("dc02").then(
    ({ outcome }) => outcome,
    (error: unknown) => problemOf(error).id,
  );
  expect(told).toBe(expected);
});
