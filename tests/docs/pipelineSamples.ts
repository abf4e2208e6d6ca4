import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { type DocCommand, split, wordsOf } from "./commandLines.ts";

const folder = resolve(__dirname, "..", "..", "samples", "pipelines");

/** Keys under which the three services keep what is typed in a shell. */
const TYPED = new Set(["run", "script", "preRunCommands"]);

/** The sample workflows, parsed: JSON is YAML too. */
export const pipelineSamples = Object.fromEntries(
  readdirSync(folder).map((file) => [file, parse(readFileSync(join(folder, file), "utf8")) as unknown]),
);

export const pipelineCommands: readonly DocCommand[] = Object.entries(pipelineSamples).flatMap(
  ([file, sample]) =>
    typedIn(sample)
      .flatMap((text) => text.split("\n").flatMap(split))
      .map((text) => ({
        file: `samples/pipelines/${file}`,
        text,
        words: wordsOf(text.replace(/^exec /, "")),
        place: "shell" as const,
      })),
);

function typedIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (!TYPED.has(key)) return typedIn(child);
    return (Array.isArray(child) ? child : [child]).map(String);
  });
}
