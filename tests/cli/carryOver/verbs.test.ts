import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { centerProfile } from "../../../samples/profiles.ts";
import { sshKeyPair } from "../../support/sshKeys.ts";
import { run, samples, useFolder } from "./support.ts";

useFolder();
const contoso = join(samples, "contoso");
const text = (name: string) => readFileSync(name, "utf8");

test("a sample becomes an estate that checks, a runbook, and attested rows", async () => {
  expect((await run("import", contoso, "--out", "estates/x.yaml")).code).toBe(0);
  expect(await run("check", "estates/x.yaml")).toMatchObject({ code: 0, err: "" });
  const written = await run("runbook", "estates/x.yaml");
  expect(written).toMatchObject({ code: 0, err: "" });
  expect(written.out).toContain("15 rows to do, 5 need nothing");
  expect(readdirSync(".ata2mdi/runbook-x").sort()).toEqual([
    "default-sensitive-groups.csv",
    "exclusions.csv",
    "honeytokens.csv",
    "mail-notifications.csv",
    "role-groups.csv",
    "runbook.html",
    "runbook.md",
    "sensitive-tags.csv",
  ]);

  const attested = await run(
    "attest",
    "syslog",
    "--estate",
    "estates/x.yaml",
    "--by",
    "ann",
    "--evidence",
    "CHG-7",
  );
  expect(attested).toMatchObject({ code: 0, err: "" });
  expect((await run("check", "estates/x.yaml")).code).toBe(0);
  expect((await run("runbook", "estates/x.yaml")).out).toContain("14 rows to do, 6 need nothing");
});

test("everything that is written is for the owner alone", async () => {
  await run("import", contoso, "--out", "x.yaml");
  await run("runbook", "x.yaml", "--out", "book");
  const files = ["x.yaml", "x.carry-over.json", ...readdirSync("book").map((name) => join("book", name))];
  expect(files.length).toBeGreaterThan(8);
  for (const file of files) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
});

test("a second import changes nothing and writes nothing", async () => {
  await run("import", contoso, "--out", "x.yaml");
  const before = [text("x.yaml"), text("x.carry-over.json")];
  expect((await run("import", contoso, "--out", "x.yaml")).out).toContain("Nothing was written.");
  expect([text("x.yaml"), text("x.carry-over.json")]).toEqual(before);
});

test("a bad file among good ones leaves everything as it was", async () => {
  writeFileSync("cut.json", '{"_t":"CenterSystemProfile","Config');
  await run("import", contoso, "--out", "x.yaml");
  const before = [text("x.yaml"), text("x.carry-over.json")];
  const failed = await run("import", join(samples, "ata-1.8"), "cut.json", "--out", "x.yaml");
  expect(failed).toMatchObject({ code: 1, out: "" });
  expect(failed.err).toContain("ATA-CUT-FILE");
  expect(failed.err).toContain("cut.json:1:1");
  expect([text("x.yaml"), text("x.carry-over.json")]).toEqual(before);
  expect(readdirSync(".").sort()).toEqual(["cut.json", "x.carry-over.json", "x.yaml"]);
});

test("where the second file cannot be written, neither is", async () => {
  mkdirSync("x.yaml.taken");
  mkdirSync("estates");
  mkdirSync("estates/x.carry-over.json");
  const failed = await run("import", contoso, "--out", "estates/x.yaml");
  expect(failed.code).toBe(1);
  expect(existsSync("estates/x.yaml")).toBe(false);
  expect(readdirSync("estates")).toEqual(["x.carry-over.json"]);
});

test("without --out nothing is written", async () => {
  expect((await run("import", contoso)).out).toContain("Nothing was written.");
  expect(readdirSync(".")).toEqual([]);
});

test("flags fill in what ATA cannot know", async () => {
  writeFileSync("center.json", JSON.stringify(centerProfile()));
  writeFileSync("gateways.json", text(join(samples, "rest/gateways.json")));
  const words = [
    "--workspace",
    "contoso",
    "--tenant",
    "11111111-2222-4333-8444-555555555555",
    "--client",
    "66666666-7777-4888-9999-000000000000",
    "--user",
    "svc",
    "--site",
    "Berlin",
  ];
  await run("import", "center.json", "gateways.json", "--out", "x.yaml", ...words);
  expect(await run("check", "x.yaml")).toMatchObject({ code: 0, err: "" });
});

test("the machine's answer accounts for every field", async () => {
  const { out } = await run("import", contoso, "--json");
  const { reading, inventory, carryOver } = JSON.parse(out);
  expect(reading.fields).toMatchObject({ unrecognised: 0, secret: 3 });
  expect(inventory.unrecognised).toEqual([]);
  expect(inventory.secrets).toHaveLength(3);
  expect(carryOver.rows).toHaveLength(20);
});

