import type { Answers, DirectoryDomainController } from "./directory.ts";
import type { InputProblem } from "./inputProblem.ts";
import type { Inventory } from "./inventory.ts";

/** One file and what was in it. */
export interface SourceReport {
  file: string;
  /** Kind of document → how many. */
  documents: Record<string, number>;
}

/** Everything that was read, and how far it can be trusted. */
export interface AtaReading {
  inventory: Inventory;
  domainControllers: DirectoryDomainController[];
  answers: Answers | null;
  sources: SourceReport[];
  /** What a person should know; nothing that stops the import. */
  notes: InputProblem[];
  /** Fields of profiles by what became of them. */
  fields: { read: number; irrelevant: number; secret: number; unrecognised: number };
}
