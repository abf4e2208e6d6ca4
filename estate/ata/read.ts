import { InputError, type InputProblem } from "./inputProblem.ts";
import { withAtaNames } from "./reader/ataNames.ts";
import { Collector } from "./reader/collector.ts";
import { kindNames, kindOf } from "./reader/kind.ts";
import { withDepthTold } from "./reader/limits.ts";
import { documentsOf } from "./reader/objects.ts";
import { fileSource, type Source } from "./reader/source.ts";
import type { AtaReading, SourceReport } from "./reading.ts";

export type AtaReadingResult = { ok: true; reading: AtaReading } | { ok: false; problems: InputProblem[] };

/**
 * Reads exports of ATA, from files (by path) or other sources: backups of SystemProfile, REST bodies, exports of UniqueEntity and SuspiciousActivity,
 * directory facts, answers, surveys; what a file is, is found in it. Memory stays within a few hundred megabytes
 * however long the files are. No secret and no value that was not understood is kept. Never throws for what a file
 * holds: every file's problem is in the result.
 */
export async function readAta(inputs: readonly (string | Source)[]): Promise<AtaReadingResult> {
  const collector = new Collector();
  const problems: InputProblem[] = [];
  const reports = inputs.map((input) => {
    const source = typeof input === "string" ? fileSource(input) : input;
    return { source, file: source.name, documents: {} as Record<string, number> };
  });
  for (const report of reports) {
    const { source, file, documents: counts } = report;
    await attempt(problems, async () => {
      for await (const { document, index } of documentsOf(source)) {
        const place = { file, document: index };
        withDepthTold(place, () => {
          const named = withAtaNames(document);
          const kind = kindOf(named);
          counts[kindNames[kind]] = (counts[kindNames[kind]] ?? 0) + 1;
          collector.add(kind, named, place);
        });
      }
      refuseForeign(report);
    });
  }
  if (problems.length === 0) {
    for (const { source } of reports.filter((report) => report.documents[kindNames.entity])) {
      await attempt(problems, async () => {
        for await (const { document } of documentsOf(source)) {
          const named = withAtaNames(document);
          if (kindOf(named) === "entity") collector.addEntity(named);
        }
      });
    }
  }
  const sources = reports.map(({ file, documents: counts }) => ({ file, documents: counts }));
  const collected = collector.finish(sources);
  // A file that could not be read may have held the Center: that none was found is no news then.
  const further = collected.problems.filter(({ id }) => problems.length === 0 || id !== "ATA-NO-CENTER");
  const all = [...problems, ...further];
  if (all.length > 0) return { ok: false, problems: all };
  return { ok: true, reading: { ...collected.reading, sources } };
}

async function attempt(problems: InputProblem[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(error.problem);
  }
}

/** A file none of whose documents is known was exported from another collection, or is no export of ATA. */
function refuseForeign(report: SourceReport): void {
  const kinds = Object.keys(report.documents);
  if (kinds.length === 1 && kinds[0] === kindNames.unknown) {
    throw new InputError({
      id: "ATA-WRONG-COLLECTION",
      place: { file: report.file },
      cause: "none of its documents is a profile, an entity or an alert of ATA",
      fix: "Export the collection SystemProfile: mongoexport -d ATA -c SystemProfile -o SystemProfile.json",
    });
  }
}