test("no secret of the input is in any output", async () => {
  const secrets = ["hunter2-directory", "hunter2-radius", "hunter2-mail"] as const;
  const profile = centerProfile({
    directoryAccount: { domain: "contoso.com", name: "svc", password: { Password: secrets[0] } },
    radiusSecret: { CertificateThumbprint: "00", EncryptedBytes: secrets[1] },
    mail: {
      from: "a@contoso.com",
      server: { Address: "mail", Port: 25 },
      account: "svc",
      password: secrets[2],
    },
  });
  writeFileSync("center.json", JSON.stringify(profile));
  const plain = await run("import", "center.json", "--out", "x.yaml");
  const json = await run("import", "center.json", "--json");
  await run("runbook", "x.yaml");
  const all = [plain.out, plain.err, json.out, text("x.yaml"), text("x.carry-over.json")].join("\n");
  for (const secret of secrets) expect(all).not.toContain(secret);
  expect(all).toContain("DirectoryServicesClientAccountPasswordEncrypted");
});

test("pseudonyms are the same at every import, and do not mix with real names", async () => {
  await run("import", contoso, "--redact", "--out", "x.yaml");
  expect(text("x.yaml")).not.toContain("contoso.com");
  expect(statSync(".ata2mdi/redact.key").mode & 0o777).toBe(0o600);
  expect((await run("import", contoso, "--redact", "--out", "x.yaml")).out).toContain("Nothing was written.");
  const mixed = await run("import", contoso, "--out", "x.yaml");
  expect(mixed).toMatchObject({ code: 1 });
  expect(mixed.err).toContain("ATA-REDACTED");
});

test("a name in any script, with HTML, Markdown or a formula in it, stays text in every output", async () => {
  const evil = '<img src=x onerror=alert(1)>` **[x](y)** 山田 ‮\u001b[31m\n=cmd|"/c"';
  const id = "aaaaaaaa-1111-4222-8333-444444444444";
  const profile = centerProfile({ honeytokens: [id], reports: { "<b>|`*": { To: ["a"] } } });
  writeFileSync("center.json", JSON.stringify(profile));
  writeFileSync(
    "entities.json",
    JSON.stringify([{ Id: id, Type: "User", SystemDisplayName: evil, SamName: "=1+1" }]),
  );
  writeFileSync("answers.json", text(join(contoso, "answers.json")));
  writeFileSync("directory.json", text(join(contoso, "directory.json")));
  await run("import", ".", "--out", "x.yaml");
  expect((await run("runbook", "x.yaml", "--out", "book")).err).toBe("");
  const [html, markdown, csv] = ["runbook.html", "runbook.md", "honeytokens.csv"].map((name) =>
    text(join("book", name)),
  );
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).not.toContain("<img");
  expect(html).not.toContain("<b>|");
  expect(markdown).toContain("``<img src=x onerror=alert(1)>` **[x](y)** 山田");
  expect(markdown).toContain("\\<b\\>");
  expect(csv).toContain(`"'=1+1"`);
  for (const output of [html, markdown, csv]) {
    expect(output).toContain("山田");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(output).not.toMatch(/[\u001b\u202e]/);
  }
});

test("an attestation is added without touching the rest, and counts until ATA's value changes", async () => {
  await run("import", contoso, "--out", "x.yaml");
  writeFileSync("x.yaml", text("x.yaml").replace("sites:", "# my comment\nsites:"));
  const before = text("x.yaml");
  await run("attest", "honeytokens", "--estate", "x.yaml", "--by", "ann", "--evidence", "see ticket #7");
  const after = text("x.yaml");
  expect(after.startsWith(before)).toBe(true);
  const open = async () =>
    JSON.parse((await run("runbook", "x.yaml", "--json")).out).toDo.map(
      (page: { state: { row: string } }) => page.state.row,
    );
  expect(await open()).not.toContain("honeytokens");

  const changed = text(join(contoso, "SystemProfile.json")).replace(
    /"HoneytokenAccountIds":\["[^"]*",/,
    '"HoneytokenAccountIds":[',
  );
  writeFileSync("changed.json", changed);
  await run("import", "changed.json", "--out", "x.yaml");
  expect(await open()).toContain("honeytokens");
  expect(JSON.stringify((await run("runbook", "x.yaml", "--json")).out)).toContain("has changed since");
});

test.each([
  ["an unknown row", ["sislog"], "ATTEST-ROW"],
  ["no estate", ["syslog", "--estate", "none.yaml"], "ATTEST-ESTATE"],
  ["a date that does not exist", ["syslog", "--expires", "2027-02-30"], "must be a date that exists"],
  ["a Center that does not exist", ["ata-alerts", "--center", "nobody"], "nobody"],
])("%s is refused and nothing is written", async (_, words, message) => {
  await run("import", contoso, "--out", "x.yaml");
  const before = text("x.yaml");
  const result = await run("attest", "--estate", "x.yaml", "--by", "ann", "--evidence", "CHG-7", ...words);
  expect(result.code).toBe(1);
  expect(result.err).toContain(message);
  expect(text("x.yaml")).toBe(before);
});

