import { afterEach, expect, test } from "@jest/globals";
import { onlyDomainControllers } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

test.each([
  ["fails", "dotnet-old", "net-framework"],
  ["cannot be read", "facts-unreadable", "unread"],
])(
  "a domain controller whose measurement %s keeps its gateway; the rest goes on",
  async (_, fault, named) => {
    sandbox = await Sandbox.start({
      estate: onlyDomainControllers("dc02", "dc04", "dc05"),
    });
    const { client } = sandbox.lab;
    await client.fault("dc04", fault);

    const first = await sandbox.up();
    const said = first.stdout + first.stderr;
    expect(first.code).not.toBe(0);
    for (const part of ["dc04", named, "measured:", "cure:", "next:"]) expect(said).toContain(part);
    expect((await client.host("dc04")).gateway.service).not.toBeNull();
    expect((await client.host("dc04")).counters.stepStarts).not.toHaveProperty("Remove-AtaGateway");
    expect((await client.host("dc05")).sensor.service).not.toBeNull();
    const before = (await client.host("dc05")).counters.stepStarts;

    await client.fault("dc04", fault, "off");
    const second = await sandbox.up();
    expect(second.stdout + second.stderr).not.toContain("error:");
    expect(second.code).toBe(0);
    expect((await client.host("dc04")).gateway.service).toBeNull();
    expect((await client.host("dc04")).sensor.service).not.toBeNull();
    expect((await client.host("dc05")).counters.stepStarts["Install-Sensor"]).toBe(before["Install-Sensor"]);
  },
  240_000,
);
