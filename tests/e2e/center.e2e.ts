import { afterEach, expect, test } from "@jest/globals";
import { attestedRows } from "../../estate/schema.ts";
import { chain, onlyDomainControllers, withValues } from "../support/estates.ts";
import { Sandbox } from "../support/sandbox.ts";

process.env.CENTER_PFX_PASSWORD = "Kept-In-The-Safe-7";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

const asked = withValues(
  [["centers", 0, "then"], "remove"],
  [["centers", 0, "retainUntil"], "2026-01-01"],
  [
    ["centers", 0, "approval"],
    { by: "a.person@contoso.test", at: "2026-01-02T09:00:00Z", retainUntil: "2026-01-01" },
  ],
  [["centers", 0, "backup"], { pfxPassword: { env: "CENTER_PFX_PASSWORD" } }],
  [
    ["centers", 0, "override"],
    {
      waives: ["alerts"],
      by: "a.person@contoso.test",
      at: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`,
      until: new Date().toISOString().slice(0, 10),
      reason: "the lab's alerts are nobody's",
    },
  ],
  [
    ["attestations"],
    attestedRows.map((row) => ({
      row,
      state: "done",
      by: "a.person@contoso.test",
      at: "2026-01-02T09:00:00Z",
      evidence: "seen in the lab",
    })),
  ],
);

/** The lab's other gateways are not part of this small estate: they are taken away first. */
async function onlyGatewaysOf(...names: string[]): Promise<void> {
  const { hosts } = await sandbox.lab.client.status();
  for (const host of hosts.filter((entry) => entry.gateway && !names.includes(entry.name))) {
    await sandbox.lab.client.act(host.name, { act: "removeGateway" });
  }
}

test("a Center whose removal is asked for stays while a gateway is present or unread, and goes when all are gone", async () => {
  sandbox = await Sandbox.start({
    estate: chain(onlyDomainControllers("dc05"), asked, withValues([["policy", "initialSync"], "1s"])),
  });
  const { client } = sandbox.lab;
  await onlyGatewaysOf("dc05", "dc06");

  const present = await sandbox.up();
  expect(present.code).not.toBe(0);
  const said = present.stdout + present.stderr;
  for (const part of ["CENTER-LOCKED", "DC06"]) expect(said).toContain(part);
  expect(said).not.toContain("unhandled exception");
  expect((await client.host("atacenter")).center.service).not.toBeNull();

  await client.act("dc06", { act: "removeGateway" });
  await client.fault("dc05", "gateway-unread");
  const unread = await sandbox.up();
  expect(unread.code).not.toBe(0);
  expect(unread.stdout + unread.stderr).toContain("unread");
  expect((await client.host("atacenter")).center.service).not.toBeNull();

  await client.fault("dc05", "gateway-unread", "off");
  const gone = await sandbox.up();
  expect(gone.stdout + gone.stderr).not.toContain("error:");
  expect(gone.code).toBe(0);
  expect((await client.host("atacenter")).center.service).toBeNull();
}, 300_000);
