import { afterEach, expect, test } from "@jest/globals";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

async function changes(): Promise<number> {
  const { hosts } = await sandbox.lab.client.status();
  return hosts.reduce((sum, host) => sum + host.counters.writes, 0);
}

const FAULTS = [
  ["wrong-secret", "GRAPH-CREDENTIALS"],
  ["secret-expired", "GRAPH-CREDENTIALS"],
  ["token-other-tenant", "GRAPH-WRONG-TENANT"],
  ["clock-skew", "GRAPH-CLOCK"],
  ["consent-missing:SecurityIdentitiesSensors", "GRAPH-CONSENT"],
  ["consent-missing:SecurityIdentitiesHealth", "GRAPH-CONSENT"],
  ["not-onboarded", "GRAPH-NOT-ONBOARDED"],
  ["no-licence", "GRAPH-LICENCE"],
  ["throttle-long", "GRAPH-THROTTLED"],
  ["html-answer", "GRAPH-ANSWER"],
  ["proxy-407", "GRAPH-PROXY"],
  ["foreign-next-link", "GRAPH-FOREIGN-LINK"],
] as const;

test("what is wrong with the service is told for what it is, before anything on a host is changed", async () => {
  sandbox = await Sandbox.start({ estate: onlyDomainControllers("dc04", "dc05") });
  const before = await changes();
  for (const [fault, id] of FAULTS) {
    await sandbox.lab.client.graphFault(fault);
    const refused = await sandbox.up();
    await sandbox.lab.client.graphFault(fault, "off");
    const said = refused.stdout + refused.stderr;
    expect([fault, refused.code === 0]).toEqual([fault, false]);
    expect([fault, said]).toEqual([fault, expect.stringContaining(`${id}  `)]);
    expect(said).toMatch(/measured: .+[\s\S]+cure: .+[\s\S]+next: /);
    expect(said).not.toMatch(/unhandled exception|^ +at .*:\d+:\d+/m);
    expect([fault, await changes()]).toEqual([fault, before]);
  }
}, 240_000);

test.each([
  ["unreachable", "dial tcp"],
  ["wrong-host-key", "host key mismatch"],
])(
  "%s host: nothing is changed on it, and it is named with the command that tells the cure",
  async (fault, words) => {
    sandbox = await Sandbox.start({ estate: onlyDomainControllers("dc04", "dc05") });
    await sandbox.lab.client.fault("dc05", fault);
    const refused = await sandbox.up();
    const said = refused.stdout + refused.stderr;
    expect(refused.code).not.toBe(0);
    for (const part of [words, "npx ata2mdi survey estates/dev.yaml --host dc05"])
      expect(said).toContain(part);
    expect(said).not.toMatch(/unhandled exception|^ +at .*:\d+:\d+/m);
    expect((await sandbox.lab.client.host("dc05")).counters).toMatchObject({ stepStarts: {}, writes: 0 });
  },
  120_000,
);
