import { generateKeyPairSync } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import ssh2 from "ssh2";
import { readSigningKey } from "../../cli/evidence/key.ts";
import { filesBelow, type Manifest } from "../../cli/evidence/manifest.ts";
import { packEvidence } from "../../cli/evidence/pack.ts";
import { verifyEvidence } from "../../cli/evidence/verify.ts";
import { withoutSecrets } from "../../cli/evidence/withoutSecrets.ts";
import { newRunFolder, writeBegun, writeEnded } from "../../cli/run/runFolder.ts";
import { readDeployment } from "../../cli/state/deployment.ts";
import { statusOf } from "../../cli/status/collect.ts";
import { registerEvidence } from "../../cli/verbs/evidence.ts";
import { ProblemError } from "../../plan/problem.ts";
import { sshKeyPair } from "../support/sshKeys.ts";
import { linesOf, stackAfter, stateAfter } from "./recordings.ts";
import { runVerb } from "./runVerb.ts";

let cwd: string;
let folder: string;
let keyFile: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "ata2mdi-evidence-"));
  folder = join(cwd, "evidence");
  keyFile = writeKey("key", sshKeyPair().private);
  mkdirSync(join(cwd, "estates"));
  writeFileSync(join(cwd, "estates/dev.yaml"), "name: dev\n");
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function writeKey(name: string, text: string): string {
  const file = join(cwd, name);
  writeFileSync(file, text);
  chmodSync(file, 0o600);
  return file;
}

function pack(): Manifest {
  const run = newRunFolder(cwd, "dev", new Date("2026-11-22T17:11:00Z"));
  writeFileSync(run.events, `${linesOf("moved").join("\n")}\n`);
  const begun = { stack: "dev", startedAt: "", pid: 1, host: "", planHash: "", version: "", by: "" };
  writeBegun(run, begun);
  writeEnded(run, { endedAt: "", code: 0 });
  return packEvidence(statusOf(stackAfter("moved"), { cwd, env: {} }, 0), { cwd, folder, keyFile });
}

function idOf(work: () => unknown): string {
  try {
    work();
    return "nothing";
  } catch (error) {
    return error instanceof ProblemError ? error.problem.id : String(error);
  }
}

describe("packed evidence", () => {
  test("holds report, plan, estate, state and the runs' events, and is as it was signed", () => {
    const manifest = pack();
    const files = manifest.files.map(({ path }) => path);
    for (const file of [
      "report.html",
      "report.json",
      "plan.json",
      "state.json",
      "attestations.json",
      "dev.yaml",
    ]) {
      expect(files).toContain(file);
    }
    expect(files).toContain("runs/2026-11-22T17-11-00.000Z/events.jsonl");
    const verified = verifyEvidence(folder);
    expect(verified.findings).toEqual([]);
    expect(verified.manifest).toEqual(manifest);
  });

  test("can be read by its owner alone", () => {
    pack();
    for (const file of ["", ...filesBelow(folder)]) {
      expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    }
  });

  test("needs nothing but the folder, wherever it is moved", () => {
    pack();
    const moved = join(cwd, "elsewhere");
    renameSync(folder, moved);
    rmSync(join(cwd, "estates"), { recursive: true });
    rmSync(keyFile);
    expect(verifyEvidence(moved).findings).toEqual([]);
  });

  test("one byte changed, anywhere in any file, is found", () => {
    const files = pack().files.filter(({ bytes }) => bytes > 0);
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }), (file, at, by) => {
        const path = join(folder, file.path);
        const bytes = readFileSync(path);
        const index = at % bytes.length;
        bytes[index] = ((bytes[index] ?? 0) + by) % 256;
        writeFileSync(path, bytes);
        expect(verifyEvidence(folder).findings).toContainEqual({ file: file.path, what: "changed" });
        bytes[index] = ((bytes[index] ?? 0) - by + 256) % 256;
        writeFileSync(path, bytes);
      }),
      { numRuns: 40 },
    );
    expect(verifyEvidence(folder).findings).toEqual([]);
  });

  test("one byte of the list or of its signature proves nothing any more", () => {
    pack();
    for (const name of ["manifest.json", "manifest.sig"]) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      for (let index = 0; index < whole.length; index += 37) {
        const bytes = Buffer.from(whole);
        bytes[index] = (bytes[index] ?? 0) ^ 1;
        writeFileSync(path, bytes);
        // White space of the signature's own file may differ; nothing else may.
        const found = idOf(() => verifyEvidence(folder));
        if (found !== "nothing") expect(found).toBe("EVIDENCE-SIGNATURE");
        else expect(JSON.parse(bytes.toString())).toEqual(JSON.parse(whole.toString()));
      }
      writeFileSync(path, whole);
    }
  });

  test("files that were lost, added or made a link are named", () => {
    pack();
    unlinkSync(join(folder, "report.csv"));
    appendFileSync(join(folder, "note.txt"), "x");
    const plan = readFileSync(join(folder, "report.json"));
    writeFileSync(join(cwd, "copy"), plan);
    unlinkSync(join(folder, "report.json"));
    symlinkSync(join(cwd, "copy"), join(folder, "report.json"));
    expect(verifyEvidence(folder).findings).toEqual([
      { file: "note.txt", what: "not listed" },
      { file: "report.csv", what: "missing" },
      { file: "report.json", what: "not a file" },
    ]);
  });

  test("without its list or its signature it is incomplete", () => {
    pack();
    unlinkSync(join(folder, "manifest.sig"));
    expect(idOf(() => verifyEvidence(folder))).toBe("EVIDENCE-INCOMPLETE");
    expect(idOf(() => verifyEvidence(cwd))).toBe("EVIDENCE-INCOMPLETE");
  });

  test("signed by another than the one expected is refused", () => {
    pack();
    const own = readSigningKey(keyFile).publicKey;
    const other = readSigningKey(writeKey("other", sshKeyPair().private)).publicKey;
    expect(verifyEvidence(folder, `${own} anna`).findings).toEqual([]);
    expect(idOf(() => verifyEvidence(folder, other))).toBe("EVIDENCE-SIGNATURE");
  });

  test("is not written over anything, and a file is no folder of it", () => {
    pack();
    expect(idOf(pack)).toBe("EVIDENCE-FOLDER");
    expect(idOf(() => verifyEvidence(join(folder, "report.csv")))).toBe("EVIDENCE-INCOMPLETE");
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    expect(idOf(pack)).toBe("EVIDENCE-FOLDER");
    rmSync(folder);
  });
});

