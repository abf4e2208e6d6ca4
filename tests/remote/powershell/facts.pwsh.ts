import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import selfsigned from "selfsigned";
import { type HostFacts, hostFacts } from "../../../plan/facts.ts";
import { sensorStatusFacts } from "../../../remote/contract.ts";
import { findPowerShell } from "./findPowerShell.ts";
import { SENSOR_VERSION } from "./products.ts";
import { type SandboxHost, sandboxHost } from "./sandboxHost.ts";

jest.setTimeout(600_000);

const powershell = findPowerShell();
const suite = powershell ? describe : describe.skip;

suite("facts the real scripts read", () => {
  let host: SandboxHost;
  const open: { close(done?: () => void): unknown }[] = [];
  beforeEach(async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
  });
  afterEach(async () => {
    await host.close();
    for (const one of open.splice(0)) one.close();
  });

  const facts = async (changes: Partial<Record<"sensorApi" | "proxy", string>> = {}): Promise<HostFacts> => {
    const input = {
      sensorApi: "https://127.0.0.1:1/ping",
      rootCertificates: ["AB12", "CD34"],
      managedAccounts: ["gmsa$", "other$"],
      proxy: null,
    };
    const { facts } = await host.call("Get-HostFacts", { ...input, ...changes });
    return hostFacts.parse(facts);
  };
  const change = (more: Record<string, unknown>) => host.write({ ...host.read(), ...more });

  /** An HTTPS server with a certificate nobody trusts. */
  async function sensorApi(): Promise<number> {
    const pems = await selfsigned.generate([{ name: "commonName", value: "Contoso Inspection CA" }]);
    const server: SecureServer = createSecureServer(
      { key: pems.private, cert: pems.cert },
      (_request, response) => response.end("2.250"),
    );
    open.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
    return (server.address() as AddressInfo).port;
  }

  test("the machine, by registry and numbers and never by words of a language", async () => {
    change({ roots: ["AB12"], managedAccounts: ["gmsa$"], adapters: ["Ethernet"], listener: "svchost.exe" });
    const read = await facts();
    expect(read).toMatchObject({
      computerName: { value: "DC01" },
      operatingSystem: { value: { version: "10.0.17763", revision: 9060, installation: "desktop" } },
      directory: { value: { domainRole: 5, operationsMasters: ["pdcEmulator"] } },
      hardware: { value: { logicalProcessors: 4, platform: "hyperV", dynamicMemory: null } },
      largeSendOffload: { value: ["Ethernet"] },
      powerScheme: { value: "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c" },
      dotNetRelease: { value: 528_049 },
      tls: { value: { systemDefault64: 1, strongCrypto64: 1, systemDefault32: null, strongCrypto32: null } },
      rootCertificates: { value: ["AB12"] },
      otherRoles: { value: [] },
      defenderAntivirus: { value: null },
      certificateClients: { value: [] },
      loopback444: { value: "svchost.exe" },
      clockSkewSeconds: { value: 0 },
      auditPolicy: {
        value: {
          "0cce923f-69ae-11d9-bed3-505054503030": 3,
          "0cce9213-69ae-11d9-bed3-505054503030": 0,
        },
      },
      ntlmAuditing: { value: { auditReceiving: 2, restrictSending: null, auditInDomain: null } },
      auditFailure: { value: { crashOnAuditFail: 0, securityLogOverwrites: true } },
      managedAccounts: {
        value: { gmsa$: { usable: true, sid: "S-1-5-21-1-2-3-1601" }, other$: { usable: false, sid: null } },
      },
      logOnAsService: { value: ["S-1-5-80-0", "S-1-5-21-1-2-3-11"] },
      pendingReboot: {
        value: { componentServicing: false, windowsUpdate: false, fileRenames: false, computerRename: false },
      },
    });
  });

  test("what waits for a restart is seen in each of its four places", async () => {
    const state = host.read();
    const keys = state.registry["64"];
    const windows = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion";
    keys[`${windows}\\Component Based Servicing\\RebootPending`] = {};
    keys[`${windows}\\WindowsUpdate\\Auto Update\\RebootRequired`] = {};
    keys["SYSTEM\\CurrentControlSet\\Control\\Session Manager"] = {
      PendingFileRenameOperations: ["\\??\\C:\\a", ""],
    };
    keys["SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName"] = { ComputerName: "DC01-NEW" };
    host.write(state);
    expect((await facts()).pendingReboot).toEqual({
      value: { componentServicing: true, windowsUpdate: true, fileRenames: true, computerRename: true },
    });
  });

  test("the sensor API's certificate is told even where it is not trusted", async () => {
    const port = await sensorApi();
    const { sensorApi: api, proxy } = await facts({
      sensorApi: `https://127.0.0.1:${port}/tri/sensor/api/ping`,
    });
    expect(proxy).toEqual({ value: null });
    expect(api).toEqual({
      value: {
        status: 0,
        issuer: expect.stringContaining("Contoso Inspection CA"),
        error: expect.stringContaining("not trusted"),
      },
    });
  });

  test("the sensor API is asked through SYSTEM's proxy, and a proxy that refuses is told with its status", async () => {
    const port = await sensorApi();
    const tunnels: string[] = [];
    let refuse = false;
    const proxy: Server = createServer();
    proxy.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      if (refuse) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    open.push(proxy);
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", () => done()));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    change({ proxy: address });

    const through = await facts({ sensorApi: "https://contososensorapi.atp.azure.com/tri/sensor/api/ping" });
    expect(through.proxy).toEqual({ value: address });
    expect(tunnels).toEqual(["contososensorapi.atp.azure.com:443"]);
    expect(through.sensorApi).toMatchObject({
      value: { issuer: expect.stringContaining("Contoso Inspection CA") },
    });

    refuse = true;
    const refused = await facts({ sensorApi: "https://contososensorapi.atp.azure.com/tri/sensor/api/ping" });
    expect(refused.sensorApi).toEqual({
      value: { status: 0, issuer: null, error: expect.stringContaining("407") },
    });
  });

  test("the clock is compared with the time server's, by SNTP", async () => {
    const server: Socket = createSocket("udp4");
    open.push(server);
    server.on("message", (_packet, from) => {
      const answer = Buffer.alloc(48);
      answer[0] = 0x24;
      answer.writeUInt32BE(Math.floor(Date.now() / 1000) + 2_208_988_800 - 400, 40);
      server.send(answer, from.port, from.address);
    });
    await new Promise<void>((done) => server.bind(0, "127.0.0.1", () => done()));
    change({ timeServer: { name: "127.0.0.1", port: server.address().port } });
    const { clockSkewSeconds } = await facts();
    if (!("value" in clockSkewSeconds)) throw new Error(clockSkewSeconds.unread);
    expect(clockSkewSeconds.value).toBeGreaterThan(398);
    expect(clockSkewSeconds.value).toBeLessThan(403);
  });

  test("a time server that does not answer is unread, not in time", async () => {
    const silent: Socket = createSocket("udp4");
    open.push(silent);
    await new Promise<void>((done) => silent.bind(0, "127.0.0.1", () => done()));
    change({ timeServer: { name: "127.0.0.1", port: silent.address().port } });
    expect((await facts()).clockSkewSeconds).toEqual({ unread: expect.any(String) });
  });

  test("the sensor's error lines since a moment, in the order of time, whatever the file's encoding", async () => {
    host.put("sensor");
    const { mkdirSync, writeFileSync } = await import("node:fs");
    const logs = `${host.folder}/Program Files/Azure Advanced Threat Protection Sensor/${SENSOR_VERSION}/Logs`;
    mkdirSync(logs, { recursive: true });
    const sensor =
      "2026-11-22 10:00:00.1 Error old\n2026-11-22 11:00:02.5 Error Fehler bei Anmeldung für gMSA\n   at Stack.Trace()\n";
    const updater = "\ufeff2026-11-22 11:00:01.5 Error updater\r\n";
    writeFileSync(`${logs}/Microsoft.Tri.Sensor-Errors.log`, sensor);
    writeFileSync(`${logs}/Microsoft.Tri.Sensor.Updater-Errors.log`, Buffer.from(updater, "utf16le"));
    const answer = await host.call("Get-SensorStatus", { since: "2026-11-22T11:00:00Z" });
    expect(sensorStatusFacts.parse(answer.facts)).toEqual({
      sensor: { value: "Running" },
      updater: { value: "Running" },
      version: { value: SENSOR_VERSION },
      errors: {
        value: [
          "2026-11-22 11:00:01.5 Error updater",
          "2026-11-22 11:00:02.5 Error Fehler bei Anmeldung für gMSA",
        ],
      },
    });
  });
});
