import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { assess } from "../../cli/survey/assess.ts";
import { describeAssessment } from "../../cli/survey/describe.ts";
import { hostFacts } from "../../plan/facts.ts";
import { problemOfAnswer } from "../../remote/answer.ts";
import { readyFacts } from "../support/facts.ts";
import { devEstate } from "./recordings.ts";

/** A host says what it likes of itself; the terminal of the one who surveys it does nothing of that. */
const STEERING = /[\p{Cc}\p{Bidi_Control}]/u;
const { estate } = devEstate();

const hostile = fc
  .array(
    fc.constantFrom(
      "\u001b[2J",
      "\u001b]0;x\u0007",
      "\r\n  PASS  identity",
      "\u202e",
      "\n\n",
      "dc03",
      "\u0000",
    ),
  )
  .map((parts) => parts.join(""));

function told(text: string): string {
  const ready = readyFacts();
  const facts = hostFacts.parse({
    ...ready,
    computerName: { value: text },
    powerScheme: { value: text },
    proxy: { value: text },
    largeSendOffload: { value: [text] },
    loopback444: { value: text },
    sensorApi: { value: { status: 0, issuer: text, error: text } },
    certificateClients: { value: [text] },
    dotNetRelease: { unread: `x${text}` },
    directory:
      "value" in ready.directory ? { value: { ...ready.directory.value, site: text, domain: text } } : {},
  });
  return describeAssessment(assess(estate, [{ host: "dc03", facts }], "2026-12-01"));
}

test("whatever a host calls itself, a survey has the same lines and nothing that steers a terminal", () => {
  const lines = told("harmless").split("\n").length;
  fc.assert(
    fc.property(hostile, (text) => {
      const output = told(text);
      expect(output.replaceAll("\n", "")).not.toMatch(STEERING);
      expect(output.split("\n")).toHaveLength(lines);
    }),
  );
});

test("neither does the answer of a step that failed", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const answer = {
        contract: 1 as const,
        step: "Install-Sensor",
        work: "dc03/Install-Sensor/1",
        startedAt: "2026-12-01T20:00:00Z",
        finishedAt: "2026-12-01T20:01:00Z",
        outcome: "failed" as const,
        reason: text,
        exitCode: 1603,
        rebooted: false,
        facts: {},
        log: [text],
      };
      expect(problemOfAnswer(answer, "dc03").measured).not.toMatch(STEERING);
    }),
  );
});
