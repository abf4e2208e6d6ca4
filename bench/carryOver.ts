import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAta } from "../estate/ata/read.ts";
import { compileCarryOver } from "../plan/carryOver/compile.ts";
import { asMongo, centerProfile, detectors, gatewayProfile } from "../samples/profiles.ts";
import type { Bench, Figure } from "./bench.ts";

const gateways = 1_000;
const exclusions = 100_000;
/** Size of a collection of backups; what it holds does not grow with it. */
const collectionBytes = 200e6;
/** Many, because the best of them counts: a busy machine is slow in most, and the first are not compiled yet. */
const rounds = 120;

/** A backup of a large Center, read and compiled, against JSON.parse of the same bytes in memory, a line at a time; and how it grows. */
export const bench: Bench = {
  name: "carry-over",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "ata2mdi-bench-"));
    try {
      return { figures: [...(await against(folder)), await growth(folder), ...memory(folder)] };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function against(folder: string): Promise<Figure[]> {
  const file = join(folder, "large.json");
  writeFileSync(file, backup(gateways, exclusions).join("\n"));
  const bytes = readFileSync(file);
  const parse = () => {
    for (const line of bytes.toString("utf8").split("\n")) JSON.parse(line);
  };
  const [ours, parser] = await interleaved([() => readAndCompile(file), parse]);
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  return [
    {
      name: `read and compile ${gateways} gateways, ${exclusions} exclusions / JSON.parse`,
      value: ratio(ours, parser),
      unit: "x",
      limit: 3,
      note: `${megabytes} MB, ${(ours ?? 0).toFixed(0)} ms against ${(parser ?? 0).toFixed(0)} ms`,
    },
  ];
}

/** Time an exclusion at 100,000 against time an exclusion at 1,000, without gateways; 1: linear. */
async function growth(folder: string): Promise<Figure> {
  const work = [1_000, exclusions].map((count) => {
    const file = join(folder, `${count}.json`);
    writeFileSync(file, backup(0, count).join("\n"));
    const repeat = exclusions / count;
    return async () => {
      for (let time = 0; time < repeat; time += 1) await readAndCompile(file);
    };
  });
  const [small, large] = await interleaved(work);
  return {
    name: `growth from 1000 to ${exclusions} exclusions`,
    value: ratio(large, small),
    unit: "x linear",
    limit: 1.1,
  };
}

/** Memory of a process that reads a collection of many backups, pretty printed and a document a line. */
function memory(folder: string): Figure[] {
  const documents = backup(20, 100).map((document) => JSON.parse(document) as unknown);
  return (["pretty", "one a line"] as const).map((form) => {
    const file = join(folder, `${form}.json`);
    const text = documents
      .map((one) => JSON.stringify(one, null, form === "pretty" ? 2 : undefined))
      .join("\n");
    const times = Math.ceil(collectionBytes / text.length);
    for (let time = 0; time < times; time += 1) appendFileSync(file, `${text}\n`);
    const held = execFileSync(process.execPath, [join(import.meta.dirname, "carryOver/memory.ts"), file]);
    rmSync(file);
    const note = `${((times * text.length) / 1e6).toFixed(0)} MB read`;
    return { name: `memory of a reading, ${form}`, value: Number(held), unit: "MB", limit: 300, note };
  });
}

async function readAndCompile(file: string): Promise<void> {
  const result = await readAta([file]);
  if (!result.ok) throw new Error(result.problems[0]?.cause);
  compileCarryOver(result.reading.inventory);
}

/** Documents as mongoexport writes them, one a line. */
function backup(gatewayCount: number, exclusionCount: number): string[] {
  const each = exclusionCount / detectors.computers.length;
  const computers = (from: number) =>
    Array.from({ length: Math.ceil(each) }, (_, index) => guid(from * exclusionCount + index));
  const center = centerProfile({
    exclusions: Object.fromEntries(
      detectors.computers.map((detector, index) => [detector, { computers: computers(index) }]),
    ),
  });
  const documents = Array.from({ length: gatewayCount }, (_, index) =>
    asMongo(
      gatewayProfile({
        id: index.toString(16).padStart(24, "0"),
        name: `DC${index}`,
        watches: [`dc${index}.contoso.com`],
      }),
      ["SystemProfile", "ServiceSystemProfile", "GatewaySystemProfile"],
    ),
  );
  return [
    asMongo(center, ["SystemProfile", "ServiceSystemProfile", "CenterSystemProfile"]),
    ...documents,
  ].map((document) => JSON.stringify(document));
}

function guid(number: number): string {
  const hex = (number * 2_654_435_761).toString(16).padStart(32, "0").slice(-32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Best time of each work in milliseconds; taken in turns, so that a busy machine slows all of them alike. */
async function interleaved(works: readonly (() => void | Promise<void>)[]): Promise<number[]> {
  const best = works.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      await work();
      best[index] = Math.min(best[index] ?? 0, performance.now() - start);
    }
  }
  return best;
}

function ratio(one: number | undefined, other: number | undefined): number {
  return (one ?? 0) / (other ?? 1);
}