describe("ata2mdi evidence verify", () => {
  const verify = (...args: string[]) => runVerb(registerEvidence, "evidence", "verify", ...args);

  test("ends with 0 and the signer where all is as it was", async () => {
    pack();
    const publicKey = writeKey("key.pub", readSigningKey(keyFile).publicKey);
    const { code, text } = await verify(folder, "--signer", publicKey);
    expect(code).toBe(0);
    expect(text).toContain("SHA256:");
    expect(text).not.toContain("Whose key");
    expect((await verify(folder)).text).toContain("Whose key that is the folder cannot tell");
  });

  test("names a signer's file that holds no public key, and does not compare it", async () => {
    pack();
    const { code, text } = await verify(folder, "--signer", join(folder, "report.csv"));
    expect(code).toBe(1);
    expect(text).toMatch(/EVIDENCE-KEY[\s\S]*report\.csv holds no Ed25519 public key/);
  });

  test("ends with 1 and names each file that is not", async () => {
    pack();
    appendFileSync(join(folder, "report.csv"), "x");
    const { code, text } = await verify(folder);
    expect(code).toBe(1);
    expect(text).toMatch(/EVIDENCE-CHANGED[\s\S]*changed: report\.csv/);
    expect(JSON.parse((await verify(folder, "--json")).text).findings).toHaveLength(1);
  });
});

describe("keys", () => {
  test("a key in PKCS #8 signs as well", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    keyFile = writeKey("pem", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    pack();
    expect(verifyEvidence(folder).findings).toEqual([]);
  });

  test.each([
    ["an RSA key", () => ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }).private],
    ["a public key", () => sshKeyPair().public],
    [
      "a key with a passphrase",
      () =>
        ssh2.utils.generateKeyPairSync("ed25519", { passphrase: "x", cipher: "aes256-cbc", rounds: 1 })
          .private,
    ],
    ["no key", () => "nothing of the kind"],
    ["an empty file", () => ""],
  ])("%s is refused before anything is written", (_, make) => {
    keyFile = writeKey("unfit", make());
    expect(idOf(pack)).toBe("EVIDENCE-KEY");
    expect(idOf(() => statSync(folder))).toContain("ENOENT");
  });
});

test("no secret of the state goes into it, and no connection", () => {
  const mark = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "v1:abc",
  };
  const value = { a: [{ accessKey: mark, version: "1" }], connection: { host: "x", privateKey: mark } };
  expect(withoutSecrets(value)).toEqual({
    a: [{ accessKey: "[secret]", version: "1" }],
    connection: "[left out]",
  });
  expect(
    JSON.stringify(withoutSecrets([...readDeployment(stateAfter("moved")).resources.values()])),
  ).not.toContain("ciphertext");
});
