/** What a command line asks of a host. */
export type Command =
  | { kind: "step"; script: string; step: string; typed?: string }
  | { kind: "text"; output: string }
  | { kind: "nothing" }
  | { kind: "unknown"; name: string };

/**
 * Understands the one command line of a step and a few harmless commands; nothing else exists on a host of the lab.
 * `echo <request>| powershell …` gives a step its standard input, for tools that cannot send any.
 */
export function understand(line: string, host: { name: string; version: string }): Command {
  const piped = /^\s*cmd(?:\.exe)? \/c echo (\{.*\})\s*\|\s*(powershell.*)$/i.exec(line);
  if (piped?.[2]) {
    const command = understand(piped[2], host);
    return command.kind === "step" ? { ...command, typed: piped[1] } : command;
  }
  const words = split(line);
  const first = words[0]?.toLowerCase();
  if (first === undefined) return { kind: "nothing" };
  const program = first.replace(/^.*[\\/]/, "").replace(/\.exe$/, "");
  if (program === "cmd" && words[1]?.toLowerCase() === "/c")
    return understand(words.slice(2).join(" "), host);
  if (program === "hostname") return { kind: "text", output: host.name };
  if (program === "ver") return { kind: "text", output: `\r\nMicrosoft Windows [Version ${host.version}]` };
  if (program === "whoami") return { kind: "text", output: "contoso\\svc-ata2mdi" };
  if (program === "echo") return { kind: "text", output: words.slice(1).join(" ") };
  if (program === "powershell") {
    const script = argument(words, "-file");
    const step = argument(words, "-step");
    if (script !== undefined && step !== undefined) return { kind: "step", script, step };
  }
  return { kind: "unknown", name: words[0] ?? "" };
}

function argument(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word.toLowerCase() === name);
  return at < 0 ? undefined : words[at + 1];
}

/** Splits as Windows programs do: spaces part words, double quotes keep them together. */
function split(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|([^\s"]+)/g)].map((match) => match[1] ?? match[2] ?? "");
}
