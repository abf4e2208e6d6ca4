import { readFileSync } from "node:fs";
import { Eta } from "eta";
import type { ShownValue } from "../../plan/carryOver/foundValues.ts";
import { printable } from "../../plan/carryOver/printable.ts";
import type { Runbook, RunbookPage } from "../../plan/carryOver/runbookPages.ts";
import { typed } from "../../plan/problem.ts";

/** Values of one setting that stand on its page; the rest is in the row's CSV file. */
const most = 500;

export interface RunbookText {
  /** Estate file, as the commands on the pages name it. */
  file: string;
  /** ISO 8601. */
  writtenAt: string;
}

const template = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const html = new Eta({ autoEscape: true, autoTrim: false });
const markdown = new Eta({ autoEscape: true, autoTrim: false, escapeFunction: markdownText });

/** One HTML page that needs nothing else, fit to print. Everything from ATA, the directory and people is escaped. */
export function renderHtml(runbook: Runbook, text: RunbookText): string {
  return html.renderString(template("./runbook.html.eta"), {
    ...runbook,
    ...text,
    most,
    when,
    title,
    detail,
    shown: printable,
    values: (values: readonly ShownValue[]) => printable(listed(values, (value) => value.text)),
    command: (page: RunbookPage) => attestCommand(page, text.file),
  });
}

/** The same as Markdown. */
export function renderMarkdown(runbook: Runbook, text: RunbookText): string {
  const rendered = markdown.renderString(template("./runbook.md.eta"), {
    ...runbook,
    ...text,
    most,
    when,
    title: (page: RunbookPage) => markdownText(title(page)),
    value: markdownValue,
    values: (values: readonly ShownValue[]) => listed(values, markdownValue),
    command: (page: RunbookPage) => codeSpan(attestCommand(page, text.file)),
  });
  return `${rendered.replace(/\n{3,}/g, "\n\n").trim()}\n`;
}

function title({ state }: RunbookPage): string {
  return state.center === null ? state.title : `${state.title}: ${state.center}`;
}

function when({ state }: RunbookPage): string {
  if (state.needsInitialSync) return "after the initial sync, two hours after the first sensor runs";
  return state.center === null ? "any time" : "before the Center goes";
}

function attestCommand({ state }: RunbookPage, file: string): string {
  const center = state.center === null ? "" : ` --center ${state.center}`;
  return typed(`ata2mdi attest ${state.row} --estate ${file}${center} --by "…" --evidence "…"`);
}

function listed(values: readonly ShownValue[], show: (value: ShownValue) => string): string {
  const more = values.length > most ? `, … and ${values.length - most} more` : "";
  return `${values.slice(0, most).map(show).join(", ")}${more}`;
}

/** Text that Markdown takes for nothing but text. */
export function markdownText(value: unknown): string {
  return printable(String(value))
    .replace(/[\\`*_{}[\]<>#|~&$!]/g, "\\$&")
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, "$1\\$2");
}

/** A value in a code span; then who it is. */
function markdownValue(value: ShownValue): string {
  const span = codeSpan(value.text);
  if (!value.resolved) return `${span} (nobody knows this id)`;
  return value.entity === null ? span : `${span} ${markdownText(detail(value))}`;
}

/** A code span that nothing in the text can leave: its fence is longer than any run of backticks in it. */
function codeSpan(text: string): string {
  const shown = printable(text);
  if (shown === "") return "(empty)";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const padded = /^`|`$|^ .* $/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}

/** Who an entity is, besides its name: `User contoso.com\ann, disabled`. */
function detail({ entity }: ShownValue): string {
  if (entity === null) return "";
  const account = [entity.domain, entity.samName].filter((part) => part !== null).join("\\");
  const state = entity.deleted ? "deleted" : entity.disabled ? "disabled" : "";
  return printable([entity.type, account, state].filter((part) => part !== "").join(", "));
}
