import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { withFaults } from "../../lab/docs.ts";
import { complaint, faults } from "../../lab/faults/catalogue.ts";
import { factFaults } from "../../lab/faults/facts.ts";
import { setupFaults } from "../../lab/faults/setup.ts";
import { putSoftware } from "../../lab/hosts/software.ts";
import { hostFacts as answerFacts } from "../../lab/steps/measure.ts";
import { hostFacts } from "../../plan/facts.ts";
import {
  connect,
  factsInput,
  putBundle,
  request,
  root,
  run,
  soon,
  step,
  type TestLab,
  testLab,
} from "./support.ts";

jest.setTimeout(30_000);

let it: TestLab;
beforeAll(async () => {
  it = await testLab();
});
afterAll(() => it.stop());

const host = (name: string) => {
  const found = it.lab.hosts.get(name);
  if (!found) throw new Error(name);
  return found;
};

describe("faults of facts", () => {
  const measured = () => {
    const { measuredAt: _, ...facts } = hostFacts.parse(answerFacts(host("dc01"), factsInput));
    return facts;
  };
  test.each([
    ...Object.keys(factFaults),
    "facts-unreadable",
    "gateway-unread",
    "center-unread",
    "sensor-unread",
    "host-renamed",
  ])("%s changes what is measured, in the program's schema, and leaves nothing behind", async (fault) => {
    const before = measured();
    await it.lab.hostFault("dc01", fault, "on");
    const during = measured();
    await it.lab.hostFault("dc01", fault, "off");
    // The gMSA and root asked for are the only ones these two are about.
    expect(during).not.toEqual(before);
    expect(measured()).toEqual(before);
  });
});

describe("faults of the setups", () => {
  const uninstalls = Object.entries(setupFaults).filter(([, { kinds }]) => kinds.includes("uninstall"));
  test.each(uninstalls)("%s ends the gateway's removal with its exit code", async (name, fault) => {
    await it.lab.hostFault("dc02", name, "on");
    const answer = await step(
      it,
      "dc02",
      "Remove-AtaGateway",
      { readyUntil: soon(), keepPackage: true },
      { work: `dc02/Remove-AtaGateway/${name}` },
    );
    await it.lab.hostFault("dc02", name, "off");
    expect(answer).toMatchObject({
      exitCode: fault.exitCode,
      outcome: fault.works ? "done" : "failed",
      log: fault.log,
    });
    expect(host("dc02").service("ATAGateway")?.state).toBe(fault.works ? undefined : "Running");
    if (fault.works) putSoftware(host("dc02"), "gateway", "1.9");
  });

  test("a second administrator's work is met and lived with", async () => {
    await it.lab.hostFault("dc05", "second-administrator", "on");
    const removed = await step(it, "dc05", "Remove-AtaGateway", { readyUntil: soon(), keepPackage: false });
    expect(removed).toMatchObject({ outcome: "done", exitCode: 1605 });
    expect(host("dc05").state.faults).toEqual([]);
  });

  test("remnants are told as a failure although the setup says 0", async () => {
    await it.lab.hostFault("dc02", "remnants", "on");
    const answer = await step(
      it,
      "dc02",
      "Remove-AtaGateway",
      { readyUntil: soon(), keepPackage: false },
      { work: "dc02/Remove-AtaGateway/remnants" },
    );
    expect(answer).toMatchObject({ outcome: "failed", exitCode: 0 });
    const status = (await step(it, "dc02", "Get-GatewayStatus", {})).facts.gateway;
    expect(status).toMatchObject({ service: { value: null }, product: { value: null } });
    expect(status).not.toMatchObject({ registry: { value: null } });
  });
});

describe("faults of an answer", () => {
  const ask = async (fault: string) => {
    putBundle(it, "dc03");
    await it.lab.hostFault("dc03", fault, "on");
    const client = await connect(it, "dc03");
    const { command, stdin } = request("Get-GatewayStatus", "dc03/Get-GatewayStatus/1", {});
    const ran = await run(client, command, stdin);
    client.end();
    await it.lab.hostFault("dc03", fault, "off");
    return ran.stdout;
  };
  test("the last line is cut, missing, HTML, doubled or preceded by other lines", async () => {
    const good = await ask("chatty");
    expect(good).toMatch(/^WARNING: .*\r\n\{"contract":1,.*\}\r\n$/);
    expect(() => JSON.parse(lastLine(good))).not.toThrow();
    for (const fault of ["garbage-answer", "html-step-answer:Get-GatewayStatus"]) {
      const text = lastLine(await ask(fault));
      expect(() => JSON.parse(text)).toThrow();
    }
    expect(await ask("no-answer")).toBe("");
    expect((await ask("two-answers")).split("\r\n").filter(Boolean)).toHaveLength(2);
    expect((await ask("huge-answer")).length).toBeGreaterThan(200_000);
    expect(await ask("garbage-answer:Install-Sensor")).toMatch(/\}\r\n$/);
  });
  const lastLine = (text: string) => text.trimEnd().split("\r\n").at(-1) ?? "";
});

test("names of faults are checked, with their arguments", async () => {
  expect(complaint("disk-full", "host")).toBeUndefined();
  expect(complaint("drop-connection", "host")).toBeUndefined();
  expect(complaint("drop-connection:Install-Sensor", "host")).toBeUndefined();
  expect(complaint("reboot-during-step:Install-Sensor@90", "host")).toBeUndefined();
  expect(complaint("reboot-during-step:Install-Sensor@900", "host")).toContain("is not a step");
  expect(complaint("drop-after:many", "host")).toContain("is not a bytes");
  expect(complaint("disk-full:x", "host")).toContain("takes no argument");
  expect(complaint("consent-missing", "graph")).toContain("takes an argument");
  expect(complaint("disk-full", "graph")).toContain("there is no graph fault");
  await expect(it.lab.hostFault("dc01", "nonsense", "on")).rejects.toThrow("there is no host fault nonsense");
  await expect(it.lab.hostFault("dc99", "disk-full", "on")).rejects.toThrow("there is no host dc99");
});

test("docs/lab.md lists every fault, and no name is used twice", () => {
  const page = readFileSync(join(root, "docs/lab.md"), "utf8");
  expect(withFaults(page)).toBe(page);
  const names = faults.map(({ name, scope }) => `${scope} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test("every fault and act that docs/lab.md names is there", () => {
  const page = readFileSync(join(root, "docs/lab.md"), "utf8");
  const table = page.slice(page.indexOf("## Known failures"), page.indexOf("## Control"));
  const named = [...table.matchAll(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g)].map(([, name]) => name);
  const known = faults.map(({ name }) => name);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !known.includes(name ?? ""))).toEqual([]);
});
