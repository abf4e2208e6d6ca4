import { type LabInfo, type StartOptions, startDetachedLab } from "../lab/client.ts";
import { ProblemError } from "../plan/problem.ts";

/** Raises a lab that outlives this process. Throws ProblemError `LAB-NOT-UP` with what the lab says. */
export async function labUp(options: StartOptions, command: string): Promise<LabInfo> {
  try {
    return await startDetachedLab(options);
  } catch (error) {
    throw new ProblemError({
      id: "LAB-NOT-UP",
      cause: "the lab did not come up",
      measured: error instanceof Error ? error.message : String(error),
      cure: "Do what it says; a lab of another clone is ended there by `npx ata2mdi lab down`.",
      command,
    });
  }
}
