import { readFileSync } from "node:fs";
import { ProblemError } from "../../plan/problem.ts";
import { looseErrors } from "../live/reduce.ts";
import type { RunView } from "../live/view.ts";
import { printableLines } from "../text/printable.ts";
import type { RunFolder } from "./runFolder.ts";

/** Lines of the engine's output that are shown where nothing else tells what happened. */
const TAIL = 12;

/**
 * Why an engine failed that told nothing through its events: no such stack, a lock, a wrong passphrase, an estate the
 * program refuses. Undefined where the view tells it.
 */
export function engineProblem(run: RunFolder, view: RunView): ProblemError | undefined {
  const told = view.failures.length > 0 || view.result !== null || looseErrors(view).length > 0;
  if (told) return undefined;
  const began = [...view.steps.values()].some(({ since }) => since !== null);
  if (!began) return problemOfOutput(readFileSync(run.output, "utf8"), view.stack);
  return new ProblemError({
    id: "ENGINE-CUT-OFF",
    cause: "the engine was ended in the middle of the run",
    measured: "its event stream breaks off without an end",
    cure: "Nothing is lost: what runs on a host ends there by itself, and the next run takes it up.",
    command: `npx ata2mdi up --stack ${view.stack}`,
  });
}

/** What an engine's output says of its failure, with the cure where it is a known one. */
export function problemOfOutput(output: string, stack: string): ProblemError {
  const lines = printableLines(output, 8000).filter((line) => line !== "");
  const error = lines.findIndex((line) => /^error:/.test(line));
  const said = error < 0 ? lines.slice(-TAIL) : lines.slice(error, error + TAIL);
  const measured = said.join("\n            ") || "it ended without a word";
  const known = knownErrors.find(({ text }) => text.test(output));
  return new ProblemError({
    id: known?.id ?? "ENGINE-FAILED",
    cause: known?.cause ?? "the engine ended before it could do anything",
    measured,
    cure: known?.cure ?? "See what it says; nothing on a host was changed by it.",
    command: (known?.command ?? "pulumi preview --stack <stack>").replace("<stack>", stack),
  });
}

const knownErrors: readonly { text: RegExp; id: string; cause: string; cure: string; command: string }[] = [
  {
    text: /stack is currently locked/i,
    id: "STACK-LOCKED",
    cause: "another run of this stack is under way, or one was killed on another machine",
    cure: "Watch it. Only where its engine is surely gone: `pulumi cancel`.",
    command: "npx ata2mdi status --stack <stack> --watch",
  },
  {
    text: /incorrect passphrase|passphrase must be set/i,
    id: "STACK-PASSPHRASE",
    cause: "the stack's secrets cannot be read",
    cure: "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to this stack's passphrase.",
    command: "pulumi config --stack <stack>",
  },
  {
    text: /no stack named/i,
    id: "STACK-MISSING",
    cause: "the backend has no such stack",
    cure: "Begin it, or log in to the backend that has it.",
    command: "pulumi stack init <stack>",
  },
];
