import { expect, test } from "@jest/globals";
import { alertCsvHeader, alertCsvLine } from "../../../plan/alerts/csv.ts";
import { alertRecord } from "../../../plan/alerts/record.ts";

const raw = {
  Id: "5b2cb8a2e8e5d32a88f0a001",
  Type: "EncryptionDowngradeSuspiciousActivity",
  WindowsEventId: 2011,
  Status: "Open",
  Severity: "Medium",
  StartTime: "2020-01-01T00:00:00Z",
  EndTime: null,
  SourceIpAddresses: ["10.0.0.1"],
  SourceComputerId: "c-1",
  RelatedUniqueEntityIds: ["c-1", "u-2"],
  ExclusionUniqueEntityId: "c-1",
};

test("one type that stands for several detections is told apart by its number", () => {
  const golden = alertRecord("suspicious activity", { ...raw, WindowsEventId: 2009 });
  const skeleton = alertRecord("suspicious activity", raw);
  expect(golden?.now).toContain("Golden Ticket");
  expect(skeleton?.now).toContain("skeleton key");
  expect(skeleton?.title).not.toBe(golden?.title);
  expect(skeleton?.about).toEqual(["10.0.0.1", "c-1", "u-2"]);
});

test("what is not known keeps its type as its title; what is no alert is refused", () => {
  expect(alertRecord("suspicious activity", { Id: "1", Type: "NewThing" })).toMatchObject({
    title: "NewThing",
    now: "no counterpart is known",
    status: "",
  });
  expect(alertRecord("monitoring alert", { Id: "1", Type: "GatewayLowMemoryMonitoringAlert" })).toMatchObject(
    {
      title: "Gateway low memory",
      now: "the issue about a sensor that reached a memory limit",
    },
  );
  for (const bad of [null, [], "x", {}, { Id: 7, Type: "x" }, { Id: "1" }]) {
    expect(alertRecord("suspicious activity", bad)).toBeUndefined();
  }
});

test("a line of CSV has the header's columns, and no cell becomes a formula or a second line", () => {
  const record = alertRecord("suspicious activity", { ...raw, Severity: '=cmd|"x"', Status: "a\r\nb" });
  if (!record) throw new Error("not read");
  const line = alertCsvLine(record);
  expect(line.split('","')).toHaveLength(alertCsvHeader.split('","').length);
  expect(line.trimEnd()).not.toMatch(/[\r\n]/);
  expect(line).toContain(`"'=cmd|""x"""`);
});
