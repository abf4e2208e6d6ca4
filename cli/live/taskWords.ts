import { stepWords, type Words } from "./words.ts";

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
  // Of a backup before the one the estate asks for now.
  { name: /^backup-\d+$/, words: () => stepWords.backup },
  { name: /^read-back-\d+$/, words: () => stepWords["read-back"] },
  { name: /^archive-\d+$/, words: () => stepWords.archive },
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
