import type { DocumentText } from "./documentText.ts";
import { isObject } from "./extendedJson.ts";
import { LineReader } from "./lineReader.ts";
import type { Json } from "./parseDocument.ts";
import type { Source } from "./source.ts";
import { Splitter } from "./splitter.ts";

/**
 * The documents of a source, one after the other: one a line, pretty printed, concatenated or in arrays. Of a source
 * that comes in more than one piece, one document at a time is in memory. What is not JSON, is cut, too long or too deep
 * ends in an InputError with its place.
 */
export async function* documents(source: Source): AsyncGenerator<DocumentText> {
  const lines = new LineReader();
  let splitter: Splitter | undefined;
  const changeOver = () => new Splitter(source, lines.count, lines.offset);
  for await (const { piece, isAll } of withEnd(source.text())) {
    if (splitter === undefined) {
      yield* lines.push(piece);
      if (lines.leftOver === undefined) continue;
      const rest = isAll ? readAtOnce(lines.leftOver) : undefined;
      if (rest !== undefined) {
        for (const value of rest) yield { text: "", value, index: ++lines.count, offset: lines.offset };
        return;
      }
      splitter = changeOver();
      yield* splitter.push(lines.leftOver);
    } else {
      yield* splitter.push(piece);
    }
  }
  if (splitter === undefined) {
    yield* lines.end();
    splitter = changeOver();
    if (lines.leftOver !== undefined) yield* splitter.push(lines.leftOver);
  }
  await splitter.end();
}

/** Pieces of a text, each with whether it is all there is. */
async function* withEnd(pieces: AsyncIterable<string>): AsyncGenerator<{ piece: string; isAll: boolean }> {
  let last: string | undefined;
  let isFirst = true;
  for await (const piece of pieces) {
    if (last !== undefined) {
      yield { piece: last, isAll: false };
      isFirst = false;
    }
    last = piece;
  }
  if (last !== undefined) yield { piece: last, isAll: isFirst };
}

/** The objects of a text that is one object or one list of them; undefined: it is something else, or wrong somewhere. */
function readAtOnce(text: string): Json[] | undefined {
  try {
    const value = JSON.parse(text) as Json;
    const list = Array.isArray(value) ? value : [value];
    return list.every(isObject) ? list : undefined;
  } catch {
    return undefined;
  }
}
