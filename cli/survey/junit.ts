import type { Verdict } from "../../plan/verdict.ts";
import { printable } from "../text/printable.ts";
import type { Assessment, HostAssessment } from "./assess.ts";

/**
 * An assessment as JUnit XML, as pipelines show it: a suite a host, a test a check. What blocks fails; a waiver or an
 * advisory check that does not pass is a skipped test with its reason; a host without facts is an error.
 */
export function renderJunit({ hosts }: Assessment): string {
  return [
    '<?xml version="1.0"?>',
    "<testsuites>",
    ...hosts.filter((host) => host.kind === "domainController").flatMap(suite),
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(host: HostAssessment): string[] {
  const cases = host.problem
    ? [testCase(host.host, "measured", result("error", host.problem.cause, host.problem.measured))]
    : host.verdicts.map((verdict) => testCase(host.host, verdict.check, outcome(verdict, host)));
  const count = (element: string) => cases.filter((text) => text.includes(`<${element} `)).length;
  const numbers = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  return [`  <testsuite name="${escaped(host.host)}" ${numbers}>`, ...cases, "  </testsuite>"];
}

function outcome(verdict: Verdict, host: HostAssessment): string {
  const { outcome, blocking, measured, cure, waived } = verdict;
  if (outcome === "pass") return "";
  const text = `${measured} Cure: ${cure}`;
  if (waived)
    return result("skipped", `waived by ${waived.by} until ${waived.expires}: ${waived.reason}`, "");
  if (host.decision?.kind !== "move") return result("skipped", `${outcome}, and the host does not move`, "");
  return blocking
    ? result("failure", outcome, text)
    : result("skipped", `advisory, ${outcome}: ${measured}`, "");
}

function testCase(host: string, name: string, content: string): string {
  const head = `    <testcase classname="${escaped(host)}" name="${escaped(name)}"`;
  return content === "" ? `${head}/>` : `${head}>${content}</testcase>`;
}

function result(element: "failure" | "error" | "skipped", message: string, text: string): string {
  const head = `<${element} message="${escaped(message)}"`;
  return text === "" ? `${head}/>` : `${head}>${escaped(text)}</${element}>`;
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
