import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandsOf, type DocCommand } from "./commandLines.ts";

const root = resolve(__dirname, "..", "..");
const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));

/** Every page a reader may type from. */
export const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "samples/README.md",
  ...docs.map((name) => `docs/${name}`),
].map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

export const commands: readonly DocCommand[] = pages.flatMap(({ file, text }) => commandsOf(file, text));
