import { readFileSync, writeFileSync } from "node:fs";
import { missingEntries, type PackageLock } from "./packageLock.ts";

/**
 * `npm run lock`, after any change of dependencies. Packages with a binary for each platform name all of them as
 * optional. Where the registry in use lacks some, npm leaves them out of package-lock.json without a word, and then
 * `npm ci` refuses the whole file, on every machine. This adds the missing entries: version as the parent pins it,
 * platform as the name says. They have no integrity, since nobody could fetch them here; an `npm install` against a
 * registry that has them fills that in.
 */
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as PackageLock;
const missing = missingEntries(lock);
const packages = Object.entries({ ...lock.packages, ...missing });
packages.sort(([one], [other]) => one.localeCompare(other, "en"));
lock.packages = Object.fromEntries(packages);
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`package-lock.json: ${Object.keys(missing).length} entries added\n`);
