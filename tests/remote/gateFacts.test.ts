import { expect, test } from "@jest/globals";
import type { Node } from "web-tree-sitter";
import { z } from "zod";
import { centerBackupFacts } from "../../plan/centerBackup.ts";
import { component, hostFacts } from "../../plan/facts.ts";
import { bundleFiles } from "../../remote/bundle.ts";
import {
  centerRestFacts,
  dnsSignalFacts,
  failedWorkFacts,
  gatewayStatusFacts,
  installSensorFacts,
  receiveAccessKeyFacts,
  remnantsFacts,
  restoreGatewayFacts,
  sensorStatusFacts,
} from "../../remote/contract.ts";
import { parsePowerShell } from "./grammar.ts";
import { keysOf, type Shapes, shapesOf, tablesOf } from "./shapes.ts";

const scripts = bundleFiles()
  .filter((file) => file.path.endsWith(".ps1"))
  .map((file) => ({ path: file.path, source: file.bytes.toString("utf8") }));
const facts = hostFacts.shape;
let shapes: Promise<Shapes> | undefined;

/** Members of the object inside a schema: of a fact its value's, of a list its items'. */
function membersOf(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) {
    const names = Object.keys(schema.shape);
    return names.length === 1 && names[0] === "value" ? membersOf(schema.shape.value) : names;
  }
  if (schema instanceof z.ZodUnion) return membersOf(schema.options[0]);
  if (schema instanceof z.ZodArray) return membersOf(schema.element);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return membersOf(schema.unwrap());
  throw new Error(`no object in ${JSON.stringify(schema)}`);
}

const lower = (names: Iterable<string>) => [...names].map((name) => name.toLowerCase()).sort();

// Scripts and schemas are never tried together here: this holds the one to the other's words.
test.each<[string, unknown]>([
  ["Read-OperatingSystem", facts.operatingSystem],
  ["Read-Hardware", facts.hardware],
  ["Read-Tls", facts.tls],
  ["Read-CaptureDriver", facts.captureDriver],
  ["Read-PendingReboot", facts.pendingReboot],
  ["Read-NtlmAuditing", facts.ntlmAuditing],
  ["Read-AuditFailure", facts.auditFailure],
  ["Read-EndpointOnboarding", facts.endpointOnboarding],
  ["Get-ServiceEntry", facts.sense],
  ["Get-ProductFacts", component],
  ["Measure-Backup", centerBackupFacts.shape.backup],
  ["Read-FailedWork", failedWorkFacts.shape.works],
])("what %s gives has the members its schema has", async (name, schema) => {
  shapes ??= Promise.all(scripts.map(({ source }) => parsePowerShell(source))).then(shapesOf);
  const shape = (await shapes).get(name);
  if (!shape) throw new Error(`${name} gives no table that can be told from its text`);
  expect(lower(shape)).toEqual(lower(membersOf(schema)));
});

test.each<[string, string, unknown]>([
  ["Get-AtaCenterBackup", "-Facts", centerBackupFacts],
  ["Get-GatewayStatus", "-Facts", gatewayStatusFacts],
  ["Get-FailedWork", "-Facts", failedWorkFacts],
  ["Receive-AccessKey", "-Facts", receiveAccessKeyFacts],
  ["Set-AtaCenterRest", "-Facts", centerRestFacts],
  ["Test-DnsSignal", "-Facts", dnsSignalFacts],
  ["Get-SensorStatus", "$facts =", sensorStatusFacts],
  ["Install-Sensor", "$facts =", installSensorFacts],
  ["Restore-AtaGateway", "$facts =", restoreGatewayFacts],
])("the facts %s answers with have the members their schema has", async (step, before, schema) => {
  const told = await tablesAfter(step, before);
  expect(told.length).toBeGreaterThan(0);
  for (const table of told) expect(lower(keysOf(table))).toEqual(lower(membersOf(schema)));
});

test("every fact of a host and of its remnants is measured, and nothing else is told", async () => {
  const source = scripts.find(({ path }) => path === "steps/Get-HostFacts.ps1")?.source ?? "";
  const read = [...source.matchAll(/^ {8}(\w+)\s+= \{/gm)].map(([, name]) => name ?? "");
  const lists = [...source.matchAll(/foreach \(\$name in ((?:'\w+',? ?)+)\)/g)].map(([, list]) => list ?? "");
  const others = lists.flatMap((list) => [...list.matchAll(/\w+/g)].map(([name]) => name));
  expect([...read, ...others, "measuredAt"].sort()).toEqual(Object.keys(facts).sort());
  const [system] = await tablesAfter("Get-SystemFacts", "$facts =");
  if (!system) throw new Error("no facts of SYSTEM's");
  expect(others).toEqual(
    expect.arrayContaining(
      keysOf(system).map((key) => Object.keys(facts).find((name) => name.toLowerCase() === key)),
    ),
  );
  const remnants = scripts.find(({ path }) => path === "steps/Get-Remnants.ps1")?.source ?? "";
  expect(remnants).toContain(
    `foreach ($name in ${Object.keys(remnantsFacts.shape)
      .map((name) => `'${name}'`)
      .join(", ")})`,
  );
});

/** Tables that stand after some text in a step's script. */
async function tablesAfter(step: string, before: string): Promise<Node[]> {
  const source = scripts.find(({ path }) => path === `steps/${step}.ps1`)?.source ?? "";
  const tree = await parsePowerShell(source);
  return tablesOf(tree).filter((table) =>
    source
      .slice(0, table.startIndex)
      .replace(/[([]*ordered\]$|\(\[ordered\]$/, "")
      .trimEnd()
      .endsWith(before),
  );
}
