/** Longest member that is taken, in characters; an alert has a few thousand. */
const LONGEST = 8_000_000;

/**
 * The members of one JSON array, one by one as they arrive, so that a list of any length needs no memory.
 *
 * @throws SyntaxError where the text is not one whole array
 */
export async function* arrayMembers(chunks: AsyncIterable<string>): AsyncGenerator<unknown> {
  const scan = new ArrayScan();
  for await (const chunk of chunks) yield* scan.feed(chunk);
  scan.end();
}

class ArrayScan {
  private state: "before" | "inside" | "after" = "before";
  private member = "";
  private depth = 0;
  private quoted = false;
  private escaped = false;
  private afterComma = false;

  *feed(chunk: string): Generator<unknown> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk.charAt(at);
      if (this.quoted) {
        this.inText(character);
        continue;
      }
      if (this.state !== "inside") {
        this.outside(character);
        from = at + 1;
        continue;
      }
      if (character === '"') this.quoted = true;
      else if (character === "[" || character === "{") this.depth += 1;
      else if (this.depth > 0 && (character === "]" || character === "}")) this.depth -= 1;
      else if (this.depth === 0 && (character === "," || character === "]")) {
        this.member += chunk.slice(from, at);
        from = at + 1;
        yield* this.take(character);
      }
    }
    if (this.state !== "inside") return;
    this.member += chunk.slice(from);
    if (this.member.length > LONGEST) throw new SyntaxError("a member of the list is too long");
  }

  end(): void {
    if (this.state !== "after") throw new SyntaxError("the list ends in the middle");
  }

  private inText(character: string): void {
    if (this.escaped) this.escaped = false;
    else if (character === "\\") this.escaped = true;
    else if (character === '"') this.quoted = false;
  }

  private outside(character: string): void {
    if (/[\s\ufeff]/.test(character)) return;
    if (this.state === "after" || character !== "[") throw new SyntaxError("not a list");
    this.state = "inside";
  }

  private *take(separator: string): Generator<unknown> {
    const text = this.member;
    this.member = "";
    const last = separator === "]";
    if (last) this.state = "after";
    if (last && !this.afterComma && text.trim() === "") return;
    this.afterComma = !last;
    yield JSON.parse(text);
  }
}
