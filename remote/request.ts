import { CONTRACT, type StepInputs, type StepName, type StepRequest } from "./contract.ts";

/** The document a step gets on standard input: one line, ASCII only, since hosts read it in their own code page. */
export function encodeRequest<S extends StepName>(request: {
  step: S;
  work: string;
  deadlineSeconds: number;
  input: StepInputs[S];
}): string {
  const document: StepRequest<S> = { contract: CONTRACT, ...request };
  return toAscii(JSON.stringify(document));
}

/** JSON with everything outside printable ASCII as \u escapes. */
export function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
