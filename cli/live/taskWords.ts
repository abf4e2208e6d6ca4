import type { Words } from "./words.ts";

/** Copied, looked up or made ready: told only where it fails. */
const QUIET = new Set(["prepare-tools"]);

export function isQuietTask(task: string): boolean {
  return QUIET.has(task);
}

/** How a step of a host beside its chain is told; one that has no words of its own is told by its name. */
export function taskWords(task: string): Words {
  for (const { name, words } of known) {
    const found = name.exec(task);
    if (found) return words(inWords(found[1] ?? ""));
  }
  const what = inWords(task);
  return {
    doing: `at work: ${what}`,
    next: what,
    done: `done: ${what}`,
    failed: `did not end well: ${what}`,
  };
}

/** In the order in which they are looked for. */
const known: readonly { name: RegExp; words: (what: string) => Words }[] = [
  {
    name: /^prepare-tools$/,
    words: () => ({
      doing: "copying the scripts",
      next: "the scripts of its preparation",
      done: "scripts of its preparation copied",
      failed: "the scripts of its preparation could not be copied",
    }),
  },
  {
    name: /^prepare-window$/,
    words: () => ({
      doing: "asking if it may be prepared",
      next: "leave to prepare it",
      done: "may be prepared now",
      failed: "may not be prepared now; nothing was interrupted",
    }),
  },
  {
    name: /^prepare-(.+)$/,
    words: (what) => ({
      doing: `preparing ${what}`,
      next: `preparation of ${what}`,
      done: `${what} prepared`,
      failed: `the preparation of ${what} did not end well; its gateway stays`,
    }),
  },
  {
    name: /^put-back-(.+)$/,
    words: (what) => ({
      doing: `putting back ${what}`,
      next: `putting back ${what}`,
      done: `${what} put back as it was`,
      failed: `${what} could not be put back`,
    }),
  },
  {
    name: /^clear-(.+)-remnants$/,
    words: (what) => ({
      doing: `clearing ${what} remnants`,
      next: `clearing ${what} remnants`,
      done: `remnants of the ${what} cleared`,
      failed: `remnants of the ${what} could not be cleared`,
    }),
  },
  {
    name: /^backup-\d+$/,
    words: () => ({
      doing: "backing up the Center",
      next: "its backup",
      done: "Center backed up",
      failed: "the Center's backup did not end well; the Center stays",
    }),
  },
  {
    name: /^read-back-\d+$/,
    words: () => ({
      doing: "reading the backup back",
      next: "the proof of its backup",
      done: "backup read back",
      failed: "the backup could not be read back; the Center stays",
    }),
  },
  {
    name: /^archive-\d+$/,
    words: () => ({
      doing: "copying the backup away",
      next: "the copy of its backup",
      done: "backup copied away",
      failed: "the backup could not be copied away; the Center stays",
    }),
  },
  {
    name: /^dns-signal$/,
    words: () => ({
      doing: "proving its sensor by DNS",
      next: "the proof by DNS",
      done: "sensor proven by a DNS signal",
      failed: "its sensor was not proven by a DNS signal",
    }),
  },
];

function inWords(name: string): string {
  return name.replaceAll("-", " ");
}
