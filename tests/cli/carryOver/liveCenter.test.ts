import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, test as everyTest, expect } from "@jest/globals";
import { generate } from "selfsigned";
import { run, samples, useFolder } from "./support.ts";

useFolder();
const rest = (name: string) => JSON.parse(readFileSync(join(samples, `rest/${name}.json`), "utf8"));
/** curl signs in; where it is missing there is nothing to be tried. */
const test = spawnSync("curl", ["--version"]).status === 0 ? everyTest : everyTest.skip;

let server: Server | undefined;
const asked: string[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  asked.length = 0;
  delete process.env.ATA2MDI_CENTER_PASSWORD;
});

/** A Center that signed its certificate itself. Its address; the certificate goes to center.pem. */
async function center(
  guard: (request: IncomingMessage, response: ServerResponse) => boolean = () => true,
): Promise<string> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "ATACenter" }], {
    keySize: 2048,
  });
  writeFileSync("center.pem", cert);
  server = createServer({ cert, key }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (!guard(request, response)) return;
    const body = answer(request.url ?? "");
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(body === undefined ? "{}" : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(url: string): unknown {
  const path = url.replace("/api/management/", "");
  if (path === "systemProfiles/center") return rest("center");
  if (path === "systemProfiles/gateways") return rest("gateways");
  if (path === "suspiciousActivities" || path === "monitoringAlerts") return rest(path);
  return rest("uniqueEntities").find(({ Id: id }: { Id: string }) => path === `uniqueEntities/${id}`);
}

test("a Center is read itself, as its files would be, and only by GET", async () => {
  const url = await center();
  const live = await run("import", "--center", url, "--certificate", "center.pem", "--json");
  const files = await run("import", join(samples, "rest"), "--json");
  expect(live.err).toBe("");
  const [one, other] = [JSON.parse(live.out), JSON.parse(files.out)];
  expect(one.inventory).toEqual({ ...other.inventory, irrelevant: one.inventory.irrelevant });
  expect(asked.every((line) => line.startsWith("GET /api/management/"))).toBe(true);
});

test("a certificate that nobody signed is not believed", async () => {
  const url = await center();
  const result = await run("import", "--center", url, "--json");
  expect(result).toMatchObject({ code: 1, out: "" });
  expect(result.err).toContain("CENTER-CERTIFICATE");
  expect(asked).toEqual([]);
});

test("another certificate than the named one is not believed", async () => {
  const url = await center();
  const { cert } = await generate([{ name: "commonName", value: "ATACenter" }], { keySize: 2048 });
  writeFileSync("other.pem", cert);
  const result = await run("import", "--center", url, "--certificate", "other.pem");
  expect(result.err).toContain("CENTER-CERTIFICATE");
  expect(asked).toEqual([]);
});

test("a Center that does not let the account in is told, with what to do", async () => {
  const url = await center((_, response) => {
    response.writeHead(401, { "www-authenticate": "Negotiate" }).end();
    return false;
  });
  const result = await run("import", "--center", url, "--certificate", "center.pem");
  expect(result.code).toBe(1);
  expect(result.err).toContain("CENTER-REFUSED");
  expect(result.err).toContain("--center-user");
});

test("an account signs in by NTLM, and its password is in no argument and no output", async () => {
  // A challenge as a server gives it: signature, type 2, no target name, flags, eight bytes, no target information.
  const challenge = Buffer.from(
    "4e544c4d53535000020000000000000038000000058289020123456789abcdef000000000000000000000000380000000000000000000000",
    "hex",
  ).toString("base64");
  const seen: string[] = [];
  const url = await center((request, response) => {
    const message = Buffer.from(request.headers.authorization?.replace(/^NTLM /, "") ?? "", "base64");
    const type = message.length > 12 ? message.readUInt32LE(8) : 0;
    if (type === 3)
      seen.push(
        message.toString("utf16le"),
        message.subarray(1).toString("utf16le"),
        message.toString("latin1"),
      );
    if (type === 3) return true;
    const offer = type === 1 ? `NTLM ${challenge}` : "NTLM";
    response.writeHead(401, { "www-authenticate": offer, "content-length": 0 }).end();
    return false;
  });
  process.env.ATA2MDI_CENTER_PASSWORD = 'p"ss\\word';
  const result = await run(
    "import",
    "--center",
    url,
    "--certificate",
    "center.pem",
    "--center-user",
    "CONTOSO\\ann",
  );
  expect(result).toMatchObject({ code: 0, err: "" });
  expect(seen.some((text) => text.includes("ann"))).toBe(true);
  expect(result.out).not.toContain("ss\\word");
});

test.each(["https://ann:PLAINSECRET@127.0.0.1:1", "http://ann:PLAINSECRET@127.0.0.1:1"])(
  "a password in an address is refused and not repeated",
  async (url) => {
    const result = await run("import", "--center", url, "--json");
    expect(result).toMatchObject({ code: 1, out: "" });
    expect(result.err).toContain("CENTER-ANSWER");
    expect(result.err).not.toMatch(/PLAINSECRET|ann:/);
  },
);

test.each([
  ["no answer", "https://127.0.0.1:1", "CENTER-UNREACHABLE"],
  ["no https", "http://127.0.0.1", "CENTER-ANSWER"],
  ["no address", "atacenter", "CENTER-ANSWER"],
  ["no certificate", "https://127.0.0.1:1 --certificate missing.pem", "CENTER-CERTIFICATE"],
])("%s is a problem with a cure", async (_, url, id) => {
  const result = await run("import", "--center", ...url.split(" "));
  expect(result.code).toBe(1);
  expect(result.err).toContain(id);
});
