import { InputError } from "../inputProblem.ts";
import { documents } from "./documents.ts";
import { withDepthTold } from "./limits.ts";
import { type JsonObject, parseDocument } from "./parseDocument.ts";
import { positionOf, type Source } from "./source.ts";
import { documentsIn } from "./unwrap.ts";

/** Every document of a source as an object, wrappers opened. */
export async function* documentsOf(source: Source): AsyncGenerator<{ document: JsonObject; index: number }> {
  for await (const { text, value: read, index, offset } of documents(source)) {
    const parsed = read === undefined ? parseDocument(text) : ({ ok: true, value: read } as const);
    if (!parsed.ok) {
      throw new InputError({
        id: "ATA-NOT-JSON",
        place: {
          file: source.name,
          document: index,
          ...(await positionOf(source, offset + parsed.offset)),
        },
        cause: "the text is not JSON from here on",
        fix: "Export it again; a file edited by hand often lacks a comma or a quote here.",
      });
    }
    const place = { file: source.name, document: index };
    for (const document of withDepthTold(place, () => documentsIn(parsed.value))) yield { document, index };
  }
}
