import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/**
 * What every generator does with what it made: writes it, or with `--check` writes nothing, names each file that is not
 * as it should be, and ends with exit code 1 where there was one.
 *
 * @param script the generator, as it is typed from the clone's top after `node`
 * @param files texts by absolute path
 */
export function keepGenerated(script: string, files: Readonly<Record<string, string>>): void {
  const onlyCheck = process.argv.slice(2).includes("--check");
  for (const [path, text] of Object.entries(files)) {
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    if (onlyCheck) {
      process.stderr.write(`${relative(root, path)} is not current: run \`node ${script}\`\n`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      process.stdout.write(`wrote ${relative(root, path)}\n`);
    }
  }
}
