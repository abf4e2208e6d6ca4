import { roughly, seconds } from "../text/length.ts";
import type { DomainControllerRecord, ReportModel } from "./model.ts";

/** The report in a few sentences, for a reader who reads no further. */
export function summaryOf(model: Omit<ReportModel, "summary">, begun: boolean): string[] {
  const { domainControllers: dcs } = model;
  if (!begun)
    return [
      `The move of ${model.estate} has not begun: ${count(dcs.length, "domain controller")} to see to.`,
    ];
  const of = (...outcomes: DomainControllerRecord["outcome"][]) =>
    dcs.filter((dc) => outcomes.includes(dc.outcome)).length;
  const moved = of("moved", "moved, not running");
  return [
    ...when(
      model.activity === "killed",
      "The last run was killed. Nothing is lost: the next one takes it up where it was.",
    ),
    ...when(
      model.activity === "running" || model.activity === "elsewhere",
      "A run is under way: this is how things stood when the report was written.",
    ),
    `${moved} of ${count(dcs.length, "domain controller")} ${moved === 1 ? "has" : "have"} moved to Defender for Identity.`,
    ...gapSentence(dcs),
    ...when(of("failed") > 0, `${count(of("failed"), "domain controller")} failed on the way.`),
    ...when(
      of("held") > 0,
      `${count(of("held"), "is", "are")} held back by a person and ${of("held") === 1 ? "keeps its" : "keep their"} gateway.`,
    ),
    ...when(
      of("blocked") > 0,
      `${count(of("blocked"), "cannot", "cannot")} take a sensor as ${of("blocked") === 1 ? "it is" : "they are"} and ${of("blocked") === 1 ? "keeps its" : "keep their"} gateway.`,
    ),
    ...when(
      of("rolled back", "going back") > 0,
      `${count(of("rolled back", "going back"), "goes", "go")} back to ${of("rolled back", "going back") === 1 ? "its gateway and keeps" : "their gateways and keep"} the Center.`,
    ),
    ...when(
      model.activity === "unseen",
      "No run of this clone is under way; whether another machine's is, the stack's backend does not tell.",
    ),
    ...checklistSentence(model),
    ...model.centers.map(({ name, state }) => `ATA Center ${name}: ${CENTER_WORDS[state] ?? state}.`),
  ];
}

const CENTER_WORDS: Record<string, string> = {
  retained: "it stays, as the estate asks",
  locked: "its removal is asked for and its lock decides",
  removed: "it is removed",
  unknown: "it stays; its lock was not evaluated yet",
};

function gapSentence(dcs: readonly DomainControllerRecord[]): string[] {
  const blind = dcs.filter((dc) => !dc.protectedNow);
  if (blind.length > 0) {
    return [`WITHOUT PROTECTION now: ${blind.map((dc) => dc.name).join(", ")}.`];
  }
  const gaps = dcs.flatMap((dc) => (dc.gapSeconds === null ? [] : [dc.gapSeconds]));
  if (gaps.length === 0) return [];
  const sum = gaps.reduce((all, gap) => all + gap, 0);
  return [
    `None was without protection for longer than ${seconds(Math.max(...gaps))}; together it was ${roughly(sum)} over ${count(gaps.length, "host")}.`,
  ];
}

function checklistSentence({ checklist }: Pick<ReportModel, "checklist">): string[] {
  const open = checklist.filter((row) => row.state === "open").length;
  if (checklist.length === 0) return [];
  return [
    open === 0
      ? "Every row of the checklist is done."
      : `${open} of ${checklist.length} checklist rows wait for a person.`,
  ];
}

function when(condition: boolean, sentence: string): string[] {
  return condition ? [sentence] : [];
}

function count(many: number, one: string, more = `${one}s`): string {
  return `${many} ${many === 1 ? one : more}`;
}
