import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ProblemError } from "../../plan/problem.ts";
import { findAnswer, problemOfAnswer, readAnswer } from "../../remote/answer.ts";
import { MAX_ANSWER_BYTES, type StepAnswer, stepAnswer } from "../../remote/contract.ts";
import { anyText } from "../support/anyText.ts";

const expected = { host: "dc01", step: "Remove-AtaGateway", work: "dc01/Remove-AtaGateway/1" };

function answer(changes: Partial<StepAnswer> = {}): StepAnswer {
  return {
    contract: 1,
    step: expected.step,
    work: expected.work,
    startedAt: "2026-11-22T10:00:00Z",
    finishedAt: "2026-11-22T10:01:00Z",
    outcome: "done",
    reason: null,
    exitCode: 0,
    rebooted: false,
    facts: {},
    log: [],
    ...changes,
  };
}

/** The problem a text ends with; an answer makes the test fail. */
function problemOf(stdout: string, exitCode: number | null) {
  try {
    readAnswer(stdout, exitCode, expected);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error("it passed");
}

test.each(["done", "already"] as const)("%s with exit code 0 is an answer", (outcome) => {
  const line = JSON.stringify(answer({ outcome }));
  expect(readAnswer(line, 0, expected)).toEqual(answer({ outcome }));
});

test("only the last line counts, whatever was written before it and however lines end", () => {
  const line = JSON.stringify(answer());
  for (const text of [
    `AVERTISSEMENT : le profil a mis 3 s\r\n${line}\r\n`,
    `${JSON.stringify(answer({ outcome: "failed" }))}\n${line}`,
    `\ufffd\ufffd\n\n${line}\n\n  \n`,
    `${line}\r`,
  ]) {
    expect(readAnswer(text, 0, expected)).toEqual(answer());
  }
});

test.each([
  ["refused", "STEP-REFUSED"],
  ["timeout", "STEP-TIMEOUT"],
  ["running", "STEP-RUNNING"],
  ["failed", "STEP-FAILED"],
] as const)("%s is the problem %s with the host's reason, exit code and last log lines", (outcome, id) => {
  const log = ["line 1", "line 2", "line 3", "line 4"];
  const line = JSON.stringify(answer({ outcome, reason: "the setup did not end", exitCode: 1603, log }));
  const problem = problemOf(line, 4);
  expect(problem).toMatchObject({ id, host: "dc01", command: "pulumi up" });
  expect(problem.measured).toBe(
    "the setup did not end; setup's exit code 1603; log: line 2; log: line 3; log: line 4",
  );
});

test.each([
  ["nothing", "", 0],
  ["text after the answer", `${JSON.stringify(answer())}\nDer Vorgang wurde beendet.`, 0],
  ["half an answer", JSON.stringify(answer()).slice(0, 80), 0],
  ["an answer about another step", JSON.stringify(answer({ step: "Install-Sensor" })), 0],
  ["an answer about other work", JSON.stringify(answer({ work: "dc02/Remove-AtaGateway/1" })), 0],
  ["another contract", JSON.stringify({ ...answer(), contract: 2 }), 0],
  ["a member too many", JSON.stringify({ ...answer(), accessKey: "x" }), 0],
  ["a member too few", JSON.stringify({ ...answer(), facts: undefined }), 0],
  ["done with a failing exit code", JSON.stringify(answer()), 3],
  ["done without an exit code", JSON.stringify(answer()), null],
  ["failed with exit code 0", JSON.stringify(answer({ outcome: "failed" })), 0],
  ["letters beyond ASCII", JSON.stringify(answer({ log: ["é"] })), 0],
  ["an answer too long", JSON.stringify(answer({ log: ["x".repeat(MAX_ANSWER_BYTES)] })), 0],
] as const)("%s is STEP-ANSWER-INVALID", (_what, stdout, exitCode) => {
  expect(problemOf(stdout, exitCode).id).toBe("STEP-ANSWER-INVALID");
});

test("10 MB without an answer end in a short message", () => {
  const problem = problemOf("x".repeat(10 * 1024 * 1024), 0);
  expect(problem.id).toBe("STEP-ANSWER-INVALID");
  expect(JSON.stringify(problem).length).toBeLessThan(1000);
});

test("any bytes are an answer of the contract about this work, or a problem", () => {
  const good = fc.constantFrom(
    JSON.stringify(answer()),
    JSON.stringify(answer({ outcome: "failed", reason: "no" })),
    JSON.stringify(answer({ work: "other" })),
  );
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    anyText().map((text) => Buffer.from(text, "utf8")),
    fc.json().map((text) => Buffer.from(text, "utf8")),
    good.map((text) => Buffer.from(text, "utf8")),
    fc.tuple(good, fc.nat(400)).map(([text, end]) => Buffer.from(text.slice(0, end), "utf8")),
    fc.constantFrom("\n", "\r\n", "\r").map((text) => Buffer.from(text)),
  );
  const exitCode = fc.constantFrom(0, 0, 1, 3, -196608, null);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), exitCode, (pieces, code) => {
      const stdout = Buffer.concat(pieces).toString("utf8");
      let got: StepAnswer;
      try {
        got = readAnswer(stdout, code, expected);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
        return;
      }
      expect(code).toBe(0);
      expect(["done", "already"]).toContain(got.outcome);
      expect(got.work).toBe(expected.work);
      expect(
        stepAnswer.parse(
          JSON.parse(
            stdout
              .trim()
              .split(/[\r\n]/)
              .at(-1) ?? "",
          ),
        ),
      ).toEqual(got);
    }),
    { numRuns: 1000 },
  );
});

