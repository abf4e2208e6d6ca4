// @ts-check
import { isFitNode, isFitPulumi } from "./versions.mjs";

/**
 * @typedef {import("./look.mjs").Facts} Facts
 * @typedef {import("./look.mjs").Program} Program
 *
 * One piece of work for set-up.
 * @typedef {"node" | "packages" | "pulumi" | "language-host" | "download-command-provider"} Work
 *
 * What is used, and what has to be made first.
 * @typedef {object} Choice
 * @property {Program | "own"} node
 * @property {Program | "own"} pulumi
 * @property {string | "stand-in" | "engine"} commandProvider A path; the stand-in; or the engine's own download.
 * @property {string} [whyOwnPulumi] Why the engine on PATH is not used, where there is one.
 * @property {Work[]} work In the order in which it is done.
 */

/**
 * Decides from what is there. The machine's own programs come first; an engine that was installed is expected to
 * download its plugins, and the stand-in is used only after it could not.
 * @param {Facts} facts
 * @returns {Choice}
 */
export function choose(facts) {
  /** @type {Work[]} */
  const work = [];
  const node = facts.nodes.find(({ version }) => isFitNode(version)) ?? "own";
  if (node === "own" && !facts.ownNode) work.push("node");
  if (!facts.packages) work.push("packages");

  const whyOwnPulumi = unfit(facts.pulumi);
  const pulumi = facts.pulumi && !whyOwnPulumi ? facts.pulumi : "own";
  if (pulumi === "own") {
    if (!facts.ownPulumi) work.push("pulumi");
    if (!facts.ownLanguageHost) work.push("language-host");
  }

  const commandProvider = chooseCommandProvider(facts, pulumi);
  if (commandProvider === "engine") work.push("download-command-provider");
  return { node, pulumi, commandProvider, work, ...(whyOwnPulumi && facts.pulumi ? { whyOwnPulumi } : {}) };
}

/** @param {Facts["pulumi"]} pulumi @returns {string | undefined} */
function unfit(pulumi) {
  if (!pulumi) return undefined;
  if (!isFitPulumi(pulumi.version)) return `${pulumi.path} is ${pulumi.version}, which is too old`;
  if (!pulumi.languageHost) return `${pulumi.path} has no pulumi-language-nodejs beside it`;
  return undefined;
}

/** @param {Facts} facts @param {Choice["pulumi"]} pulumi @returns {Choice["commandProvider"]} */
function chooseCommandProvider(facts, pulumi) {
  if (facts.commandProvider) return facts.commandProvider;
  return pulumi === "own" || facts.downloadFailed ? "stand-in" : "engine";
}
