import type { InputProblem } from "./inputProblem.ts";
import type { Inventory } from "./inventory.ts";
import type { SourceReport } from "./reading.ts";

/** What is told about the files besides what is in them. */
export interface Told {
  sources: SourceReport[];
  notes: InputProblem[];
}

type Named = Pick<Inventory, "centers" | "gateways">;

/**
 * The same with pseudonyms: files by their last name alone, and the names and ids of Centers and gateways as `redact`
 * made them.
 * @param real the inventory as it was read
 * @param redacted the same as `redact` left it, in the same order
 */
export function redactTold({ sources, notes }: Told, real: Named, redacted: Named): Told {
  const pairs = (["centers", "gateways"] as const)
    .flatMap((list) =>
      real[list].flatMap(({ name, id }, index) => [
        [name, redacted[list][index]?.name ?? ""] as const,
        [id, redacted[list][index]?.id ?? ""] as const,
      ]),
    )
    .filter(([name]) => name !== "")
    .sort(([one], [other]) => other.length - one.length);
  const told = (text: string) =>
    pairs.reduce((soFar, [name, pseudonym]) => soFar.replace(anyCase(name), () => pseudonym), text);
  const file = (path: string) =>
    path
      .split(", ")
      .map((one) => told(one.split(/[\\/]/).pop() ?? ""))
      .join(", ");
  return {
    sources: sources.map((source) => ({ ...source, file: file(source.file) })),
    notes: notes.map((note) => ({
      ...note,
      place: { ...note.place, file: file(note.place.file) },
      cause: told(note.cause),
      fix: told(note.fix),
    })),
  };
}

function anyCase(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![a-z\\d])${escaped}(?![a-z\\d])`, "gi");
}