test("a change of any one character of an answer never makes it pass as something else", () => {
  const line = JSON.stringify(answer({ outcome: "failed", reason: "no" }));
  fc.assert(
    fc.property(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      expect(() => readAnswer(line.slice(0, at) + character + line.slice(at + 1), 0, expected)).toThrow(
        ProblemError,
      );
    }),
  );
});

test("the answer is found inside the text of a command that failed", () => {
  const failed = answer({ outcome: "failed", reason: "the setup failed" });
  const text = `Process exited with status 4: running "powershell.exe":\r\nwarning\r\n${JSON.stringify(failed)}\r\n\n`;
  expect(findAnswer(text)).toEqual(failed);
  expect(problemOfAnswer(failed, "dc01").id).toBe("STEP-FAILED");
});

test("looking for an answer in any text never throws", () => {
  fc.assert(
    fc.property(anyText(), (noise) => {
      expect(findAnswer(noise)).toBeUndefined();
      expect(findAnswer(`{"contract":${noise}`)).toBeUndefined();
    }),
  );
});

/** What really comes over a line now and then, before, in and after an answer. */
const noises: Record<string, (good: string, at: number) => Buffer> = {
  "a warning before it": (good) => text(`WARNING: The names of some imported commands\r\n${good}\r\n`),
  "a localised warning in the console's own code page": (good) =>
    Buffer.concat([Buffer.from("WARNUNG: Der Vorgang l\x84uft f\x81r Zeit\r\n", "latin1"), text(good)]),
  "10 MB before it": (good) => text(`${"x".repeat(10 * 1024 * 1024)}\r\n${good}`),
  "invalid UTF-8 before it": (good) =>
    Buffer.concat([Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a]), text(good)]),
  "the answer twice": (good) => text(`${good}\r\n${good}\r\n`),
  "cut anywhere": (good, at) => text(good.slice(0, at % good.length)),
  "invalid UTF-8 in it": (good, at) => spliced(good, at, Buffer.from([0xc3, 0x28])),
  "a zero byte in it": (good, at) => spliced(good, at, Buffer.from([0])),
  "a line end in it": (good, at) => spliced(good, at, text("\r\n")),
  "a warning after it": (good) => text(`${good}\r\nWARNUNG: fertig\r\n`),
  "10 MB after it": (good) => text(`${good}\r\n${"x".repeat(10 * 1024 * 1024)}`),
  "another document after it": (good) => text(`${good}\r\n{"contract":1}`),
  "a member of another type": (good) => text(good.replace(/"log":\[[^\]]*\]/, '"log":"none"')),
  "a member more": (good) => text(good.replace(/\}$/, ',"more":1}')),
  "a page of HTML": () => text("<html><body>502 Bad Gateway</body></html>"),
};
/** Those that leave the answer itself whole, on the last line. */
const harmless = [
  "a warning before it",
  "a localised warning in the console's own code page",
  "10 MB before it",
  "invalid UTF-8 before it",
  "the answer twice",
];

function text(of: string): Buffer {
  return Buffer.from(of, "utf8");
}

function spliced(good: string, at: number, with_: Buffer): Buffer {
  const place = 1 + (at % (good.length - 1));
  return Buffer.concat([text(good.slice(0, place)), with_, text(good.slice(place))]);
}

test.each(Object.keys(noises))(
  "%s: the answer as it is, or a clear problem, and never more than was said",
  (name) => {
    const outcomes = ["done", "already", "failed", "refused", "timeout", "running"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...outcomes), fc.nat(2000), (outcome, at) => {
        const good = answer({ outcome, reason: outcome === "done" ? null : "it says why" });
        const stdout = (noises[name]?.(JSON.stringify(good), at) ?? Buffer.alloc(0)).toString("utf8");
        const ended = outcome === "done" || outcome === "already";
        const code = ended ? 0 : 10;
        if (ended && harmless.includes(name)) {
          expect(readAnswer(stdout, code, expected)).toEqual(good);
          return;
        }
        const problem = problemOf(stdout, code);
        expect(problem.id).toMatch(/^STEP-(ANSWER-INVALID|FAILED|REFUSED|TIMEOUT|RUNNING)$/);
        expect(problem.id === "STEP-ANSWER-INVALID").toBe(!harmless.includes(name));
        for (const words of [problem.cause, problem.measured, problem.cure]) expect(words).toMatch(/\S/);
        expect(JSON.stringify(problem).length).toBeLessThan(2500);
      }),
      { numRuns: name.startsWith("10 MB") ? 2 : 40 },
    );
  },
);
