import { InputError, type InputProblem, type Place } from "../inputProblem.ts";

/** Longest document, in characters. A Center with 100,000 exclusions has about 5 million. */
export const longestDocument = 64 << 20;

/** Deepest nesting of a document. A profile has 7 levels. */
export const deepestDocument = 100;

/** Thrown by who goes through a document and finds it nested deeper than that. */
export class TooDeep extends Error {}

/** The problem it becomes. */
export function tooDeep(place: Place): InputProblem {
  return {
    id: "ATA-TOO-DEEP",
    place,
    cause: `the document is nested deeper than ${deepestDocument} levels`,
    fix: "No document of ATA is: export the collection again.",
  };
}

/**
 * What work on a document gives. One that stands in one line is read before its depth is known: who goes through it
 * finds out.
 * @throws InputError where it is nested too deep
 */
export function withDepthTold<T>(place: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TooDeep) throw new InputError(tooDeep(place));
    throw error;
  }
}
