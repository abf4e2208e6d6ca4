// @ts-check
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { choose } from "./choose.mjs";
import { layout } from "./layout.mjs";
import { release, withLock } from "./lock.mjs";
import { downloadMark, lookAround } from "./look.mjs";
import { elapsed, say, stopAll, stopLeftOver } from "./run.mjs";
import { checkPrerequisites, doings } from "./works.mjs";

/**
 * @typedef {import("./choose.mjs").Choice} Choice
 * @typedef {import("./layout.mjs").Layout} Layout
 */

/**
 * Makes what is missing, and says so; says nothing where all is there. Throws a SetupError where it cannot go on.
 * Safe to interrupt and to repeat: each thing is made under another name, moved into its place, then stamped.
 * @param {string} root
 * @param {{ again?: boolean }} [options] again: try once more to download what could not be had before
 * @returns {Promise<Choice>}
 */
export async function setUp(root, { again = false } = {}) {
  const at = layout(root);
  const first = choose(lookAround(at, process.env));
  if (first.work.length === 0 && !again) return first;
  return await withLock(
    at.lock,
    () => underLock(at, again),
    (holder) => say(`Another set-up of this clone is at work (process ${holder.pid}); waiting for it.`),
  );
}

/** @param {Layout} at @param {boolean} again @returns {Promise<Choice>} */
async function underLock(at, again) {
  stopLeftOver(at.log);
  rmSync(at.temporary, { recursive: true, force: true });
  if (again) rmSync(downloadMark(at), { force: true });
  // Looked at anew: another set-up may have done the work meanwhile.
  const choice = choose(lookAround(at, process.env));
  if (choice.work.length === 0) return choice;
  announce(choice);
  checkPrerequisites(at, choice.work);
  mkdirSync(at.temporary, { recursive: true });
  writeFileSync(at.log, "");
  const stopListening = endOnSignal(at);
  const started = Date.now();
  try {
    for (const [index, work] of choice.work.entries()) {
      const begun = Date.now();
      say(`[${index + 1}/${choice.work.length}] ${doings[work].title}`);
      await doings[work].work(at, choice);
      say(`      done in ${elapsed(begun)}`);
    }
  } finally {
    stopListening();
    rmSync(at.temporary, { recursive: true, force: true });
  }
  say(`Set-up finished in ${elapsed(started)}.\n`);
  return choose(lookAround(at, process.env));
}

/** @param {Choice} choice */
function announce(choice) {
  say("This clone needs some things first. All of it goes into the clone itself, and into package caches:");
  for (const work of choice.work) say(`  - ${doings[work].plan}`);
  if (choice.whyOwnPulumi) say(`The engine is built since ${choice.whyOwnPulumi}.`);
  else if (choice.work.includes("pulumi")) {
    say("No pulumi is on PATH, so it is built. With a pulumi of your own nothing has to be built.");
  }
  say("Ctrl-C is safe at any moment; the next start goes on where this one ended.\n");
}

/** @param {Layout} at */
function endOnSignal(at) {
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    stopAll();
    release(at.lock);
    process.stderr.write(
      "\nSet-up was interrupted. What is done stays done; the next start goes on from here.\n",
    );
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.removeListener(signal, end);
  };
}
