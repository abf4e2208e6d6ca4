import { rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { remnantsFacts, restoreGatewayFacts, type StepInputs } from "../../../remote/contract.ts";
import { findPowerShell } from "./findPowerShell.ts";
import { type SandboxHost, sandboxHost } from "./sandboxHost.ts";

jest.setTimeout(600_000);

const powershell = findPowerShell();
const suite = powershell ? describe : describe.skip;
const back: StepInputs["Restore-AtaGateway"] = {
  consoleUser: "CONTOSO\\ata",
  consolePassword: "pass word+1",
};

suite("going back", () => {
  let host: SandboxHost;
  afterEach(() => host.close());

  const moved = async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    const { version, sha256 } = host.packageInput();
    const removal = { readyUntil: null, keepPackage: true };
    for (const answer of [
      await host.call("Get-SensorPackage", host.packageInput()),
      await host.call("Remove-AtaGateway", removal),
      await host.call("Receive-AccessKey", { accessKey: host.accessKey, goodForSeconds: 600 }),
      await host.call("Install-Sensor", { version, sha256, delayedUpdate: false, proxy: null }),
    ]) {
      expect(answer.outcome).toBe("done");
    }
  };

  test("the sensor goes, the kept gateway comes back, and the password is nowhere on the host", async () => {
    await moved();
    expect(await host.call("Restore-AtaGateway", back)).toMatchObject({ outcome: "refused" });
    const removed = await host.call("Remove-Sensor", { permitUntil: null });
    expect(removed).toMatchObject({ outcome: "done", exitCode: 0 });
    expect(host.service("AATPSensor")).toBeUndefined();
    const restored = await host.call("Restore-AtaGateway", back);
    expect(restored).toMatchObject({ outcome: "done", exitCode: 0 });
    expect(restoreGatewayFacts.parse(restored.facts)).toMatchObject({
      gatewayRunningAt: expect.any(String),
      version: "1.9.7478.57683",
    });
    expect(host.service("ATAGateway")).toBe("Running");
    expect(host.journal()).not.toContain("pass word+1");
    rmSync(join(host.folder, "setups.log"));
    expect(host.everything()).not.toContain("pass word+1");
  });

  test("a kept package that is not whole is not installed from", async () => {
    await moved();
    await host.call("Remove-Sensor", { permitUntil: null });
    rmSync(join(host.folder, "ata2mdi/packages/ata-gateway/Gateway.msi"));
    expect(await host.call("Restore-AtaGateway", back)).toMatchObject({ outcome: "refused" });
    expect(host.service("ATAGateway")).toBeUndefined();
  });

  test("the way forward works again after going back", async () => {
    await moved();
    await host.call("Remove-Sensor", { permitUntil: null });
    await host.call("Restore-AtaGateway", back);
    const again = await host.call("Remove-AtaGateway", { readyUntil: null, keepPackage: true });
    expect(again).toMatchObject({ outcome: "done" });
  });
});

suite("remnants", () => {
  let host: SandboxHost;
  afterEach(() => host.close());
  const found = async () => remnantsFacts.parse((await host.call("Get-Remnants", {})).facts);

  test("an installed product has none, an absent one neither", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    expect(await found()).toEqual({ gateway: { value: null }, sensor: { value: [] } });
  });

  test("what a failed removal leaves is shown, and cleared only as it was shown", async () => {
    host = await sandboxHost(powershell ?? "", "gatewayAndCenter");
    const state = host.read();
    state.certificates = { AB12: "CN=ATAGateway", CD34: "CN=ATACenter" };
    host.write(state);
    rmSync(join(host.folder, "Package Cache/{Gateway-bundle}"), { recursive: true });
    const { gateway } = await found();
    if (!("value" in gateway) || !gateway.value) throw new Error("nothing was found");
    expect([...gateway.value].sort()).toEqual([
      "certificate:AB12",
      "entry:32/{Gateway-bundle}",
      "entry:64/{Gateway-package}",
      `folder:${join(host.folder, "Program Files/Microsoft Advanced Threat Analytics/Gateway")}`,
      "key:SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Gateway",
      "service:ATAGateway",
      "service:ATAGatewayUpdater",
    ]);
    const less = gateway.value.slice(1);
    const refused = await host.call("Clear-Remnants", { product: "gateway", shown: less, permitUntil: null });
    expect(refused).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining(gateway.value[0] ?? ""),
    });
    expect(host.service("ATAGateway")).toBe("Running");

    const cleared = await host.call("Clear-Remnants", {
      product: "gateway",
      shown: gateway.value,
      permitUntil: null,
    });
    expect(cleared).toMatchObject({ outcome: "done", facts: { left: [] } });
    expect((await found()).gateway).toEqual({ value: [] });
    expect(host.service("ATACenter")).toBe("Running");
    expect(host.read().certificates).toEqual({ CD34: "CN=ATACenter" });
  });

  test("a product that can be uninstalled is not cleared away", async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
    const answer = await host.call("Clear-Remnants", { product: "gateway", shown: [], permitUntil: null });
    expect(answer).toMatchObject({ outcome: "refused" });
    expect(host.service("ATAGateway")).toBe("Running");
  });

  test("a sensor whose cached setup is gone is left with its pieces", async () => {
    host = await sandboxHost(powershell ?? "", "sensor");
    expect((await found()).sensor).toEqual({ value: null });
    rmSync(join(host.folder, "Package Cache/{Sensor-bundle}"), { recursive: true });
    expect((await found()).sensor).toMatchObject({ value: expect.arrayContaining(["service:AATPSensor"]) });
  });
});

suite("the signal that shows that a sensor sees", () => {
  test("a zone is asked for over TCP, and the server's refusal is told", async () => {
    const host = await sandboxHost(powershell ?? "", "bare");
    const asked: Buffer[] = [];
    const server: Server = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (part) => {
        asked.push(part);
        socket.end(Buffer.from([0, 12, 0, 1, 0x80, 0x05, 0, 1, 0, 0, 0, 0, 0, 0]));
      });
    });
    // The step asks port 53, which no test can open: the function behind it is asked instead.
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
    try {
      const { port } = server.address() as { port: number };
      expect(
        await host.evaluate(`Send-ZoneTransferQuery -Server 127.0.0.1 -Port ${port} -Domain contoso.com`),
      ).toBe("5");
      expect(Buffer.concat(asked).toString("latin1")).toContain("\x07contoso\x03com\x00\x00\xfc\x00\x01");
    } finally {
      server.close();
      await host.close();
    }
  });
});
