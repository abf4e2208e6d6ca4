import { afterEach, expect, test } from "@jest/globals";
import { withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

/** Steps that changed a host, with how often each was begun. */
async function changes(name: string): Promise<Record<string, number>> {
  const { counters } = await (sandbox as Sandbox).lab.client.host(name);
  return Object.fromEntries(Object.entries(counters.stepStarts).filter(([step]) => !step.startsWith("Get-")));
}

test.each([
  ["fails", "dotnet-old", "net-framework"],
  ["cannot be read", "facts-unreadable", "unread"],
])(
  "a domain controller whose measurement %s keeps its gateway; its lane and the later wave wait, the other lane ends",
  async (_, fault, named) => {
    sandbox = await Sandbox.start({
      // The canary dc05, then dc02 beside dc04 before dc03 (one site), then dc01.
      estate: withValues([
        ["policy", "waves"],
        [1, 3],
      ]),
    });
    const { client } = sandbox.lab;
    await client.fault("dc04", fault);

    const first = await sandbox.up();
    const said = first.stdout + first.stderr;
    expect(first.code).not.toBe(0);
    for (const part of ["dc04", named, "measured:", "cure:", "next:"]) expect(said).toContain(part);
    expect(said).not.toMatch(/unhandled exception|^ +at .*:\d+:\d+/m);
    expect((await client.host("dc04")).gateway.service).not.toBeNull();
    for (const waiting of ["dc04", "dc03", "dc01"]) expect(await changes(waiting)).toEqual({});
    const { graph } = await client.status();
    const listed = graph.sensors.map(({ displayName }) => displayName);
    expect(listed).toEqual(expect.arrayContaining(["DC05", "DC02"]));
    expect((await client.host("dc02")).gateway.service).toBeNull();
    const before = [await changes("dc05"), await changes("dc02")];
    expect(before).toEqual([
      expect.objectContaining({ "Remove-AtaGateway": 1, "Install-Sensor": 1 }),
      expect.objectContaining({ "Remove-AtaGateway": 1 }),
    ]);

    await client.fault("dc04", fault, "off");
    const second = await sandbox.up();
    expect(second.stdout + second.stderr).not.toContain("error:");
    expect(second.code).toBe(0);
    for (const name of ["dc01", "dc03", "dc04"]) {
      expect((await client.host(name)).gateway.service).toBeNull();
    }
    expect((await client.host("dc04")).sensor.service).not.toBeNull();
    expect([await changes("dc05"), await changes("dc02")]).toEqual(before);
  },
  240_000,
);
