/** Which streams are shown live. Capture into outputs happens always. */
export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

export interface CommandOutput {
  stdout: string;
  stderr: string;
}

/** Collects what a command prints, and shows whole lines of the chosen streams as they come. */
export class Capture {
  readonly #chunks: { stream: keyof CommandOutput; data: Buffer }[] = [];
  readonly #shown: Set<keyof CommandOutput>;
  readonly #show: (line: string) => void;
  readonly #rest = { stdout: "", stderr: "" };

  constructor(logging: Logging = "stdoutAndStderr", show: (line: string) => void) {
    this.#show = show;
    this.#shown = new Set(
      logging === "none" ? [] : logging === "stdoutAndStderr" ? ["stdout", "stderr"] : [logging],
    );
  }

  add(stream: keyof CommandOutput, data: Buffer): void {
    this.#chunks.push({ stream, data });
    if (!this.#shown.has(stream)) return;
    const lines = (this.#rest[stream] + data.toString("utf8")).split("\n");
    this.#rest[stream] = lines.pop() ?? "";
    for (const line of lines) this.#show(line);
  }

  /** Both streams in the order they came, for the text of a failure. */
  get everything(): string {
    return Buffer.concat(this.#chunks.map(({ data }) => data)).toString("utf8");
  }

  /** The outputs: each stream without its last line's newline. Shows what is left of an unfinished line. */
  finish(): CommandOutput {
    for (const rest of Object.values(this.#rest)) if (rest !== "") this.#show(rest);
    return { stdout: this.#text("stdout"), stderr: this.#text("stderr") };
  }

  #text(stream: keyof CommandOutput): string {
    const parts = this.#chunks.filter((chunk) => chunk.stream === stream).map(({ data }) => data);
    return Buffer.concat(parts).toString("utf8").replace(/\n$/, "");
  }
}

/** The names under which the outputs of the last run are handed to an update or delete. */
export const PREVIOUS_STDOUT = "PULUMI_COMMAND_STDOUT";
export const PREVIOUS_STDERR = "PULUMI_COMMAND_STDERR";

/** Variables that carry the outputs of the last run; an empty output is not sent. */
export function previousOutput(previous: CommandOutput | undefined): [string, string][] {
  const variables: [string, string][] = [
    [PREVIOUS_STDOUT, previous?.stdout ?? ""],
    [PREVIOUS_STDERR, previous?.stderr ?? ""],
  ];
  return variables.filter(([, value]) => value !== "");
}

/** The text of a command that failed: why, which command, and all it printed. */
export function commandFailure(reason: string, command: string, capture: Capture): string {
  return `${reason}: running ${JSON.stringify(command)}:\n${capture.everything}`;
}
