import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { verifyEvidence } from "../../cli/evidence/verify.ts";
import { problemOf } from "../../plan/problem.ts";
import { signBackup } from "../../remote/signBackup.ts";
import { sshKeyPair } from "../support/sshKeys.ts";

const key = sshKeyPair();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-archive-"));
  const files = { "certificate/center.pfx": "pfx", "database/ATA/UniqueEntity.bson": "documents" };
  const listed = Object.entries(files).map(([path, text]) => {
    put(path, text);
    return { path, size: text.length, sha256: hashOf(text) };
  });
  const about = {
    product: "ATA Center",
    center: "ATACENTER",
    takenAt: "2026-12-01T12:00:00.000Z",
    method: "dump",
  };
  put("manifest.json", JSON.stringify({ about, files: listed }));
  sign(key.private);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function sign(privateKey: string): void {
  const manifestSha256 = hashOf(readFileSync(join(folder, "manifest.json"), "utf8"));
  put("manifest.sig", signBackup({ estate: "dev", name: "atacenter-1", manifestSha256 }, privateKey));
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

function problemIdOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return problemOf(error).id;
  }
  throw new Error("it passed");
}

test("an archived backup is proven by its folder alone, with or without what reading it back noted", () => {
  expect(verifyEvidence(folder)).toMatchObject({
    findings: [],
    manifest: { about: { center: "ATACENTER" } },
  });
  put("readback.json", "{}");
  expect(verifyEvidence(folder, key.public).findings).toEqual([]);
});

test("a flipped byte, a missing file and one too many are found", () => {
  put("database/ATA/UniqueEntity.bson", "documentt");
  put("more.txt", "x");
  rmSync(join(folder, "certificate/center.pfx"));
  expect(verifyEvidence(folder).findings).toEqual([
    { file: "more.txt", what: "not listed" },
    { file: "certificate/center.pfx", what: "missing" },
    { file: "database/ATA/UniqueEntity.bson", what: "changed" },
  ]);
});

test("a manifest that was changed, or signed by somebody else, proves nothing", () => {
  const manifest = readFileSync(join(folder, "manifest.json"), "utf8");
  put("manifest.json", manifest.replace("ATACENTER", "OTHER"));
  expect(problemIdOf(() => verifyEvidence(folder))).toBe("EVIDENCE-SIGNATURE");
  put("manifest.json", manifest);
  sign(sshKeyPair().private);
  expect(problemIdOf(() => verifyEvidence(folder, key.public))).toBe("EVIDENCE-SIGNATURE");
  put(
    "manifest.sig",
    readFileSync(join(folder, "manifest.sig"), "utf8").replace("atacenter-1", "atacenter-2"),
  );
  expect(problemIdOf(() => verifyEvidence(folder))).toBe("EVIDENCE-SIGNATURE");
});

test("a key that cannot sign is told without being shown", () => {
  const backup = { estate: "dev", name: "atacenter-1", manifestSha256: "ab".repeat(32) };
  expect(problemIdOf(() => signBackup(backup, "no key at all"))).toBe("EVIDENCE-KEY");
});
