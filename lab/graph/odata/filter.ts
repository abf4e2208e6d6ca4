/** A refusal of what the service does not understand: becomes HTTP 400. */
export class FilterError extends Error {}

export type Row = Record<string, unknown>;
export type Predicate = (row: Row) => boolean;
type Value = (row: Row) => unknown;

const TOKEN = /\s*(?:('(?:[^']|'')*')|([A-Za-z_@][\w./@]*)|(-?\d+(?:\.\d+)?)|([():,]))/y;
const functions = ["contains", "startswith", "endswith"] as const;

/** `documented`: what the pages of these collections show, and no more of OData. */
export type FilterWords = "documented" | "odata";

/**
 * `$filter` as the pages of these collections use it: `eq`, `and`, `or`, parentheses, `endswith` and `list/any(x:…)`;
 * with `odata` also `ne`, `not`, `contains` and `startswith`. Names and enum values are compared without regard to
 * case, as the pages mix both. `allowed` are the properties that may be named.
 */
export function parseFilter(
  text: string,
  allowed: readonly string[],
  words: FilterWords = "odata",
): Predicate {
  return new Parser(tokens(text, words), allowed).whole();
}

const UNDOCUMENTED = ["ne", "not", "contains", "startswith"];

function tokens(text: string, words: FilterWords): string[] {
  const found: string[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new FilterError(`Syntax error at position ${at} in '${text}'.`);
    const word = match[2]?.toLowerCase() ?? "";
    if (words === "documented" && UNDOCUMENTED.includes(word)) {
      throw new FilterError(`'${word}' is not supported here.`);
    }
    found.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  return found;
}

class Parser {
  readonly #tokens: string[];
  readonly #allowed: readonly string[];
  readonly #variables: string[] = [];
  #at = 0;

  constructor(list: string[], allowed: readonly string[]) {
    this.#tokens = list;
    this.#allowed = allowed;
  }

  whole(): Predicate {
    const found = this.#or();
    if (this.#at < this.#tokens.length)
      throw new FilterError(`Syntax error near '${this.#tokens[this.#at]}'.`);
    return found;
  }

  #or(): Predicate {
    let left = this.#and();
    while (this.#take("or")) {
      const first = left;
      const second = this.#and();
      left = (row) => first(row) || second(row);
    }
    return left;
  }

  #and(): Predicate {
    let left = this.#one();
    while (this.#take("and")) {
      const first = left;
      const second = this.#one();
      left = (row) => first(row) && second(row);
    }
    return left;
  }

  #one(): Predicate {
    if (this.#take("not")) {
      const inner = this.#one();
      return (row) => !inner(row);
    }
    if (this.#take("(")) {
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    const word = this.#next();
    const name = functions.find((one) => one === word.toLowerCase());
    if (name && this.#peek() === "(") return this.#call(name);
    if (/\/any$/i.test(word)) return this.#any(word.slice(0, -4));
    const operator = this.#next().toLowerCase();
    if (operator !== "eq" && operator !== "ne") {
      throw new FilterError(`The operator '${operator}' is not supported.`);
    }
    const left = this.#property(word);
    const right = literal(this.#next());
    const equal: Predicate = (row) => same(left(row), right);
    return operator === "eq" ? equal : (row) => !equal(row);
  }

  #call(name: (typeof functions)[number]): Predicate {
    this.#expect("(");
    const subject = this.#property(this.#next());
    this.#expect(",");
    const sought = String(literal(this.#next())).toLowerCase();
    this.#expect(")");
    return (row) => {
      const text = String(subject(row) ?? "").toLowerCase();
      if (name === "contains") return text.includes(sought);
      return name === "startswith" ? text.startsWith(sought) : text.endsWith(sought);
    };
  }

  #any(list: string): Predicate {
    const read = this.#property(list);
    this.#expect("(");
    const variable = this.#next();
    this.#expect(":");
    this.#variables.push(variable);
    const inner = this.#or();
    this.#variables.pop();
    this.#expect(")");
    return (row) => {
      const members = read(row);
      return Array.isArray(members) && members.some((member) => inner({ ...row, [variable]: member }));
    };
  }

  #property(name: string): Value {
    if (this.#variables.includes(name)) return (row) => row[name];
    const known = this.#allowed.find((one) => one.toLowerCase() === name.toLowerCase());
    if (!known) throw new FilterError(`Could not find a property named '${name}'.`);
    return (row) => row[known];
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new FilterError("The filter ends too early.");
    return token;
  }

  #take(word: string): boolean {
    if (this.#peek()?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #expect(word: string): void {
    const token = this.#next();
    if (token !== word) throw new FilterError(`Expected '${word}' and found '${token}'.`);
  }
}

function literal(token: string): string | number | boolean | null {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d/.test(token)) return Number(token);
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  throw new FilterError(`'${token}' is not a value.`);
}

function same(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string")
    return left.toLowerCase() === right.toLowerCase();
  return left === right;
}
