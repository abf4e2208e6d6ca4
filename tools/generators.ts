/**
 * The scripts that write generated docs and schemas, from the clone's top. Each writes its files; with `--check` it
 * writes nothing, names what differs and ends with another exit code than 0.
 */
export const generators: readonly string[] = [
  "estate/generate.ts",
  "docs/generate-checks.ts",
  "docs/generate-plan.ts",
  "docs/generate-carry-over.ts",
  "samples/generate.ts",
  "lab/docs.ts",
];
