/** A command as a page has it. */
export interface DocCommand {
  /** From the clone's top. */
  file: string;
  /** The whole command, without comment and without what it is chained to. */
  text: string;
  words: string[];
  /** shell: a line of a block to be typed; inline: a mention in a sentence. */
  place: "shell" | "inline";
}

/** What this project promises to be true. Other programs are the reader's own affair in a sentence. */
const OURS = /^(?:npx ata2mdi|ata2mdi|node cli\/ata2mdi\.mjs|npm|pulumi)(?= |$)/;
const SHELL = new Set(["", "sh", "bash", "shell", "console"]);
const ANY = new Set(["sh", "bash", "shell", "console"]);

/**
 * Every command of a page. In a block marked as shell each line is one; in a block without a language, which may be
 * output, only what begins with a program of this project; in a sentence what stands in backticks and begins so.
 */
export function commandsOf(file: string, markdown: string): DocCommand[] {
  const commands: DocCommand[] = [];
  let block: string | undefined;
  let open = "";
  for (const line of markdown.split("\n")) {
    const fence = /^\s*```(\w*)/.exec(line);
    if (fence) {
      block = block === undefined ? (fence[1] ?? "") : undefined;
      continue;
    }
    if (block !== undefined) {
      if (!SHELL.has(block)) continue;
      open += line.endsWith("\\") ? `${line.slice(0, -1).trim()} ` : line.trim();
      if (line.endsWith("\\")) continue;
      const found = split(open).filter((text) => ANY.has(block ?? "") || OURS.test(text));
      commands.push(...found.map((text) => ({ file, text, words: wordsOf(text), place: "shell" as const })));
      open = "";
      continue;
    }
    for (const [, text = ""] of line.matchAll(/`([^`]+)`/g)) {
      const mentioned = OURS.test(text) ? split(text) : [];
      for (const one of mentioned) commands.push({ file, text: one, words: wordsOf(one), place: "inline" });
    }
  }
  return commands;
}

/** The commands of one line: without comment, variables before them and prompts. */
export function split(line: string): string[] {
  return line
    .replace(/(^|\s)#(?=\s|$).*$/, "")
    .split(/\s+(?:&&|\|\|?|;)\s+/)
    .map((part) =>
      part
        .trim()
        .replace(/^\$ /, "")
        .replace(/^(?:[A-Z_0-9]+=\S+ +)+/, "")
        .trim(),
    )
    .filter((part) => part !== "");
}

/** Words as a shell sees them: quotes group, `<a placeholder>` is one word, redirections are no words. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [raw] of text.matchAll(/(?:<[^<>]*>|"[^"]*"|'[^']*'|[^\s"'<>]|>>?(?=\s))+/g)) {
    words.push(raw.replace(/"([^"]*)"|'([^']*)'/g, (_all, double, single) => double ?? single ?? ""));
  }
  const redirect = words.findIndex((word) => word === ">" || word === ">>");
  return redirect < 0 ? words : [...words.slice(0, redirect), ...words.slice(redirect + 2)];
}
