import { z } from "zod";
import { hostFacts } from "./facts.ts";

/** What `ata2mdi survey` measured, kept beside the estate as `estates/<name>.facts.json`. Never written by hand. */
export const survey = z.strictObject({
  /** ISO 8601, UTC: when the survey ended; each host's facts carry their own time. */
  takenAt: z.iso.datetime(),
  /** Host name as the estate writes it → its facts. A host that could not be reached is missing. */
  hosts: z.record(z.string(), hostFacts),
});
export type Survey = z.output<typeof survey>;

/** Reads the text of a survey's file. Throws with what is wrong when it is not one. */
export function parseSurvey(text: string): Survey {
  return survey.parse(JSON.parse(text));
}
