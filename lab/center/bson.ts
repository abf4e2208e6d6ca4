/** A value as MongoDB's dump files hold it, as far as the lab's database needs. */
export type BsonValue =
  | string
  | number
  | boolean
  | null
  | Date
  | ObjectId
  | readonly BsonValue[]
  | { [name: string]: BsonValue };

/** An ObjectId by its 24 hex digits. */
export class ObjectId {
  readonly hex: string;
  constructor(hex: string) {
    this.hex = hex;
  }
}

/** One document (bsonspec.org): its length, its elements, a zero byte. */
export function bsonDocument(members: { [name: string]: BsonValue }): Buffer {
  const elements = Object.entries(members).map(([name, value]) => {
    const [type, bytes] = encoded(value);
    return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), bytes]);
  });
  const body = Buffer.concat([...elements, Buffer.from([0])]);
  return Buffer.concat([int32(body.length + 4), body]);
}

function encoded(value: BsonValue): [type: number, bytes: Buffer] {
  if (value === null) return [0x0a, Buffer.alloc(0)];
  if (typeof value === "boolean") return [0x08, Buffer.from([value ? 1 : 0])];
  if (typeof value === "number")
    return Number.isInteger(value) ? [0x10, int32(value)] : [0x01, double(value)];
  if (typeof value === "string") {
    const text = Buffer.from(`${value}\0`);
    return [0x02, Buffer.concat([int32(text.length), text])];
  }
  if (value instanceof Date) return [0x09, int64(value.getTime())];
  if (value instanceof ObjectId) return [0x07, Buffer.from(value.hex, "hex")];
  if (Array.isArray(value)) return [0x04, bsonDocument(Object.fromEntries(Object.entries(value)))];
  return [0x03, bsonDocument(value as { [name: string]: BsonValue })];
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** How many whole documents a dump file has; throws where one does not end where it says. */
export function countDocuments(bytes: Buffer): number {
  let documents = 0;
  for (let at = 0; at < bytes.length; documents++) {
    const length = bytes.length - at < 5 ? 0 : bytes.readInt32LE(at);
    if (length < 5 || at + length > bytes.length || bytes[at + length - 1] !== 0) {
      throw new Error(`no whole document begins at byte ${at}`);
    }
    at += length;
  }
  return documents;
}
