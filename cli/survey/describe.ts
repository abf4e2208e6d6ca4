import type { Fact, HostFacts } from "../../plan/facts.ts";
import type { Decision } from "../../plan/plan.ts";
import { formatProblem } from "../../plan/problem.ts";
import type { Verdict } from "../../plan/verdict.ts";
import { printable, printableLines } from "../text/printable.ts";
import { type Assessment, type HostAssessment, presence } from "./assess.ts";
import { summarizeAssessment } from "./summary.ts";

const GIGABYTE = 1024 ** 3;

/** A survey for people: each host with what was measured and every verdict that is not a plain pass. */
export function describeAssessment({ hosts, waivers }: Assessment): string {
  const blocks = hosts.map(describeHost);
  if (waivers.length > 0)
    blocks.push(["Waivers", ...waivers.map(({ message }) => `  ${message}`)].join("\n"));
  return `${[...blocks, summarizeAssessment(hosts)].join("\n\n")}\n`;
}

function describeHost(one: HostAssessment): string {
  if (one.problem) {
    return [`${one.host}  unread`, ...indented(printableLines(formatProblem(one.problem)))].join("\n");
  }
  const lines = one.facts ? describeFacts(one.facts, one.kind) : [];
  const passed = one.verdicts.filter((verdict) => verdict.outcome === "pass");
  const other = one.verdicts.filter((verdict) => verdict.outcome !== "pass");
  const passes = passed.length > 0 ? [`  pass    ${passed.map(({ check }) => check).join(", ")}`] : [];
  return [
    heading(one),
    ...indented(lines.map((line) => printable(line))),
    ...other.flatMap(describeVerdict),
    ...passes,
    ...describePreparation(one),
  ].join("\n");
}

function heading({ host, kind, decision, ready }: HostAssessment): string {
  if (kind === "center") return `${host}  Center`;
  if (kind === "standaloneGateway") return `${host}  standalone gateway`;
  const to = decision ? describeDecision(decision) : "";
  return `${host}  ${to}${decision?.kind === "move" ? `: ${ready ? "ready" : "NOT READY"}` : ""}`;
}

function describeDecision(decision: Decision): string {
  if (decision.kind === "move") return `moves to a ${decision.generation} sensor`;
  if (decision.kind === "rollback") return "goes back to its gateway";
  if (decision.kind === "hold") return `is held back: ${decision.reason}`;
  return `cannot move: ${decision.reason}`;
}

function describeVerdict(verdict: Verdict): string[] {
  const { waived } = verdict;
  const word = waived ? "waived" : verdict.blocking ? verdict.outcome.toUpperCase() : verdict.outcome;
  const until = waived ? [`          waived by ${waived.by} until ${waived.expires}: ${waived.reason}`] : [];
  const cure = verdict.cure ? [`          cure: ${verdict.cure}`] : [];
  return [`  ${word.padEnd(8)}${verdict.check}: ${verdict.measured}`, ...cure, ...until];
}

function describeFacts(facts: HostFacts, kind: HostAssessment["kind"]): string[] {
  const host = [
    say(facts.operatingSystem, (os) => `Windows ${os.version}.${os.revision} ${os.installation}`),
    say(facts.hardware, (hw) =>
      [
        `${hw.logicalProcessors} processors`,
        `${gigabytes(hw.memoryBytes)} memory`,
        `${gigabytes(hw.systemDriveFreeBytes)} free`,
        hw.platform,
      ].join(", "),
    ),
  ].join("; ");
  const place = say(facts.directory, (of) =>
    [
      of.domain || "no domain",
      `site ${of.site || "unknown"}`,
      ...(of.readOnly ? ["read-only"] : []),
      ...of.operationsMasters,
    ].join(", "),
  );
  const products =
    kind === "center"
      ? `gateway ${presence(facts.gateway)}; Center ${presence(facts.center)}`
      : `gateway ${presence(facts.gateway)}; v2 sensor ${presence(facts.sensor)}`;
  const api = say(facts.sensorApi, (of) => (of.status > 0 ? `HTTP ${of.status}` : (of.error ?? "no answer")));
  const proxy = say(facts.proxy, (of) => of ?? "none");
  return [`measured ${facts.measuredAt}`, host, place, products, `sensor API ${api}; proxy ${proxy}`];
}

function say<T>(fact: Fact<T>, text: (value: T) => string): string {
  return "value" in fact ? text(fact.value) : `unread (${fact.unread})`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`;
}

/** What of the cures this program does itself: what was asked for, and what it is only asked for in the estate file. */
function describePreparation({ host, preparation }: HostAssessment): string[] {
  if (!preparation) return [];
  const ids = (list: readonly { check: string }[]) => list.map(({ check }) => check).join(", ");
  const { chosen, offered } = preparation;
  const all = ids([...chosen, ...offered]);
  return [
    ...(chosen.length > 0
      ? [`  to be put right before its move, as the estate asks for: ${ids(chosen)}`]
      : []),
    ...(offered.length > 0
      ? [
          `  this program can put right: ${ids(offered)}; \`prepare: [${all}]\` at ${host} in the estate asks for it`,
        ]
      : []),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
