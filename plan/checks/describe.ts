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
    "- A waiver (`policy.waivers` in the estate file) lets a named check through on named hosts, or on those of a site or domain, until a date. Its verdict stays what it is, and the waiver is shown beside it. An expired or unused waiver is reported.",
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
    "",
    "# What is not measured, and where it shows",
    "",
    "| what | why not | where it shows |",
    "|---|---|---|",
    ...notMeasured.map(([what, why, where]) => `| ${what} | ${why} | ${where} |`),
  ].join("\n")}\n`;
}

const cause = (id: string) => `cause [${id}](causes.md#${id})`;

/** What the prerequisites speak of and no check reads. */
const notMeasured: readonly (readonly [string, string, string])[] = [
  [
    "Ports of name resolution: TCP 135, UDP 137, TCP 3389 to every computer",
    "which computers a domain controller will see is not known before; a closed UDP port is silent",
    `health issue after the move: ${cause("name-resolution")}`,
  ],
  [
    "DNS 53, SMB 445, LDAP 389, 636, 3268, 3269 between domain controllers",
    "a domain controller that replicates uses them already",
    `health issue: ${cause("domain-controller-unreachable")}`,
  ],
  [
    "Object auditing: the access lists of the domain, the configuration and the AD FS container",
    "set once for a domain, not on a host",
    `health issue within a day: ${cause("auditing")}; \`Test-MDIConfiguration\` by hand`,
  ],
  [
    "Whether a hypervisor reserves all memory",
    "a guest cannot see it",
    "check `dynamic-memory` stays unread there",
  ],
  [
    "Whether a firewall filters localhost",
    "products do it in ways of their own",
    `the sensor's error log: ${cause("loopback-blocked")}`,
  ],
  [
    "Access list of the Security log",
    "the setup writes it, as SYSTEM",
    `the setup's and the sensor's logs: ${cause("event-log-access")}, ${cause("event-log-reading")}`,
  ],
  [
    "Packets a second, and what of processor and memory they take",
    "a matter of days; Microsoft's sizing tool measures it",
    `health issue: ${cause("capacity")}`,
  ],
];

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
