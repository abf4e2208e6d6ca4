import type { DomainControllerRecord, ReportModel } from "./model.ts";

const columns: readonly (readonly [string, (dc: DomainControllerRecord) => string | number | null])[] = [
  ["name", (dc) => dc.name],
  ["domain", (dc) => dc.domain],
  ["site", (dc) => dc.site],
  ["generation", (dc) => dc.generation],
  ["wave", (dc) => dc.wave],
  ["outcome", (dc) => dc.outcome],
  ["protected", (dc) => (dc.protectedNow ? "yes" : "no")],
  ["protectionGapSeconds", (dc) => dc.gapSeconds],
  ["measuredReadyAt", (dc) => dc.readiness?.measuredAt ?? null],
  ["gatewayRemovedAt", (dc) => endOf(dc, "remove-gateway")],
  ["sensorInAt", (dc) => endOf(dc, "install-sensor") ?? endOf(dc, "activate-sensor")],
  ["sensorVerifiedAt", (dc) => endOf(dc, "sensor")],
  ["sensorId", (dc) => dc.sensor?.id ?? null],
  ["sensorVersion", (dc) => dc.sensor?.version ?? null],
  ["serviceStatus", (dc) => dc.sensor?.service ?? null],
  ["healthStatus", (dc) => dc.sensor?.health ?? null],
  ["movedUnder", (dc) => dc.movedUnder],
  ["failure", (dc) => dc.failure?.id ?? null],
  ["says", (dc) => dc.says],
];

/** One line a domain controller, with a heading; RFC 4180, and no cell that a spreadsheet would run. */
export function renderCsv(model: ReportModel): string {
  const lines = [
    columns.map(([name]) => name),
    ...model.domainControllers.map((dc) => columns.map(([, value]) => value(dc))),
  ];
  return lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function endOf(dc: DomainControllerRecord, part: string): string | null {
  return dc.steps.find((step) => step.part === part && step.state === "done")?.endedAt ?? null;
}

/** Quoted where it must be. What begins like a formula gets an apostrophe in front, as spreadsheets expect it. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
