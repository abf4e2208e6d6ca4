import type { Check } from "../verdict.ts";
import { checks, passingByWaiting } from "./index.ts";
import { preparations } from "./preparation.ts";

/** The text of docs/checks.md, made of the checks themselves. */
export function describeChecks(): string {
  return `${[
    "# Checks",
    "",
    "<!-- Made by `node docs/generate-checks.ts` from plan/checks: change the checks, not this page. -->",
    "",
    "Before a gateway is removed, its domain controller is measured, and every check that applies to its sensor's generation gives a verdict: `pass`, `fail` or `unread`. A fact that could not be read makes every check that reads it `unread`; unread never passes.",
    "",
    "- A **blocking** check keeps the gateway where it is unless it passes. An **advisory** one is only told.",
    "- A waiver (`policy.waivers` in the estate file) lets a named check through on named hosts until a date. Its verdict stays what it is, and the waiver is shown beside it. An expired or unused waiver is reported.",
    "- In the middle of a move the same checks are asked again. What the move itself has done by then is not held against it.",
    `- ${passingByWaiting.map(code).join(", ")} may pass by waiting; the ready gate asks again before it gives up.`,
    "",
    "| check | what | generation | kind |",
    "|---|---|---|---|",
    ...checks.map(
      (check) =>
        `| [${check.id}](#${check.id}) | ${cell(check.title)} | ${check.generations.join(", ")} | ${kind(check)} |`,
    ),
    "",
    ...checks.flatMap(section),
    "# Preparations",
    "",
    "What this program can put right itself, if the estate asks for it; nothing of it is done without. Each saves what it changes and can put it back.",
    "",
    "| check | step | does | saves, and puts back | restart | when |",
    "|---|---|---|---|---|---|",
    ...preparations.map(
      (preparation) =>
        `| [${preparation.check}](#${preparation.check}) | ${code(preparation.step)} | ${cell(preparation.does)} | ${cell(preparation.saves)} | ${preparation.restart} | ${preparation.when} |`,
    ),
  ].join("\n")}\n`;
}

function section(check: Check): string[] {
  return [
    `## ${check.id}`,
    "",
    `**${check.title}.** Sensor ${check.generations.join(" and ")}; ${kind(check)}.`,
    "",
    `- Protects from: ${check.protectsFrom}`,
    `- Passes when: ${check.threshold}`,
    `- Source: ${check.source}`,
    `- Reads: ${check.reads.map(code).join(", ")}`,
    `- By hand: ${code(check.byHand)}`,
    "",
  ];
}

function kind(check: Check): string {
  if (!check.blocking) return "advisory";
  return check.waivable ? "blocking" : "blocking, never waived";
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
