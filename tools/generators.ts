/** One generated text: a whole file, or a part of a file between two marks. */
export interface Generator {
  /** File it belongs to, from the clone's top. */
  file: string;
  /**
   * Replaces only what is between `<!-- generated: part -->` and `<!-- /generated: part -->`; the rest of the file is
   * written by people. Without it the whole file is generated.
   */
  part?: string;
  /** The text. Imports what it needs itself, so that one broken room does not stop the others. */
  text(): Promise<string>;
}

/** Every generated text of the project; `npm run docs` writes them, `npm test` compares them. */
export const generators: readonly Generator[] = [];
