import type { InputProblem } from "./inputProblem.ts";

/** Of a computer name that two hosts seem to have: an estate names each host once, so one of them would be missing. */
export function sameName(name: string, between: string): InputProblem {
  return {
    id: "ATA-SAME-NAME",
    place: { file: between, path: name },
    cause: `the computer name ${name} stands for two hosts, and an estate can hold it only once`,
    fix: "Import each forest's Center into an estate file of its own: the second host would not be in the plan.",
  };
}
