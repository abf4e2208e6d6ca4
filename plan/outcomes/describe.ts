import { type Cause, causes, type Evidence } from "./causes.ts";
import { knownExitCodes } from "./exitCode.ts";
import { MOST_ATTEMPTS, waitAfter } from "./retry.ts";

const WAITS = [1, 2].map((attempt) => `${waitAfter(attempt)} s`).join(" and ");

/** The text of docs/causes.md, made of the tables themselves. */
export function describeCauses(): string {
  return `${[
    "# Causes of failures",
    "",
    "<!-- Made by `node docs/generate-checks.ts` from plan/outcomes: change the tables, not this page. -->",
    "",
    "When a step fails, its exit code, the last lines of its logs and the checks of the host are compared with the causes below, and the one that fits best is named with the evidence quoted. A line that names its cause goes before a failed check, that before a line seen with several causes, that before a bare exit code. Codes and the names of types and methods are matched rather than sentences, which Windows translates.",
    "",
    `\`npx ata2mdi up\` runs again by itself where something failed whose cause can pass without a person, and nothing failed on a host that would only fail the same way: after ${WAITS}, at most ${MOST_ATTEMPTS} runs in all. Plain \`pulumi up\` never does; type it again. A failure that fits nothing here is never tried again without a person.`,
    "",
    "## Exit codes",
    "",
    "HRESULT forms (0x80070643, also as a negative number) are brought to these first. Every other code is unknown, and unknown is no success. Windows Installer documents the codes; that the setups of ATA and the sensor use them so is inferred, since neither product publishes a table.",
    "",
    "| code | kind | may pass by itself | meaning |",
    "|---|---|---|---|",
    ...knownExitCodes.map(
      ({ code, kind, retry, meaning }) => `| ${code} | ${kind} | ${retry ? "yes" : "no"} | ${meaning} |`,
    ),
    "",
    "## Causes",
    "",
    "| cause | what | a retry can help |",
    "|---|---|---|",
    ...causes.map(
      (cause) => `| [${cause.id}](#${cause.id}) | ${cause.cause} | ${cause.retryCanHelp ? "yes" : "no"} |`,
    ),
    "",
    ...causes.flatMap(section),
  ]
    .join("\n")
    .trimEnd()}\n`;
}

function section(cause: Cause): string[] {
  return [
    `### ${cause.id}`,
    "",
    cause.cause,
    "",
    "- Told by:",
    ...cause.evidence.map((evidence) => `  - ${shown(evidence)}`),
    `- Cure: ${cause.cure}`,
    `- Source: ${cause.source}`,
    "",
  ];
}

function shown(evidence: Evidence): string {
  if ("line" in evidence) {
    const step = evidence.step ? ` in ${evidence.step}` : "";
    const also = evidence.strength === "likely" ? " (also seen with other causes)" : "";
    return `a line that matches \`${evidence.line.source}\`${step}${also}`;
  }
  if ("check" in evidence) {
    const measured = evidence.measured ? ` and measured \`${evidence.measured.source}\`` : "";
    return `check [${evidence.check}](checks.md#${evidence.check}) failed${measured}`;
  }
  return `exit code ${evidence.exitCode}${evidence.step ? ` of ${evidence.step}` : ""}`;
}
