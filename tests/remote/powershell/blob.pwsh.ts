import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { readBackFacts } from "../../../plan/centerBackup.ts";
import { readFolder } from "../../../remote/bundle.ts";
import type { StepInputs } from "../../../remote/contract.ts";
import { type BlobServer, md5, serveBlobs } from "./blobServer.ts";
import { findPowerShell } from "./findPowerShell.ts";
import { type SandboxHost, sandboxHost } from "./sandboxHost.ts";

jest.setTimeout(600_000);

const powershell = findPowerShell();
const suite = powershell ? describe : describe.skip;
const NAME = "atacenter-1";

suite("the real scripts archive a Center's backup in a container", () => {
  let host: SandboxHost;
  let server: BlobServer;
  let input: StepInputs["Copy-AtaCenterBackup"];

  beforeEach(async () => {
    server = await serveBlobs();
    host = await sandboxHost(powershell ?? "", "center");
    const place = { folder: null, name: NAME };
    await host.call("Backup-AtaCenter", { ...place, pfxPassword: "Kept-In-The-Safe-7" });
    const { facts } = await host.call("Test-AtaCenterBackup", { ...place, sample: 1 });
    const { manifestSha256 } = readBackFacts.parse(facts);
    input = {
      ...place,
      destination: null,
      container: server.container,
      manifestSha256,
      signature: "signed\n",
    };
  });
  afterEach(async () => {
    await host.close();
    await server.close();
  });

  const folder = () => join(host.folder, "ata2mdi/backups", NAME);
  const archive = (attempt = 1) =>
    host.call("Copy-AtaCenterBackup", input, { work: `${host.name}/Copy-AtaCenterBackup/${attempt}` });
  /** Names of what is to be in the container. */
  const wanted = () => {
    const { files } = JSON.parse(readFileSync(join(folder(), "manifest.json"), "utf8"));
    const names: string[] = files.map(({ path }: { path: string }) => path);
    return [...names, "manifest.sig", "manifest.json"].map((path) => `${NAME}/${path}`);
  };
  const blocksOf = (name: string) => server.requests.filter((line) => line.startsWith(`PUT ${name} block `));

  test("every file is there as it is here, the manifest last, and the signature is written nowhere", async () => {
    expect(await archive()).toMatchObject({ outcome: "done", code: 0 });
    expect([...server.blobs.keys()].sort()).toEqual(wanted().sort());
    expect([...server.blobs.keys()].slice(-2)).toEqual([`${NAME}/manifest.sig`, `${NAME}/manifest.json`]);
    const here = new Map(readFolder(folder()).map(({ path, bytes }) => [`${NAME}/${path}`, bytes]));
    for (const [name, { bytes, md5: kept }] of server.blobs) {
      expect(bytes.equals(here.get(name) ?? Buffer.from("?"))).toBe(true);
      expect(kept).toBe(md5(bytes));
    }
    expect(host.everything()).not.toMatch(/very(%2F|\/)secret/);
  });

  test("a service that is busy, and an answer that is lost, are asked again", async () => {
    server.faults.push(503, 0, 500, 0);
    expect(await archive()).toMatchObject({ outcome: "done" });
    expect([...server.blobs.keys()].sort()).toEqual(wanted().sort());
  });

  test("an attempt that broke off goes on: what is there is not sent again", async () => {
    const [first = "", second = ""] = wanted();
    server.refuse = { name: second, status: 403 };
    const broken = await archive();
    expect(broken).toMatchObject({ outcome: "failed", reason: expect.stringContaining("HTTP 403") });
    expect(broken.reason).not.toContain("very");
    expect(server.blobs.has(`${NAME}/manifest.json`)).toBe(false);
    const sent = blocksOf(first).length;
    server.refuse = undefined;
    expect(await archive(2)).toMatchObject({ outcome: "done" });
    expect(blocksOf(first)).toHaveLength(sent);
    expect([...server.blobs.keys()].sort()).toEqual(wanted().sort());
  });

  test("another blob in its place is never written over", async () => {
    const [first = ""] = wanted();
    const other = Buffer.from("somebody else's");
    server.blobs.set(first, { bytes: other, md5: md5(other) });
    const answer = await archive();
    expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("another") });
    expect(server.blobs.get(first)?.bytes).toEqual(other);
  });

  test("a file that is not as its manifest has it is never committed", async () => {
    const [first = ""] = wanted();
    writeFileSync(join(folder(), first.slice(NAME.length + 1)), "damaged");
    const answer = await archive();
    expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("manifest") });
    expect(server.blobs.has(first)).toBe(false);
  });
});
