import { jest } from "@jest/globals";
import { Command } from "commander";

/** Runs a verb in this process: what it printed on both streams, and its exit code. */
export async function runVerb(register: (program: Command) => void, ...args: string[]) {
  const said: string[] = [];
  const keep = (text: unknown) => Boolean(said.push(String(text)));
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, "write").mockImplementation(keep),
  );
  try {
    const program = new Command("ata2mdi");
    register(program);
    await program.parseAsync(["node", "ata2mdi", ...args]);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const code = process.exitCode;
  process.exitCode = undefined;
  return { code, text: said.join("") };
}
