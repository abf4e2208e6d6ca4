import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../inputProblem.ts";

/**
 * Files up to this size are read in one piece, which is quickest; longer ones in pieces so short that V8 lets go of them at
 * once: pieces of a megabyte grow to half as much memory again.
 */
const largestPiece = 16 << 20;
const piece = 1 << 16;

/**
 * The text of a file in pieces, without its byte order mark. UTF-8 and UTF-16 (what Windows PowerShell 5.1 writes by
 * default) are understood; anything else ends in an InputError that says what it is.
 */
export async function* textChunks(file: string): AsyncGenerator<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    yield* decoded(file, handle);
  } catch (error) {
    throw asInputError(file, error);
  } finally {
    await handle?.close();
  }
}

async function* decoded(file: string, handle: FileHandle): AsyncGenerator<string> {
  const { size } = await handle.stat();
  const buffer = Buffer.allocUnsafe(size > 0 && size <= largestPiece ? size : piece);
  let decoder: TextDecoder | undefined;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length);
    if (bytesRead === 0) break;
    const bytes = buffer.subarray(0, bytesRead);
    if (decoder === undefined) {
      refuseBinary(file, bytes);
      decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
    }
    const text = decoder.decode(bytes, { stream: true });
    if (text.length > 0) yield text;
  }
  decoder?.decode();
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (hasZeros(bytes, 1)) return "utf-16le";
  if (hasZeros(bytes, 0)) return "utf-16be";
  return "utf-8";
}

/** True for UTF-16 without its mark: JSON begins with ASCII, so every second byte is zero. BSON has no zero at 5. */
function hasZeros(bytes: Uint8Array, at: 0 | 1): boolean {
  const zero = (index: number) => (bytes[index] ?? 0) === 0;
  return zero(at) && zero(at + 2) && zero(at + 4) && !zero(1 - at) && !zero(3 - at);
}

/** Files people hand over by mistake, told by their first bytes. */
function refuseBinary(file: string, bytes: Buffer): void {
  const is = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  const refuse = (cause: string, fix: string): never => {
    throw new InputError({ id: "ATA-NOT-JSON", place: { file }, cause, fix });
  };
  if (is(0x1f, 0x8b) || is(0x50, 0x4b, 0x03, 0x04) || is(0x37, 0x7a, 0xbc, 0xaf)) {
    refuse("the file is compressed", "Unpack it and give the JSON file inside.");
  }
  if (bytes.length >= 5 && encodingOf(bytes) === "utf-8" && looksLikeBson(bytes)) {
    refuse(
      "the file is BSON, as mongodump writes it",
      "Export the collection as JSON: mongoexport -d ATA -c SystemProfile -o SystemProfile.json",
    );
  }
}

/** A BSON document starts with its length, then a field's type byte and its name. */
function looksLikeBson(bytes: Buffer): boolean {
  const length = bytes.readInt32LE(0);
  const type = bytes[4] ?? 0;
  return bytes[3] === 0 && length >= 5 && length < 1 << 24 && type >= 1 && type <= 0x13 && bytes[0] !== 0x7b;
}

function asInputError(file: string, error: unknown): unknown {
  if (error instanceof InputError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
    return new InputError({
      id: "ATA-ENCODING",
      place: { file },
      cause: "the text is neither UTF-8 nor UTF-16, so names in it would be read wrongly",
      fix: "Save it as UTF-8; in PowerShell: Get-Content old.json | Set-Content -Encoding UTF8 new.json",
    });
  }
  if (code === undefined) return error;
  const cause =
    code === "ENOENT"
      ? "there is no such file"
      : code === "EISDIR"
        ? "this is a folder, and no export (*.json) is right in it"
        : `the file cannot be read (${code})`;
  return new InputError({
    id: "ATA-UNREADABLE",
    place: { file },
    cause,
    fix: "Give the path of an export that you may read.",
  });
}
