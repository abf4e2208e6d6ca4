import { createInterface } from "node:readline/promises";

/** Asks the person at the terminal, who has to type yes; without anybody there nothing is begun, and it is said. */
export async function agree(question: string): Promise<"yes" | "no" | "nobody"> {
  if (!process.stdin.isTTY) {
    process.stderr.write("Nobody is there to agree: give --yes to begin without being asked.\n");
    return "nobody";
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(`\n${question} Type yes: `);
    return answer.trim().toLowerCase() === "yes" ? "yes" : "no";
  } finally {
    prompt.close();
  }
}
