import type { InputProblem } from "./inputProblem.ts";
import type { Inventory } from "./inventory.ts";
import type { SourceReport } from "./reading.ts";

/** What is told about the files besides what is in them. */
export interface Told {
  sources: SourceReport[];
  notes: InputProblem[];
}

interface Named {
  inventory: Pick<Inventory, "centers" | "gateways">;
  domainControllers: readonly { name: string }[];
}

/**
 * The same with pseudonyms: files by their last name alone, and the names and ids of Centers and gateways, and the names of
 * domain controllers, as `redact` made them.
 * @param real what was read
 * @param redacted the same as `redact` left it, in the same order
 */
export function redactTold({ sources, notes }: Told, real: Named, redacted: Named): Told {
  const hosts = real.domainControllers.map(
    ({ name }, index) => [name, redacted.domainControllers[index]?.name ?? ""] as const,
  );
  const pairs = (["centers", "gateways"] as const)
    .flatMap((list) =>
      real.inventory[list].flatMap(({ name, id }, index) => [
        [name, redacted.inventory[list][index]?.name ?? ""] as const,
        [id, redacted.inventory[list][index]?.id ?? ""] as const,
      ]),
    )
    .concat(hosts)
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
      place: {
        ...note.place,
        file: file(note.place.file),
        ...(note.place.path !== undefined && { path: told(note.place.path) }),
      },
      cause: told(note.cause),
      fix: told(note.fix),
    })),
  };
}

function anyCase(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![a-z\\d])${escaped}(?![a-z\\d])`, "gi");
}
