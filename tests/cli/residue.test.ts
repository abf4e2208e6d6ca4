import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { registerResidue } from "../../cli/verbs/residue.ts";
import { runVerb } from "./runVerb.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-residue-"));
  const dev = readFileSync(join(__dirname, "..", "..", "estates", "dev.yaml"), "utf8");
  writeFileSync(join(folder, "dev.yaml"), dev);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = 0;
});

const residue = (...options: string[]) =>
  runVerb(registerResidue, "residue", join(folder, "dev.yaml"), ...options);

test("prints each host's rows with place, owner and cure, and counts them", async () => {
  const { text, code } = await residue("--host", "gw01", "contoso.test");
  expect(code).toBe(0);
  expect(text).toMatch(/^gw01\n {2}UNREAD {2}gateway-product: .*\(no survey has this host\)$/m);
  expect(text).toMatch(/^ {10}where: wecutil es, on gw01; /m);
  expect(text).toMatch(
    /gateway-folder: .*\n.*\n.*\n {10}a step clears it, by clearRemnants in the estate file$/m,
  );
  expect(text).not.toMatch(/event-forwarding-collector: .*\n.*\n.*\n.*a step clears it/);
  expect(text).toMatch(/^contoso\.test$/m);
  expect(text).not.toContain("dc01");
  expect(text).toMatch(/^0 there, 0 gone, 1 unread, \d+ to look at\./m);
});

test("as JSON it is the same list", async () => {
  const { text } = await residue("--json", "--host", "dc03");
  expect(JSON.parse(text)).toMatchObject([
    { host: "dc03", kinds: ["watchedDomainController"], measuredAt: null },
  ]);
});

test("a host that is not there, or a broken survey, is told, and a broken survey makes nothing gone", async () => {
  expect(await residue("--host", "dc99")).toEqual({ text: expect.stringContaining("dc99"), code: 1 });
  writeFileSync(join(folder, "dev.facts.json"), "{");
  const broken = await residue();
  expect(broken.text).toContain("dev.facts.json is no survey");
  expect(broken.text).toMatch(/^0 there, 0 gone, [1-9]\d* unread/m);
});
