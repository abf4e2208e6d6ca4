import { join } from "node:path";
import type { Estate } from "../estate/schema.ts";
import { readLabInfo } from "../lab/client.ts";

/** Where a clone's lab is, unless a person says otherwise. */
export const LAB_FOLDER = ".ata2mdi/lab";

/** How many times faster than in the world hosts and service of an estate are: above 1 only where the lab plays it. */
export function paceOf({ workspace }: Pick<Estate, "workspace">, cwd: string): number {
  if (workspace.cloud !== "lab") return 1;
  return readLabInfo(join(cwd, LAB_FOLDER))?.timeFactor ?? 1;
}
