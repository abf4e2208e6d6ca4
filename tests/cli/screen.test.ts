import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { screen } from "../../cli/live/screen.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with one
const TOKENS = /\u001b\[\??\d*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g;

/** A terminal that knows what a picture needs, and nothing more: any other sequence is an error. */
class FakeTerminal {
  columns = 20;
  rows = 8;
  #lines: string[] = [""];
  #at = 0;
  #column = 0;
  cursor = true;
  written = 0;

  write(text: string): boolean {
    this.written += text.length;
    for (const [token] of text.matchAll(TOKENS)) this.#obey(token);
    return true;
  }

  /** All lines there are, those that were scrolled away too. */
  get picture(): string[] {
    return this.#lines.slice(0, -1).map((line) => line.trimEnd());
  }

  #obey(token: string): void {
    if (token === "\r") this.#column = 0;
    else if (token === "\n") {
      this.#at += 1;
      if (this.#at === this.#lines.length) this.#lines.push("");
    } else if (token === "\u001b[2K") this.#lines[this.#at] = "";
    else if (token === "\u001b[J") {
      this.#lines.length = this.#at + 1;
      this.#lines[this.#at] = (this.#lines[this.#at] ?? "").slice(0, this.#column);
    } else if (token.endsWith("A")) this.#at = Math.max(0, this.#at - Number(token.slice(2, -1)));
    else if (token.endsWith("?25l") || token.endsWith("?25h")) this.cursor = token.endsWith("h");
    else if (!token.includes("?2026")) {
      if (token.startsWith("\u001b")) throw new Error(`the terminal does not know ${JSON.stringify(token)}`);
      const line = (this.#lines[this.#at] ?? "").padEnd(this.#column);
      this.#lines[this.#at] = line.slice(0, this.#column) + token + line.slice(this.#column + token.length);
      this.#column += token.length;
    }
  }
}

const line = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 20 });
const pictures = fc.array(fc.array(line, { maxLength: 7 }), { maxLength: 12 });

test("after each drawing the terminal shows that picture and nothing else", () => {
  fc.assert(
    fc.property(pictures, (all) => {
      const terminal = new FakeTerminal();
      const canvas = screen(terminal);
      for (const lines of all) {
        canvas.draw(lines);
        expect(terminal.picture).toEqual(lines.map((text) => text.trimEnd()));
      }
      canvas.end();
      expect(terminal.cursor).toBe(true);
    }),
  );
});

test("a line that did not change is not written again, and the same picture writes nothing", () => {
  const terminal = new FakeTerminal();
  const canvas = screen(terminal);
  canvas.draw(["long ".repeat(4), "1"]);
  const first = terminal.written;
  canvas.draw(["long ".repeat(4), "2"]);
  expect(terminal.written - first).toBeLessThan(45);
  const second = terminal.written;
  canvas.draw(["long ".repeat(4), "2"]);
  expect(terminal.written).toBe(second);
  canvas.end();
});

test("a window of another size is drawn wholly anew", () => {
  const terminal = new FakeTerminal();
  const canvas = screen(terminal);
  canvas.draw(["one", "two", "three"]);
  terminal.columns = 10;
  canvas.draw(["one", "four"]);
  expect(terminal.picture).toEqual(["one", "four"]);
  canvas.end();
});
