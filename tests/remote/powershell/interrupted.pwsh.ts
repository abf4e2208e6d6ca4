import { createHash, X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import selfsigned from "selfsigned";
import { readBackFacts } from "../../../plan/centerBackup.ts";
import {
  type ChangingStep,
  type PreparationStep,
  remnantsFacts,
  type StepInputs,
} from "../../../remote/contract.ts";
import type { Kind } from "../cases/hostUnderTest.ts";
import { findPowerShell } from "./findPowerShell.ts";
import { type SandboxHost, sandboxHost } from "./sandboxHost.ts";

jest.setTimeout(600_000);

const powershell = findPowerShell();
const suite = powershell ? describe : describe.skip;
const PASSWORD = "Kept-In-The-Safe-7";
const POWER = "SYSTEM\\CurrentControlSet\\Control\\Power\\User\\PowerSchemes";
const NET = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";
const BALANCED = "381b4222-f694-41f0-9685-ff5bb260df2e";
const backup = { folder: null, name: "atacenter-1" };

/** A step that is cut off in its middle and asked for again. */
interface Interrupted<S extends ChangingStep> {
  kind: Kind;
  /** What must have been done on the host before. */
  before?: (host: SandboxHost) => Promise<unknown>;
  input: (host: SandboxHost) => StepInputs[S] | Promise<StepInputs[S]>;
  /** What is to be handed over before each call. */
  each?: (host: SandboxHost) => Promise<unknown>;
  /** Fails where the step is not wholly done. */
  holds: (host: SandboxHost) => unknown;
}

let host: SandboxHost;
/** Of the root certificate a test makes. */
let thumbprint = "";
const below = (path: string) => join(host.folder, path);
const take = () => host.call("Backup-AtaCenter", { ...backup, pfxPassword: PASSWORD });
const readBack = () => host.call("Test-AtaCenterBackup", { ...backup, sample: 1 });
const handOver = () => host.call("Receive-AccessKey", { accessKey: host.accessKey, goodForSeconds: 600 });
const remnants = async () => {
  const { gateway } = remnantsFacts.parse((await host.call("Get-Remnants", {})).facts);
  if (!("value" in gateway) || !gateway.value) throw new Error("nothing was found");
  return gateway.value;
};
// biome-ignore lint/suspicious/noExplicitAny: the sandbox's host is free data
const change = (how: (state: any) => void) => {
  const state = host.read();
  how(state);
  host.write(state);
};
/** Putting back gives what was there before the step was first begun. */
const undone = async (step: PreparationStep) => {
  expect(await host.call("Undo-Preparation", { step })).toMatchObject({ outcome: "done" });
};

/** Every step that changes a host, but the one whose setup the sandbox has not. */
const steps: { [S in Exclude<ChangingStep, "Install-DotNetFramework">]: Interrupted<S> } = {
  "Get-SensorPackage": {
    kind: "bare",
    input: () => host.packageInput(),
    holds: () => {
      expect(readdirSync(below("ata2mdi/packages"))).toEqual(["sensor"]);
      expect(readdirSync(below("ata2mdi/packages/sensor"))).toContain("manifest.json");
      expect(host.everything()).not.toContain(host.packageInput().uri);
    },
  },
  "Remove-AtaGateway": {
    kind: "gateway",
    input: () => ({ readyUntil: null, keepPackage: true }),
    holds: () => expect(host.service("ATAGateway")).toBeUndefined(),
  },
  "Install-Sensor": {
    kind: "bare",
    before: () => host.call("Get-SensorPackage", host.packageInput()),
    each: handOver,
    input: () => {
      const { version, sha256 } = host.packageInput();
      return { version, sha256, delayedUpdate: false, proxy: null };
    },
    holds: () => {
      expect(host.service("AATPSensor")).toBe("Running");
      expect(host.everything()).not.toContain(host.accessKey);
    },
  },
  "Backup-AtaCenter": {
    kind: "center",
    input: () => ({ ...backup, pfxPassword: PASSWORD }),
    holds: async () => {
      expect([host.service("ATACenter"), host.service("MongoDB")]).toEqual(["Running", "Running"]);
      expect(readdirSync(below("ata2mdi/backups"))).toEqual([backup.name]);
      expect(host.everything()).not.toContain(PASSWORD);
      expect(readBackFacts.parse((await readBack()).facts)).toMatchObject({ damagedFiles: 0 });
    },
  },
  "Test-AtaCenterBackup": {
    kind: "center",
    before: take,
    input: () => ({ ...backup, sample: 1 }),
    holds: () => expect(existsSync(below(`ata2mdi/backups/${backup.name}/readback.json`))).toBe(true),
  },
  "Copy-AtaCenterBackup": {
    kind: "center",
    before: async () => {
      await take();
      await readBack();
    },
    input: async () => {
      const { manifestSha256 } = readBackFacts.parse((await readBack()).facts);
      return { ...backup, destination: host.archive, container: null, manifestSha256, signature: "signed\n" };
    },
    holds: () => {
      const here = below(`ata2mdi/backups/${backup.name}/manifest.json`);
      const there = join(host.archive, backup.name, "manifest.json");
      expect(readFileSync(there, "utf8")).toBe(readFileSync(here, "utf8"));
    },
  },
  "Set-AtaCenterRest": {
    kind: "center",
    input: () => ({ rest: "stopped", once: false }),
    holds: async () => {
      expect([host.service("ATACenter"), host.service("MongoDB")]).toEqual(["Stopped", "Stopped"]);
      const work = `${host.name}/Set-AtaCenterRest/running`;
      const woken = await host.call("Set-AtaCenterRest", { rest: "running", once: false }, { work });
      expect(woken).toMatchObject({ outcome: "done" });
      expect(host.read().services.MongoDB).toMatchObject({ state: "Running", startMode: "Auto" });
    },
  },
  "Remove-AtaCenter": {
    kind: "center",
    input: () => ({ permitUntil: new Date(Date.now() + 3_600_000).toISOString(), deleteDatabase: false }),
    holds: () => expect(host.service("ATACenter")).toBeUndefined(),
  },
  "Remove-Sensor": {
    kind: "sensor",
    input: () => ({ permitUntil: null }),
    holds: () => expect(host.service("AATPSensor")).toBeUndefined(),
  },
  "Restore-AtaGateway": {
    kind: "gateway",
    before: () => host.call("Remove-AtaGateway", { readyUntil: null, keepPackage: true }),
    input: () => ({ consoleUser: null, consolePassword: null }),
    holds: () => expect(host.service("ATAGateway")).toBe("Running"),
  },
  "Clear-Remnants": {
    kind: "gateway",
    before: async () => rmSync(below("Package Cache/{Gateway-bundle}"), { recursive: true }),
    input: async () => ({ product: "gateway", shown: await remnants(), permitUntil: null }),
    holds: async () => expect(await remnants()).toEqual([]),
  },
  "Import-RootCertificate": {
    kind: "gateway",
    before: async () => change((state) => Object.assign(state, { roots: ["AB12"] })),
    input: async () => {
      const { cert } = await selfsigned.generate([{ name: "commonName", value: "Root" }]);
      const { raw } = new X509Certificate(cert);
      thumbprint = createHash("sha1").update(raw).digest("hex").toUpperCase();
      return { certificate: raw.toString("base64"), thumbprint };
    },
    holds: async () => {
      expect(host.read().roots).toEqual(["AB12", thumbprint]);
      await undone("Import-RootCertificate");
      expect(host.read().roots).toEqual(["AB12"]);
    },
  },
  "Set-TlsDefault": {
    kind: "gateway",
    before: async () =>
      change((state) => {
        state.registry["64"][NET] = { SchUseStrongCrypto: 0 };
      }),
    input: () => ({}),
    holds: async () => {
      expect(host.read().registry["64"][NET]).toEqual({ SchUseStrongCrypto: 1, SystemDefaultTlsVersions: 1 });
      await undone("Set-TlsDefault");
      expect(host.read().registry["64"][NET]).toEqual({ SchUseStrongCrypto: 0 });
    },
  },
  "Set-PowerPlan": {
    kind: "gateway",
    before: async () =>
      change((state) => {
        state.registry["64"][POWER].ActivePowerScheme = BALANCED;
      }),
    input: () => ({}),
    holds: async () => {
      expect(host.read().registry["64"][POWER].ActivePowerScheme).not.toBe(BALANCED);
      await undone("Set-PowerPlan");
      expect(host.read().registry["64"][POWER].ActivePowerScheme).toBe(BALANCED);
    },
  },
  "Set-SecurityLogRetention": {
    kind: "gateway",
    before: async () => change((state) => Object.assign(state, { securityLog: "Retain" })),
    input: () => ({}),
    holds: async () => {
      expect(host.read().securityLog).toBe("Circular");
      await undone("Set-SecurityLogRetention");
      expect(host.read().securityLog).toBe("Retain");
    },
  },
  "Disable-LargeSendOffload": {
    kind: "gateway",
    before: async () => change((state) => Object.assign(state, { adapters: ["Ethernet", "Backup"] })),
    input: () => ({}),
    holds: async () => {
      expect(host.read().adapters).toEqual([]);
      await undone("Disable-LargeSendOffload");
      expect(host.read().adapters.sort()).toEqual(["Backup", "Ethernet"]);
    },
  },
  "Undo-Preparation": {
    kind: "gateway",
    before: async () => {
      change((state) => {
        state.registry["64"][POWER].ActivePowerScheme = BALANCED;
      });
      await host.call("Set-PowerPlan", {});
    },
    input: () => ({ step: "Set-PowerPlan" }),
    holds: () => expect(host.read().registry["64"][POWER].ActivePowerScheme).toBe(BALANCED),
  },
};

suite("a step that is cut off is taken to its end by the same call", () => {
  afterEach(() => host.close());

  const noted = (step: ChangingStep) => host.begun(step) === 1;
  const runs = (step: ChangingStep) => /"processId":\s*\d/.test(host.workFile(step, "state.json"));
  const changes = (step: ChangingStep) => host.journal().includes(`${host.name}/${step}/1 `);

  async function interrupted<S extends keyof typeof steps>(
    step: S,
    reached: (step: ChangingStep) => boolean,
    then: "restart" | "crash",
  ): Promise<void> {
    const { kind, before, input, each, holds } = steps[step] as Interrupted<S>;
    host = await sandboxHost(powershell ?? "", kind);
    await before?.(host);
    const given = await input(host);
    await each?.(host);
    await host.cutWhen(step, given, () => reached(step), then);
    await each?.(host);
    const answer = await host.call(step, given);
    expect(answer).toMatchObject({ outcome: expect.stringMatching(/^(done|already)$/), code: 0 });
    await holds(host);
  }
  const names = Object.keys(steps) as (keyof typeof steps)[];

  test.each(names)("%s, where the host goes down as the work is noted", (step) =>
    interrupted(step, noted, "restart"),
  );
  test.each(names)("%s, where the host goes down as the work runs", (step) =>
    interrupted(step, runs, "restart"),
  );
  test.each(names)("%s, where its process ends as it begins to change the host", (step) =>
    interrupted(step, changes, "crash"),
  );
});
