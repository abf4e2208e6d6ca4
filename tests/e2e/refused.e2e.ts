import { afterEach, expect, test } from "@jest/globals";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

async function changes(): Promise<number> {
  const { hosts } = await sandbox.lab.client.status();
  return hosts.reduce((sum, host) => sum + host.counters.writes, 0);
}

test.each([
  ["wrong-secret", "GRAPH-"],
  ["consent-missing:SecurityIdentitiesSensors", "GRAPH-"],
  ["not-onboarded", "GRAPH-"],
])(
  "%s at the service: found before anything on a host is changed",
  async (fault, id) => {
    sandbox = await Sandbox.start({ estate: onlyDomainControllers("dc04", "dc05") });
    await sandbox.lab.client.graphFault(fault);
    const before = await changes();
    const refused = await sandbox.up();
    const said = refused.stdout + refused.stderr;
    expect(refused.code).not.toBe(0);
    expect(said).toContain(id);
    expect(said).toContain("next:");
    expect(await changes()).toBe(before);
  },
  120_000,
);

test.each([["unreachable"], ["wrong-host-key"]])(
  "%s host: its gateway is left alone, and it is named",
  async (fault) => {
    sandbox = await Sandbox.start({ estate: onlyDomainControllers("dc04", "dc05") });
    await sandbox.lab.client.fault("dc05", fault);
    const refused = await sandbox.up();
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toContain("dc05");
    const host = await sandbox.lab.client.host("dc05");
    expect(host.counters.stepStarts).not.toHaveProperty("Remove-AtaGateway");
  },
  120_000,
);
