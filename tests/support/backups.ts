import type { CenterBackup } from "../../plan/centerBackup.ts";

/** A backup as a host tells it: whole, taken on the day of the examples, read back. */
export function wholeBackup(overrides: Partial<CenterBackup> = {}): CenterBackup {
  return {
    folder: "C:\\ProgramData\\ata2mdi\\backups\\atacenter-1",
    method: "dump",
    takenAt: "2026-12-01T12:00:00.000Z",
    files: 12,
    bytes: 120_000,
    manifestSha256: "ab".repeat(32),
    certificate: { value: "A1".repeat(20) },
    missingParts: [],
    damagedFiles: 0,
    damaged: [],
    hashedBytes: 120_000,
    readBack: {
      at: "2026-12-01T12:30:00.000Z",
      manifestSha256: "ab".repeat(32),
      damagedFiles: 0,
      collections: 6,
      documents: 900,
      sampled: 60,
      differentCollections: 0,
      different: [],
    },
    ...overrides,
  };
}
