import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import { verbs } from "../../cli/program.ts";

/** The words after the program's name, however it is called; undefined: another program. */
export function argumentsOfAta2mdi(words: readonly string[]): string[] | undefined {
  const [head, second] = words;
  if (head === "ata2mdi") return words.slice(1);
  const called =
    (head === "npx" && second === "ata2mdi") || (head === "node" && second === "cli/ata2mdi.mjs");
  return called ? words.slice(2) : undefined;
}

/** What may be missing where a command is only mentioned: the sentence around it says the rest. */
const LEFT_OUT = new Set([
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
  "commander.optionMissingArgument",
  "commander.help",
]);
/** What npm itself knows, of that which the pages use. */
const NPM = new Set(["ci", "install", "start", "test"]);
const scripts = (
  JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  }
).scripts;

/** Why `ata2mdi <words>` cannot be typed as it is, by the real program with its actions taken out; undefined: it can. */
export async function refusedByAta2mdi(
  words: readonly string[],
  place: "shell" | "inline",
): Promise<string | undefined> {
  const program = verbs();
  disarm(program);
  try {
    await program.parseAsync(words, { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return undefined;
    return place === "inline" && LEFT_OUT.has(error.code) ? undefined : error.message;
  }
}

/** Why `npm <words>` cannot be typed; undefined: it can. */
export function refusedByNpm([verb = "", script = ""]: readonly string[]): string | undefined {
  if (verb === "run") return script in scripts ? undefined : `there is no script ${script}`;
  if (!NPM.has(verb)) return `npm ${verb} is none that these pages explain`;
  return verb === "start" || verb === "test"
    ? verb in scripts
      ? undefined
      : `no script ${verb}`
    : undefined;
}

/** Takes what every verb does out, and has it throw where it would end the process. */
function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  for (const child of command.commands) disarm(child);
}
