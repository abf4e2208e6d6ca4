import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { goldenAnswers, preparedEstate } from "../support/goldenEstate.ts";
import { type DumpedResource, dumpProgram } from "../support/programDump.ts";

/**
 * Every resource of the sample estate `dev` with its inputs and its edges, as a file under review: order is the
 * product, so a change of order is a change a reviewer sees. Written anew by UPDATE_GOLDEN=1.
 */
const goldenFile = join(__dirname, "..", "golden", "dev.json");
let resources: DumpedResource[];

beforeAll(async () => {
  const estate = preparedEstate(join(__dirname, "..", "..", "estates", "dev.yaml"));
  pulumi.runtime.setAllConfig({ "ata2mdi:estate": estate, "ata2mdi:graphClientSecret": "unused" });
  resources = await dumpProgram(() => import("../../index.ts"), goldenAnswers);
  const text = `${JSON.stringify(withoutPaths(resources, estate), null, 1)}\n`;
  if (process.env.UPDATE_GOLDEN) writeFileSync(goldenFile, text);
  resources = JSON.parse(text);
});

test("the program declares what the reviewed dump says", () => {
  expect(resources).toEqual(JSON.parse(readFileSync(goldenFile, "utf8")));
});

/** Paths of this run and the bundle's hash vary; the rest is kept as it is. */
function withoutPaths(dump: DumpedResource[], estate: string): DumpedResource[] {
  const folder = estate.slice(0, estate.lastIndexOf("/"));
  const text = JSON.stringify(dump)
    .replaceAll(folder, "<folder>")
    .replaceAll(process.cwd(), "<project>")
    .replace(/bundles([\\/]+)[0-9a-f]{16}/g, "bundles$1<hash>");
  return JSON.parse(text) as DumpedResource[];
}
