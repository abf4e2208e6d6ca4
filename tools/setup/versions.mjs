// @ts-check
/** What set-up installs where the machine has nothing that fits. The lock files and go.mod beside say the same. */
export const ENGINE_VERSION = "3.259.0";
/** The last release whose Node.js language host is inside the sdk module, so that the Go proxy can give it. */
export const LANGUAGE_HOST_VERSION = "3.68.0";
export const COMMAND_PROVIDER_VERSION = "1.2.1";

/** First release of each line that runs TypeScript files as they are, without a flag. Later lines all do. */
const FIRST_FIT_NODE = { 22: "22.18.0", 23: "23.6.0" };
/** What a person is told; @pulumi/pulumi itself needs 22. */
export const NODE_WANTED = "22.18";

/** The oldest engine that may be used: older ones lack what @pulumi/pulumi 3.259 may ask for. */
export const PULUMI_WANTED = "3.200.0";
/** The oldest Go that reads the go.mod files in tools/engine and builds what they name. */
export const GO_WANTED = "1.25.11";

/**
 * The first dotted number in a text such as `v24.1.0`, `go version go1.26.8 linux/amd64` or `3.259.0-dev.0`.
 * @param {string} text
 * @returns {[number, number, number] | undefined}
 */
export function parseVersion(text) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}

/**
 * True where `version` is `wanted` or newer; false where it cannot be read.
 * @param {string} version
 * @param {string} wanted
 */
export function atLeast(version, wanted) {
  const have = parseVersion(version);
  const want = parseVersion(wanted);
  if (!have || !want) return false;
  for (const [index, number] of want.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * True where this Node runs TypeScript files as they are.
 * @param {string} version
 */
export function isFitNode(version) {
  const major = parseVersion(version)?.[0] ?? 0;
  const first = /** @type {Record<number, string>} */ (FIRST_FIT_NODE)[major];
  return first === undefined ? major > 23 : atLeast(version, first);
}

/**
 * True where this engine is new enough for the program.
 * @param {string} version
 */
export function isFitPulumi(version) {
  return atLeast(version, PULUMI_WANTED);
}
