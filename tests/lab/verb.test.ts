import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, jest, test } from "@jest/globals";
import { Command } from "commander";
import { registerLab } from "../../cli/verbs/lab.ts";
import { LabClient, readLabInfo } from "../../lab/client.ts";
import { onFreePorts } from "./support.ts";

/** `ata2mdi lab …` as a person types it. */
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "ata2mdi-verb-"));
const dir = join(folder, "lab");
afterAll(async () => {
  const left = readLabInfo(dir);
  if (left) await new LabClient(left).shutdown();
  rmSync(folder, { recursive: true, force: true });
});

async function type(...words: string[]): Promise<{ said: string; code: typeof process.exitCode }> {
  let said = "";
  const listen = (text: unknown) => {
    said += String(text);
    return true;
  };
  const out = jest.spyOn(process.stdout, "write").mockImplementation(listen);
  const err = jest.spyOn(process.stderr, "write").mockImplementation(listen);
  const before = process.exitCode;
  try {
    const program = new Command("ata2mdi").exitOverride();
    registerLab(program);
    await program.parseAsync(["node", "ata2mdi", "lab", ...words]);
    return { said, code: process.exitCode };
  } finally {
    process.exitCode = before;
    out.mockRestore();
    err.mockRestore();
  }
}

test("a lab is raised, looked at, broken, reset and ended, and every refusal has its cure", async () => {
  const where = ["--dir", dir];
  expect(await type("status", ...where)).toMatchObject({
    code: 1,
    said: expect.stringContaining("LAB-NOT-UP"),
  });
  const up = await onFreePorts(async (port) => {
    const typed = await type("up", "--base-port", String(port), "--time-factor", "600", ...where);
    if (typed.code !== 0) throw new Error(typed.said);
    return typed;
  });
  expect(up.said).toContain("The lab plays dev: one lab minute takes 0.1 s");
  expect((await type("up", ...where)).said).toContain("up already");

  expect((await type("faults", ...where)).said).toMatch(/^host +disk-full +0\.4 GB free/m);
  expect((await type("fault", "dc02", "disk-full", ...where)).code).toBe(0);
  expect((await type("graph-fault", "throttle", ...where)).code).toBe(0);
  const status = (await type("status", ...where)).said;
  expect(status).toMatch(/^dc02 .*faults: disk-full$/m);
  expect(status).toMatch(/^Graph .*faults: throttle$/m);
  expect(JSON.parse((await type("status", "--json", ...where)).said)).toMatchObject({ scenario: "dev" });
  expect((await type("fault", "dc02", "disk-full", "--off", ...where)).code).toBe(0);
  expect((await type("status", ...where)).said).not.toContain("disk-full");

  const refused = await type("fault", "dc02", "nonsense", ...where);
  expect(refused).toMatchObject({
    code: 1,
    said: expect.stringMatching(/LAB-REFUSED[\s\S]*there is no host fault nonsense/),
  });
  expect((await type("reset", ...where)).code).toBe(0);
  expect((await type("status", ...where)).said).not.toContain("throttle");
  expect((await type("down", ...where)).code).toBe(0);
  expect(readLabInfo(dir)).toBeUndefined();
});

test("a generated estate fits its scenario", async () => {
  const made = join(folder, "made");
  const { said, code } = await type("generate", "30", made);
  expect(code).toBe(0);
  expect(said).toContain(join(made, "estate.yaml"));
  const { loadEstate } = await import("../../estate/load.ts");
  const { readScenario } = await import("../../lab/scenario.ts");
  const loaded = loadEstate(join(made, "estate.yaml"));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { hosts } = readScenario(join(made, "scenario.yaml"));
  for (const { name, domain, site, os, port, defenderForEndpoint } of loaded.estate.domainControllers) {
    expect(hosts[name]).toMatchObject({ domain, site, os, port, defenderForEndpoint, gateway: true });
  }
  expect(Object.keys(hosts)).toHaveLength(31);
  expect(new Set(Object.values(hosts).map(({ port }) => port)).size).toBe(31);
});
