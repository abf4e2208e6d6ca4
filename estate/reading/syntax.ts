/** A file that is not YAML at some place. The parser's own words are not used: they may quote a secret. */
export interface SyntaxProblem {
  line?: number;
  message: string;
  fix: string;
}

const KNOWN: Record<string, { message: string; fix: string }> = {
  TAB_AS_INDENT: {
    message: "a tab stands where YAML wants spaces",
    fix: "indent with two spaces; most editors can turn tabs into spaces",
  },
  DUPLICATE_KEY: {
    message: "this key stands twice in the same map; only one of them would count",
    fix: "keep one of the two, or put a `-` before each entry if this is meant to be a list",
  },
  MULTIPLE_DOCS: {
    message: "a second document begins here (`---`); an estate is one document",
    fix: "remove the `---`, or keep each estate in a file of its own",
  },
  BAD_INDENT: {
    message: "the indentation does not fit what stands above, or a bracket is not closed",
    fix: "give the keys of one map the same indentation, and close every [ and {",
  },
  MISSING_CHAR: {
    message: "something that was opened is not closed: a quote, a bracket, or a comma is missing",
    fix: "close it, or add the missing comma or colon",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a second `: ` stands in one line",
    fix: "put the value in quotes when it holds `: `, or write the inner map on lines of its own",
  },
  BAD_SCALAR_START: {
    message: "a value begins with a character that YAML keeps for itself (such as @ or `)",
    fix: "put the value in quotes",
  },
  BAD_DQ_ESCAPE: {
    message: 'a backslash in "double quotes" begins an escape that does not exist',
    fix: "use 'single quotes' for text with backslashes, such as 'CONTOSO\\user'",
  },
  BAD_ALIAS: {
    message: "an alias (`*name`) stands for an anchor (`&name`) that is not set before it",
    fix: "correct the alias, or put the anchor before its first use",
  },
  CIRCULAR: {
    message: "an alias (`*name`) stands inside its own anchor (`&name`), so the data has no end",
    fix: "write the inner value out instead of the alias",
  },
  RESOURCE_EXHAUSTION: {
    message: "lists, maps or aliases (`*name`) are nested far deeper than an estate ever is",
    fix: "close what was opened by mistake, and write the values of nested aliases out",
  },
  TAG_RESOLVE_FAILED: {
    message: "a tag (`!name`) stands before a value; an estate knows none",
    fix: "remove the tag, or put the value in quotes when it begins with `!`",
  },
  BAD_DIRECTIVE: {
    message: "a YAML directive (`%…`) is not known",
    fix: "remove the line, or put the value in quotes when it begins with `%`",
  },
};

/** What an error code of the YAML parser means for the person who wrote the file. */
export function syntaxProblem(code: string, line?: number): SyntaxProblem {
  const known = KNOWN[code] ?? {
    message: `this is not YAML as it stands (${code})`,
    fix: "look at this line and the one above: indentation, a missing colon, or text that needs quotes",
  };
  return { ...(line === undefined ? {} : { line }), ...known };
}
