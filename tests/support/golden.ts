import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { goldenAnswers, preparedEstate } from "./goldenEstate.ts";
import { type DumpedResource, dumpProgram } from "./programDump.ts";

const root = join(import.meta.dirname, "..", "..");

/**
 * Every resource of an estate with its inputs and its edges, beside the file under review: order is the product, so a
 * change of order is a change a reviewer sees. UPDATE_GOLDEN=1 writes the file anew.
 */
export async function goldenPair(
  name: string,
  edit?: (dev: string) => string,
): Promise<{ declared: DumpedResource[]; reviewed: DumpedResource[] }> {
  const file = join(root, "tests", "golden", `${name}.json`);
  const declared = await declaredResources(edit);
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, `${JSON.stringify(declared, null, 1)}\n`);
  return { declared, reviewed: JSON.parse(readFileSync(file, "utf8")) as DumpedResource[] };
}

/** Every resource the sample estate `dev` declares, or an edited copy of it. Once in a test file. */
export async function declaredResources(edit?: (dev: string) => string): Promise<DumpedResource[]> {
  const estate = preparedEstate(join(root, "estates", "dev.yaml"), edit);
  pulumi.runtime.setAllConfig({ "ata2mdi:estate": estate, "ata2mdi:graphClientSecret": "unused" });
  return withoutPaths(await dumpProgram(() => import("../../index.ts"), goldenAnswers), estate);
}

/** Paths of this run and the bundle's hash vary; the rest is kept as it is. */
function withoutPaths(dump: DumpedResource[], estate: string): DumpedResource[] {
  const folder = estate.slice(0, estate.lastIndexOf("/"));
  const text = JSON.stringify(dump)
    .replaceAll(folder, "<folder>")
    .replaceAll(process.cwd(), "<project>")
    .replace(/bundles([\\/]+)[0-9a-f]{16}/g, "bundles$1<hash>");
  return JSON.parse(text) as DumpedResource[];
}
