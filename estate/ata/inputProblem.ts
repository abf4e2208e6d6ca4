/** Where something in an input file is. `line` and `column` count from 1; `document` counts from 1 within the file. */
export interface Place {
  file: string;
  document?: number;
  line?: number;
  column?: number;
  /** Path inside the document, such as `Configuration.MailClientConfiguration.From`. */
  path?: string;
}

/** Something wrong with an input: what it is, where, and what to do. No value of the input stands in it. */
export interface InputProblem {
  /** Stable id such as `ATA-CUT-FILE`. */
  id: string;
  place: Place;
  cause: string;
  fix: string;
}

/** An input problem that ends the reading of its file. */
export class InputError extends Error {
  readonly problem: InputProblem;
  constructor(problem: InputProblem) {
    super(`${problem.id} ${formatPlace(problem.place)}: ${problem.cause}`);
    this.name = "InputError";
    this.problem = problem;
  }
}

/** `backup.json:12:5 (document 3, Configuration.X)` */
export function formatPlace(place: Place): string {
  const position = [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(":");
  const inside = [place.document === undefined ? undefined : `document ${place.document}`, place.path].filter(
    (part) => part !== undefined,
  );
  return inside.length === 0 ? position : `${position} (${inside.join(", ")})`;
}