test.each(["contoso", "rest", "ata-1.8"])("the sample %s goes all the way", async (name) => {
  const steps = [
    ["import", join(samples, name), "--out", "x.yaml"],
    ["check", "x.yaml"],
    ["runbook", "x.yaml"],
  ];
  for (const words of steps) expect(await run(...words)).toMatchObject({ code: 0, err: "" });
});

test("a folder where a file belongs is told, and nothing is written", async () => {
  mkdirSync("folder");
  const empty = await run("import", "folder", "--out", "x.yaml");
  expect([empty.code, empty.err.includes("ATA-UNREADABLE")]).toEqual([1, true]);
  const out = await run("import", contoso, "--out", "folder");
  expect([out.code, out.err.includes("ATA-ESTATE")]).toEqual([1, true]);
  expect(readdirSync(".")).toEqual(["folder"]);
});

test("an attestation that does not count is told as that when it is written", async () => {
  await run("import", contoso, "--out", "x.yaml");
  const attest = (...words: string[]) =>
    run("attest", "vpn", "--estate", "x.yaml", "--by", "ann", "--evidence", "CHG-7", ...words);
  expect((await attest("--expires", "2020-01-01")).out).toContain(
    "does not count: the attestation by ann expired",
  );
  expect((await attest("--expires", "2999-01-01")).out).toContain("It is void once ATA holds something else");
});

test("an estate's own permissions stay, also where others may read it", async () => {
  await run("import", contoso, "--out", "x.yaml");
  chmodSync("x.yaml", 0o644);
  await run("attest", "syslog", "--estate", "x.yaml", "--by", "ann", "--evidence", "CHG-7");
  expect(statSync("x.yaml").mode & 0o777).toBe(0o644);
});

test("a runbook without an import says that it knows no values", async () => {
  await run("import", contoso, "--out", "x.yaml");
  writeFileSync("y.yaml", text("x.yaml"));
  const { code, out } = await run("runbook", "y.yaml", "--out", "book");
  expect(code).toBe(0);
  expect(out).toContain("nothing was imported from ATA yet");
  expect(text("book/runbook.md")).toContain("Nothing was imported from ATA yet");
});

test("a carry-over file that was spoilt is a problem with a cure", async () => {
  await run("import", contoso, "--out", "x.yaml");
  for (const spoilt of ["{", '{"schema":2}', "[]"]) {
    writeFileSync("x.carry-over.json", spoilt);
    const result = await run("runbook", "x.yaml");
    expect(result.code).toBe(1);
    expect(result.err).toContain("ATA-CARRY-OVER");
  }
});

test("where the policy names signers, only what they signed counts, and only as they signed it", async () => {
  const keys = sshKeyPair();
  const other = sshKeyPair();
  writeFileSync("ann.key", keys.private);
  writeFileSync("other.key", other.private);
  await run("import", contoso, "--out", "x.yaml");
  const unsigned = text("x.yaml");
  const policy = `policy:\n  signers:\n    ann: ${keys.public}\n`;
  writeFileSync("x.yaml", `${unsigned}${policy}`);
  const whyOpen = async () => {
    const { toDo } = JSON.parse((await run("runbook", "x.yaml", "--json")).out);
    return toDo.find((page: { state: { row: string } }) => page.state.row === "syslog")?.state.why;
  };
  const attest = (...words: string[]) =>
    run("attest", "syslog", "--estate", "x.yaml", "--by", "ann", "--evidence", "CHG-7", ...words);

  expect((await attest()).out).toContain("It does not count: the attestation by ann is not signed.");
  expect(await whyOpen()).toContain("is not signed");
  writeFileSync("x.yaml", `${unsigned}${policy}`);
  expect((await attest("--sign", "other.key")).out).toContain("does not count");
  expect(await whyOpen()).toContain("signature of ann is not over");
  writeFileSync("x.yaml", `${unsigned}${policy}`);
  expect(await attest("--sign", "ann.key")).toMatchObject({ code: 0, err: "" });
  expect(await whyOpen()).toBeUndefined();
  writeFileSync("x.yaml", text("x.yaml").replace("CHG-7", "CHG-8"));
  expect(await whyOpen()).toContain("signature of ann is not over");
  const bob = await run(
    "attest",
    "syslog",
    "--estate",
    "x.yaml",
    "--by",
    "bob",
    "--evidence",
    "CHG-7",
    "--sign",
    "ann.key",
  );
  expect(bob.code).toBe(0);
  expect(await whyOpen()).toContain("bob is not among policy.signers");
});

test("a key that cannot sign is refused, and nothing is written", async () => {
  await run("import", contoso, "--out", "x.yaml");
  const before = text("x.yaml");
  writeFileSync("text.key", "no key");
  for (const key of ["text.key", "missing.key"]) {
    const result = await run(
      "attest",
      "syslog",
      "--estate",
      "x.yaml",
      "--by",
      "ann",
      "--evidence",
      "CHG-7",
      "--sign",
      key,
    );
    expect([result.code, result.err.includes("ATTEST-KEY")]).toEqual([1, true]);
  }
  expect(text("x.yaml")).toBe(before);
});
