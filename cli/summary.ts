import type { LockReason } from "../plan/declared.ts";
import type {
  CenterState,
  DomainControllerState,
  MoveState,
  Progress,
  Protection,
} from "./state/moveState.ts";
import { seconds } from "./text/length.ts";
import { printable } from "./text/printable.ts";
import { table } from "./text/table.ts";

/**
 * The end of a run in plain words: each domain controller, what is left for a person, the Centers.
 *
 * @param blind who is known to have neither gateway nor verified sensor: a removal that failed is not in the state
 */
export function summarize(state: MoveState, blind: ReadonlySet<string>): string {
  const moved = state.domainControllers.filter((dc) => dc.progress.kind === "moved").length;
  return [
    `Estate ${printable(state.estate)}: ${moved} of ${state.domainControllers.length} domain controllers moved`,
    "",
    ...table(
      ["domain controller", "site", "sensor", "protection gap", "outcome"],
      state.domainControllers.map((dc) => dcRow(dc, blind)),
    ),
    "",
    ...state.domainControllers.flatMap(stayLines),
    ...state.standaloneGateways.map(
      ({ name, removed, why }) =>
        `Standalone gateway ${name}: ${removed ? "removed" : `still there${why ? ` (${printable(why)})` : ""}`}`,
    ),
    ...openRows(state),
    ...state.centers.flatMap(centerLines),
    ...state.pending.map((name) => `Cut off: ${printable(name)}; the next \`pulumi up\` takes it up again`),
  ].join("\n");
}

function dcRow(dc: DomainControllerState, blind: ReadonlySet<string>): string[] {
  const { progress } = dc;
  const stays = progress.kind === "hold" || progress.kind === "blocked";
  const outcome = stays
    ? `keeps its gateway (${WORDS[progress.kind]})`
    : outcomeWords(withKnown(progress, blind.has(dc.name) ? "blind" : "unknown"));
  const name = printable(dc.name, 60);
  return [name, printable(dc.site, 60), dc.generation ?? "-", seconds(dc.protectionGapSeconds), outcome];
}

const WORDS = { hold: "held", blocked: "blocked" };

function stayLines({ name, progress }: DomainControllerState): string[] {
  return progress.kind === "hold" || progress.kind === "blocked"
    ? [`${printable(name, 60)} is ${WORDS[progress.kind]}: ${printable(progress.why)}`]
    : [];
}

/** One phrase for where a domain controller stands. */
export function outcomeWords(progress: Progress): string {
  switch (progress.kind) {
    case "moved":
      return progress.serviceStatus === "running"
        ? "moved"
        : `moved; its sensor is ${printable(progress.serviceStatus, 60)}`;
    case "hold":
      return `held: ${printable(progress.why)}`;
    case "blocked":
      return `blocked: ${printable(progress.why)}`;
    case "waiting":
      return "waiting for its turn";
    case "rolledBack":
      return progress.serviceStatus === "Running"
        ? "back at its gateway"
        : `back at its gateway; its service is ${printable(progress.serviceStatus, 60)}`;
    case "goingBack":
      return `goes back to its gateway, ${protectionWords(progress.protected, "nothing is touched yet", "sensor")}; next: ${progress.next}`;
    case "underWay":
      return `${protectionWords(progress.protected, "still protected by its gateway", "gateway")}; next: ${progress.next}`;
  }
}

function protectionWords(protection: Protection, yes: string, taken: "gateway" | "sensor"): string {
  if (protection === null) return `its ${taken}'s removal is not done, and may have begun`;
  return protection ? yes : "WITHOUT PROTECTION";
}

/** Where the record of a run, or a look at the host, knows more of the protection than the state. */
export function withKnown(progress: Progress, known: "blind" | "unknown"): Progress {
  const isOpen = progress.kind === "underWay" || progress.kind === "goingBack";
  return isOpen && known === "blind" ? { ...progress, protected: false } : progress;
}

/** Rows of the checklist that are named one by one; the runbook has them all. */
const ROWS_NAMED = 5;

function openRows(state: MoveState): string[] {
  const open = state.checklist.filter((row) => row.state === "open");
  if (open.length === 0) return state.checklist.length > 0 ? ["Checklist: every row is done"] : [];
  const named = open.slice(0, ROWS_NAMED).map((row) => printable(row.title, 100));
  const more = open.length - named.length;
  return [
    `For a person: ${open.length} of ${state.checklist.length} checklist rows are open`,
    ...named.map((title) => `  - ${title}`),
    ...(more > 0 ? [`  - and ${more} more, in the runbook`] : []),
  ];
}

function centerLines(center: CenterState): string[] {
  const name = `ATA Center ${printable(center.name, 60)}`;
  const reasons = plural(center.reasons.length, "reason");
  const stopped = center.services === "stopped" ? ", stopped" : "";
  const heading = {
    removed: `${name}: removed`,
    unknown: `${name}: stays; its lock was not evaluated yet`,
    retained: `${name}: stays${stopped}, as the estate asks; ${reasons} would keep it locked`,
    locked: center.reasons.length === 0 ? `${name}: unlocked` : `${name}: LOCKED, ${reasons}`,
  }[center.state];
  return [heading, ...reasonLines(center.reasons)];
}

/** Reasons of a lock, those of one rule in one line where there are several. */
function reasonLines(reasons: readonly LockReason[]): string[] {
  const byRule = Map.groupBy(reasons, (reason) => reason.rule);
  return [...byRule].map(([rule, of]) => {
    const [first] = of;
    if (of.length > 1 || !first)
      return `  - ${printable(rule, 60)}: ${of.length} times, such as ${said(first)}`;
    return `  - ${printable(rule, 60)}${first.host ? ` (${printable(first.host, 60)})` : ""}: ${said(first)}`;
  });
}

function said(reason: LockReason | undefined): string {
  return reason ? printable(reason.measured, 200) : "";
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
