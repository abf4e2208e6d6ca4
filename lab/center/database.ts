import { bsonDocument, ObjectId } from "./bson.ts";
import { objectId } from "./profile.ts";

/** Collections of a Center's database `ATA` and how many documents the lab's has of each. */
const collections = {
  SystemProfile: 3,
  DataProfile: 12,
  UniqueEntity: 240,
  UniqueEntityProfile: 240,
  SuspiciousActivity: 27,
  KerberosAs_20261101000000: 400,
  NtlmEvent_20261101000000: 180,
} as const;

/** Collection → what mongodump writes of it. */
export function dumpFiles(): Record<string, Buffer> {
  return Object.fromEntries(
    Object.entries(collections).map(([name, count]) => [
      name,
      Buffer.concat(Array.from({ length: count }, (_, at) => documentOf(name, at))),
    ]),
  );
}

/** What the database itself counts. */
export function liveCounts(): { name: string; count: number }[] {
  return Object.entries(collections).map(([name, count]) => ({ name, count }));
}

function documentOf(collection: string, at: number): Buffer {
  return bsonDocument({
    _id: new ObjectId(objectId(`${collection.slice(0, 6)}${at}`, 3)),
    _t: ["Entity", collection.split("_")[0] ?? collection],
    Time: new Date(Date.UTC(2026, 9, 1 + (at % 28), 10, at % 60)),
    Name: `${collection} ${at}`,
    IsVisible: true,
    Score: at / 7,
  });
}
