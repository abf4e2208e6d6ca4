import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { Command } from "commander";
import { registerCheck } from "../../cli/verbs/check.ts";
import { GOOD } from "./samples.ts";

let folder: string;
let output: { out: string; err: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-check-"));
  output = { out: "", err: "" };
  for (const [stream, key] of [
    [process.stdout, "out"],
    [process.stderr, "err"],
  ] as const) {
    jest.spyOn(stream, "write").mockImplementation((text) => {
      output[key] += String(text);
      return true;
    });
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Runs the verb over a file of this text; gives its exit code, and puts the test's own back. */
async function check(text: string, ...options: string[]) {
  const file = join(folder, "estate.yaml");
  writeFileSync(file, text);
  const program = new Command("ata2mdi").exitOverride();
  registerCheck(program);
  const before = process.exitCode;
  await program.parseAsync(["check", file, ...options], { from: "user" });
  const code = process.exitCode;
  process.exitCode = before;
  return { code, file, ...output };
}

describe("ata2mdi check", () => {
  test("a good estate: one line of what it holds, and what is still open before preview", async () => {
    const { code, file, out, err } = await check(GOOD);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe(
      `${file}: no problem. 5 domain controllers, 1 standalone gateway, 2 Centers, 3 domains, 2 forests, 3 sites.`,
    );
    expect(out).toContain("Before `pulumi preview`: domainControllers[0].hostKey: no key pins dc01");
    expect(out).toContain("(and 7 more)");
    expect(err).toBe("");
  });

  test("secrets that are not where the file says are told beforehand", async () => {
    const { code, out } = await check(
      GOOD.replace(/authentication:.*/, "authentication: { privateKey: { file: no/such/key } }").replace(
        'console: "https://ata1.contoso.com"',
        "$&, consoleAccount: { user: CONTOSO\\reader, password: { env: ATA2MDI_TEST_NOT_SET } }",
      ),
    );
    expect(code).toBe(0);
    expect(out).toContain(
      "Before `pulumi preview`: connection.authentication.privateKey: file no/such/key: ENOENT\n  fix: Put the secret there, readable by you alone. ls -l no/such/key\n",
    );
    expect(out).toContain(
      "consoleAccount.password: environment variable ATA2MDI_TEST_NOT_SET is empty or not set",
    );
  });

  test("nothing is told of a secret in the stack's config: the engine alone knows it", async () => {
    const { out } = await check(
      GOOD.replace(/authentication:.*/, "authentication: { privateKey: { config: sshKey } }"),
    );
    expect(out).not.toContain("privateKey");
  });

  test("a bad one: every problem, on standard error", async () => {
    const { code, file, out, err } = await check(
      GOOD.replace("site: Oslo", "site: Olso").replace("name: gw01", "nmae: gw01"),
    );
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err.split("\n")[0]).toBe(`${file}: 3 problems`);
    expect(err).toContain("domainControllers[2].site");
    expect(err).toContain("did you mean `name`?");
  });

  test("each part is right, but no plan keeps the rules: named, with what to change", async () => {
    const clashing = `${GOOD}policy:\n  maxUnavailable: { domain: 10% }\n`;
    const { code, err, out, file } = await check(clashing);
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(/^.*: each part is right, but its rules cannot all be kept together\n/);
    expect(err).toMatch(/PLAN-SHARE-ZERO.*\n {2}measured: policy\.maxUnavailable\.domain: 10% of the /);
    expect(err).toContain(`next:     npx ata2mdi check ${file}`);
    expect(JSON.parse((await check(clashing, "--json")).out)).toMatchObject({
      ok: false,
      problems: [],
      clashes: [{ id: "PLAN-SHARE-ZERO" }],
    });
  });

  test("a Center that cannot be stopped, because somebody still reports to it", async () => {
    const text = GOOD.replace('console: "https://ata1', 'whileKept: stopped, console: "https://ata1');
    const held = text.replace('os: "2022" }', 'os: "2022", hold: later }');
    expect((await check(text)).out).not.toContain("whileKept");
    const note =
      "The Center ata1 is not stopped although it says `whileKept: stopped`: dc02 (held) still reports to it.";
    output = { out: "", err: "" };
    const { code, out } = await check(held);
    expect(code).toBe(0);
    expect(out).toContain(`${note}\n`);
    output = { out: "", err: "" };
    expect(JSON.parse((await check(held, "--json")).out)).toMatchObject({ ok: true, centers: [note] });
  });

  test("for machines: one JSON document either way", async () => {
    const good = await check(GOOD, "--json");
    expect(good.code).toBe(0);
    expect(JSON.parse(good.out)).toEqual({
      ok: true,
      file: good.file,
      problems: [],
      clashes: [],
      waivers: [],
      centers: [],
      holds: {
        estate: "sample",
        forests: 2,
        domains: 3,
        sites: 3,
        domainControllers: 5,
        held: 0,
        standaloneGateways: 1,
        centers: 2,
      },
    });
    output = { out: "", err: "" };
    const bad = await check("", "--json");
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toEqual({
      ok: false,
      file: bad.file,
      problems: [
        { file: bad.file, path: "", message: "the file is empty", fix: "start from estates/example.yaml" },
      ],
    });
  });

  test("a waiver is held against the checks there are", async () => {
    const waiver = (id: string) =>
      `${GOOD}policy: { waivers: [{ check: ${id}, hosts: [dc01], reason: agreed, by: me, expires: 2027-01-01 }] }\n`;
    expect((await check(waiver("memory"))).code).toBe(0);
    const { code, err } = await check(waiver("memroy"));
    expect(code).toBe(1);
    expect(err).toContain("did you mean `memory`?");
  });

  test("without a file it is used wrongly", async () => {
    const program = new Command("ata2mdi").exitOverride();
    registerCheck(program);
    await expect(program.parseAsync(["check"], { from: "user" })).rejects.toThrow(
      "missing required argument",
    );
  });
});
