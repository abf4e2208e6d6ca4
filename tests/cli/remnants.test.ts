import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { registerRemnants } from "../../cli/verbs/remnants.ts";
import { parseEstate } from "../../estate/load.ts";
import { shiftedEstate } from "../../lab/client.ts";
import { root, soon, step, type TestLab, testLab } from "../lab/support.ts";
import { runVerb } from "./runVerb.ts";

let lab: TestLab;
let file: string;
let estate: string;
beforeAll(async () => {
  lab = await testLab((scenario) => {
    scenario.durations.uninstall = 0;
  });
  file = join(lab.folder, "dev.yaml");
  estate = shiftedEstate(
    readFileSync(join(root, "estates/dev.yaml"), "utf8"),
    lab.scenario.basePort,
    lab.folder,
  );
  writeFileSync(file, estate);
});
afterAll(async () => {
  await lab.stop();
  process.exitCode = 0;
});
const remnants = (...options: string[]) => runVerb(registerRemnants, "remnants", file, ...options);

test("where nothing is left it says so", async () => {
  const { text, code } = await remnants("--host", "dc05");
  expect(text).toContain("installed: nothing of it is a remnant");
  expect(text).toContain("nothing is left");
  expect(code).toBe(0);
});

test.each(["dc05", "gw01"])(
  "what is left on %s is listed, with what to write for it to be cleared; nothing is changed",
  async (host) => {
    await lab.lab.hostFault(host, "remnants", "on");
    const removal = await step(lab, host, "Remove-AtaGateway", { readyUntil: soon(), keepPackage: true });
    expect(removal).toMatchObject({ outcome: "failed", reason: expect.stringContaining("still in") });
    const { text, code } = await remnants("--host", host);
    expect(code).toBe(1);
    const block = parse(text.slice(text.indexOf("clearRemnants:"))) as object;
    expect(block).toMatchObject({ clearRemnants: [{ host, product: "gateway" }] });
    const loaded = parseEstate(`${estate}${text.slice(text.indexOf("clearRemnants:"))}`, file);
    expect(loaded.ok).toBe(true);
    expect((await remnants("--host", host)).text).toBe(text);
  },
);

test("a host that cannot be asked is unread, and that is no clean host", async () => {
  await lab.lab.hostFault("dc02", "unreachable", "on");
  const { text, code } = await remnants("--host", "dc02");
  expect(text).toMatch(/^ {2}gateway +UNREAD: HOST-UNREACHABLE/m);
  expect(code).toBe(1);
});
