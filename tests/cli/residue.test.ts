import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { Command } from "commander";
import { registerResidue } from "../../cli/verbs/residue.ts";

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

async function residue(...options: string[]): Promise<{ text: string; code: unknown }> {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    }),
  );
  try {
    const program = new Command("ata2mdi");
    registerResidue(program);
    await program.parseAsync(["residue", join(folder, "dev.yaml"), ...options], { from: "user" });
    return { text: written.join(""), code: process.exitCode };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test("prints each host's rows with place, owner and cure, and counts them", async () => {
  const { text, code } = await residue("--host", "gw01", "contoso.test");
  expect(code).toBe(0);
  expect(text).toMatch(/^gw01\n {2}UNREAD {2}gateway-product: .*\(no survey has this host\)$/m);
  expect(text).toMatch(/^ {10}where: wecutil es, on gw01; /m);
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
