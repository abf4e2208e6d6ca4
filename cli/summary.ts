import type { CenterState, DomainControllerState, MoveState, Progress } from "./state/moveState.ts";

/** The end of a run in plain words: each domain controller, what is left for a person, the Centers. */
export function summarize(state: MoveState): string {
  const moved = state.domainControllers.filter((dc) => dc.progress.kind === "moved").length;
  return [
    `Estate ${state.estate}: ${moved} of ${state.domainControllers.length} domain controllers moved`,
    "",
    ...table(
      ["domain controller", "site", "sensor", "outcome", "protection gap"],
      state.domainControllers.map(dcRow),
    ),
    "",
    ...state.domainControllers.flatMap(stayLines),
    "",
    ...state.standaloneGateways.map(
      ({ name, removed, why }) =>
        `Standalone gateway ${name}: ${removed ? "removed" : `still there${why ? ` (${why})` : ""}`}`,
    ),
    ...openRows(state),
    ...state.centers.flatMap(centerLines),
    ...state.pending.map((name) => `Cut off: ${name}; the next \`pulumi up\` takes it up again`),
  ].join("\n");
}

/** Lines of a table with columns as wide as their widest cell. */
export function table(head: string[], rows: string[][]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

/** 95 → `1m 35s`. */
export function seconds(count: number | null): string {
  if (count === null) return "-";
  const whole = Math.round(count);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return [hours && `${hours}h`, minutes && `${minutes}m`, `${whole % 60}s`].filter(Boolean).join(" ");
}

function dcRow(dc: DomainControllerState): string[] {
  const { progress } = dc;
  const stays = progress.kind === "hold" || progress.kind === "blocked";
  const outcome = stays ? `keeps its gateway (${WORDS[progress.kind]})` : outcomeWords(progress);
  return [dc.name, dc.site, dc.generation ?? "-", outcome, seconds(dc.protectionGapSeconds)];
}

const WORDS = { hold: "held", blocked: "blocked" };

function stayLines({ name, progress }: DomainControllerState): string[] {
  return progress.kind === "hold" || progress.kind === "blocked"
    ? [`${name} is ${WORDS[progress.kind]}: ${progress.why}`]
    : [];
}

/** One phrase for where a domain controller stands. */
export function outcomeWords(progress: Progress): string {
  switch (progress.kind) {
    case "moved":
      return progress.serviceStatus === "running"
        ? "moved"
        : `moved; its sensor is ${progress.serviceStatus}`;
    case "hold":
      return `held: ${progress.why}`;
    case "blocked":
      return `blocked: ${progress.why}`;
    case "waiting":
      return "waiting for its turn";
    case "underWay":
      return `${progress.protected ? "still protected by its gateway" : "WITHOUT PROTECTION"}; next: ${progress.next}`;
  }
}

function openRows(state: MoveState): string[] {
  const open = state.checklist.filter((row) => row.state === "open");
  if (open.length === 0) return state.checklist.length > 0 ? ["Checklist: every row is done"] : [];
  return [
    `For a person: ${open.length} of ${state.checklist.length} checklist rows are open`,
    ...open.map((row) => `  - ${row.row}: ${row.title}`),
  ];
}

function centerLines(center: CenterState): string[] {
  const heading = {
    removed: `ATA Center ${center.name}: removed`,
    unknown: `ATA Center ${center.name}: stays; its lock was not evaluated yet`,
    retained: `ATA Center ${center.name}: stays, as the estate asks; ${center.reasons.length} reasons would keep it locked`,
    locked: `ATA Center ${center.name}: LOCKED, ${center.reasons.length} reasons`,
  }[center.state];
  return [
    heading,
    ...center.reasons.map(
      (reason) => `  - ${reason.rule}${reason.host ? ` (${reason.host})` : ""}: ${reason.measured}`,
    ),
  ];
}
