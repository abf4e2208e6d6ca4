import { createHash, X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import selfsigned from "selfsigned";
import type { PreparationStep, StepInputs } from "../../../remote/contract.ts";
import { findPowerShell } from "./findPowerShell.ts";
import { NET_RELEASE, type SandboxHost, sandboxHost } from "./sandboxHost.ts";

jest.setTimeout(600_000);

const powershell = findPowerShell();
const suite = powershell ? describe : describe.skip;
const POWER = "SYSTEM\\CurrentControlSet\\Control\\Power\\User\\PowerSchemes";
const NET = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";
const BALANCED = "381b4222-f694-41f0-9685-ff5bb260df2e";

suite("preparation of a host", () => {
  let host: SandboxHost;
  beforeEach(async () => {
    host = await sandboxHost(powershell ?? "", "gateway");
  });
  afterEach(() => host.close());

  const undo = (step: PreparationStep) => host.call("Undo-Preparation", { step });
  // biome-ignore lint/suspicious/noExplicitAny: the sandbox's host is free data
  const change = (how: (state: any) => void) => {
    const state = host.read();
    how(state);
    host.write(state);
  };

  test("the power plan is changed once, and put back as it was", async () => {
    change((state) => {
      state.registry["64"][POWER].ActivePowerScheme = BALANCED;
    });
    expect(await host.call("Set-PowerPlan", {})).toMatchObject({ outcome: "done" });
    expect(await host.call("Set-PowerPlan", {})).toMatchObject({ outcome: "already" });
    expect(await undo("Set-PowerPlan")).toMatchObject({ outcome: "done" });
    expect(host.read().registry["64"][POWER].ActivePowerScheme).toBe(BALANCED);
    expect(await undo("Set-PowerPlan")).toMatchObject({ outcome: "already" });
    expect(host.journal().trim().split("\r\n")).toHaveLength(2);
  });

  test("a policy that wins is told, not hidden", async () => {
    change((state) => {
      state.registry["64"][POWER].ActivePowerScheme = BALANCED;
      state.faults = ["policy-wins"];
    });
    const answer = await host.call("Set-PowerPlan", {});
    expect(answer).toMatchObject({ outcome: "failed", reason: expect.stringContaining("policy") });
  });

  test("TLS values that were not there are taken away again", async () => {
    change((state) => {
      state.registry["64"][NET] = { SchUseStrongCrypto: 0 };
    });
    const answer = await host.call("Set-TlsDefault", {});
    expect(answer).toMatchObject({
      outcome: "done",
      facts: { systemDefault64: 1, strongCrypto64: 1, systemDefault32: 1, strongCrypto32: 1 },
    });
    expect((await undo("Set-TlsDefault")).outcome).toBe("done");
    expect(host.read().registry["64"][NET]).toEqual({ SchUseStrongCrypto: 0 });
    expect(host.read().registry["32"][NET]).toEqual({});
  });

  test("the first state is what is put back, however often the step ran", async () => {
    change((state) => {
      state.securityLog = "Retain";
    });
    await host.call("Set-SecurityLogRetention", {});
    change((state) => {
      state.securityLog = "Retain";
    });
    await host.call("Set-SecurityLogRetention", {});
    expect(host.read().securityLog).toBe("Circular");
    await undo("Set-SecurityLogRetention");
    expect(host.read().securityLog).toBe("Retain");
  });

  test("large send offload goes off where it is on, and on again there", async () => {
    change((state) => {
      state.adapters = ["Ethernet", "Backup"];
    });
    expect(await host.call("Disable-LargeSendOffload", {})).toMatchObject({
      outcome: "done",
      facts: { adapters: [] },
    });
    expect(host.read().adapters).toEqual([]);
    await undo("Disable-LargeSendOffload");
    expect(host.read().adapters.sort()).toEqual(["Backup", "Ethernet"]);
  });

  test("a root certificate is trusted only where its thumbprint is the one expected", async () => {
    const { cert } = await selfsigned.generate([{ name: "commonName", value: "Root" }]);
    const { raw } = new X509Certificate(cert);
    const thumbprint = createHash("sha1").update(raw).digest("hex").toUpperCase();
    const input = { certificate: raw.toString("base64"), thumbprint };
    const other = await host.call("Import-RootCertificate", { ...input, thumbprint: "AB".repeat(20) });
    expect(other).toMatchObject({ outcome: "refused" });
    expect(host.read().roots).toEqual([]);
    expect((await host.call("Import-RootCertificate", input)).outcome).toBe("done");
    expect(host.read().roots).toEqual([thumbprint]);
    await undo("Import-RootCertificate");
    expect(host.read().roots).toEqual([]);
  });

  test(".NET Framework that is new enough is left alone", async () => {
    const input: StepInputs["Install-DotNetFramework"] = {
      uri: "http://127.0.0.1:1/",
      sha256: "0".repeat(64),
      signer: "Microsoft Corporation",
      release: 460_798,
      restart: true,
    };
    expect(await host.call("Install-DotNetFramework", input)).toMatchObject({
      outcome: "already",
      facts: { release: 528_049 },
    });
  });

  test(".NET Framework that is too old is installed, and the host restarts for it where it may", async () => {
    change((state) => {
      state.registry["64"][NET_RELEASE].Release = 394_802;
    });
    const { uri, sha256, signer } = host.packageInput();
    const input: StepInputs["Install-DotNetFramework"] = {
      uri,
      sha256,
      signer,
      release: 460_798,
      restart: false,
    };
    const waits = await host.call("Install-DotNetFramework", input, {
      work: `${host.name}/Install-DotNetFramework/stay`,
    });
    expect(waits).toMatchObject({ outcome: "failed", exitCode: 3010, facts: { release: 394_802 } });
    expect(waits.reason).toContain("must restart");
    const done = await host.callThroughRestart(
      "Install-DotNetFramework",
      { ...input, restart: true },
      "setup",
    );
    expect(done).toMatchObject({
      outcome: "done",
      rebooted: true,
      exitCode: 3010,
      facts: { release: 528_049 },
    });
    expect(host.journal()).toContain("restarts the host to complete .NET Framework");
    const again = await host.call("Install-DotNetFramework", { ...input, sha256: "0".repeat(64) });
    expect(again).toMatchObject({ outcome: "already", facts: { release: 528_049 } });
  });

  test("an installer of .NET Framework that is not the one expected is not run", async () => {
    change((state) => {
      state.registry["64"][NET_RELEASE].Release = 394_802;
    });
    const { uri, sha256, signer } = host.packageInput();
    const input = { uri, sha256: "0".repeat(64), signer, release: 460_798, restart: true };
    const other = await host.call("Install-DotNetFramework", input);
    expect(other).toMatchObject({ outcome: "failed", reason: expect.stringContaining("SHA-256") });
    const unknown = await host.call("Install-DotNetFramework", { ...input, sha256, signer: "Fabrikam" });
    expect(unknown).toMatchObject({ outcome: "failed", reason: expect.stringContaining("signed by") });
    expect(host.setups()).toEqual([]);
  });

  test("what is no preparation cannot be put back", async () => {
    const step = "Remove-AtaGateway" as PreparationStep;
    expect(await undo(step)).toMatchObject({ outcome: "refused" });
  });
});
