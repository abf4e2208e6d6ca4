import { expect, test } from "@jest/globals";
import { centerProfile, gatewayProfile } from "../../../samples/profiles.ts";
import { problemsOf, reading, settingOf } from "./support.ts";

const honeytoken = "6f1c9c0a-41ff-4d2e-9a63-0d7f3c5b1e01";
const center = centerProfile({ honeytokens: [honeytoken] });
const gateways = ["DC01", "DC02"].map((name, index) => gatewayProfile({ id: `5f77${index}`, name }));
const alert = { Id: "5f", Type: "PassTheTicketSuspiciousActivity", Status: "Open", Severity: "High" };
const license = { ProductKey: "PLAINSECRET" };

const camel = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value).replace(/"([A-Z])(\w*)":/g, (_, first: string, rest: string) => {
      return `"${first.toLowerCase()}${rest}":`;
    }),
  );

test.each([
  ["a wrapper of somebody's own", { center, gateways, license, alerts: [alert] }],
  ["the same in JavaScript's spelling", camel({ center, gateways, license, alerts: [alert] })],
  ["one more wrapper around it", { data: { center, gateways, license, alerts: [alert] } }],
  [
    "PowerShell's list of lists",
    { value: [center, { value: gateways, Count: 2 }, [alert], license], Count: 4 },
  ],
  ["lists in a list", [[center], gateways, [[alert]], license]],
])("every document in %s is read", async (_name, wrapped) => {
  const read = await reading(JSON.stringify(wrapped));
  expect(read.sources.map(({ documents }) => documents)).toEqual([
    { CenterSystemProfile: 1, GatewaySystemProfile: 2, LicenseSystemProfile: 1, SuspiciousActivity: 1 },
  ]);
  expect(settingOf(read, "honeytoken-accounts")).toEqual([honeytoken]);
  expect(read.inventory.unrecognised).toEqual([]);
});

test("answers put together in one file are read, each object and list", async () => {
  const text = [center, gateways, [alert]].map((one) => JSON.stringify(one, null, 2)).join("\n");
  const { sources } = await reading(text);
  expect(sources.map(({ documents }) => documents)).toEqual([
    { CenterSystemProfile: 1, GatewaySystemProfile: 2, SuspiciousActivity: 1 },
  ]);
});

test("what else a wrapper holds is told", async () => {
  const { inventory } = await reading(JSON.stringify({ takenBy: "ann", Settings: { Quiet: true }, center }));
  expect(inventory.unrecognised).toEqual([
    { document: "unknown document", path: "(whole document)", found: "object of 2 fields", fields: 1 },
  ]);
});

test("texts in a list of documents are not passed over", async () => {
  const { inventory } = await reading(JSON.stringify({ value: [center, "and more", null] }));
  expect(inventory.unrecognised).toEqual([
    { document: "unknown document", path: "(whole document)", found: "object of 1 fields", fields: 1 },
  ]);
});

test("a wrapper nested too deep is told with its place", async () => {
  const deep = `{"data":${'{"a":'.repeat(200)}{"id":1}${"}".repeat(200)}}`;
  expect((await problemsOf(deep)).map(({ id }) => id)).toContain("ATA-TOO-DEEP");
});
