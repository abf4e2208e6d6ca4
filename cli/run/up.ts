import { hostname, userInfo } from "node:os";
import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEvent } from "../live/events.ts";
import { viewFromState } from "../live/fromState.ts";
import type { News } from "../live/news.ts";
import { askedToStop, reduce } from "../live/reduce.ts";
import type { RunView } from "../live/view.ts";
import type { StackView } from "../stack.ts";
import { programVersion } from "../version.ts";
import { engineProblem } from "./engineProblem.ts";
import { type EngineRun, startEngine } from "./engineRun.ts";
import { FollowedFile } from "./follow.ts";
import { withRecordedGaps } from "./recordedGaps.ts";
import { bootOf, newRunFolder, type RunFolder, recordedRuns, writeBegun, writeEnded } from "./runFolder.ts";
import { onStopRequest } from "./stopRequests.ts";

/** How often the stream is looked at. */
const LOOK_MILLISECONDS = 500;

/** Who is told of a run while it goes. */
export interface Watcher {
  /** Once the engine runs; `record` is the folder that tells of the run afterwards. */
  begin(record: string, at: number): void;
  /** After each event that changed the view. */
  news(news: readonly News[], view: RunView, at: number): void;
  /** Twice a second, whether something happened or not. */
  tick(view: RunView, at: number): void;
  /** Once, when the engine has ended. */
  end(view: RunView, at: number): void;
  /** At each request to stop: the first asks the engine, the second ends it. */
  stopAsked(times: number, view: RunView, at: number): void;
}

export interface UpOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Operations the engine runs at a time. */
  parallel: number;
  watchers: readonly Watcher[];
  now?: () => number;
}

/** How a run ended: the engine's own exit code, the last view, and where its record is. */
export interface UpResult {
  code: number;
  view: RunView;
  run: RunFolder;
  /** Somebody asked it to stop. */
  stopped: boolean;
}

/** The arguments of the engine: what a person would type. */
export function upArguments(stack: string, parallel: number): string[] {
  return [
    "up",
    "--yes",
    "--skip-preview",
    "--suppress-outputs",
    "--continue-on-error",
    "--parallel",
    String(parallel),
    "--stack",
    stack,
  ];
}

/**
 * Runs `pulumi up` and tells of it as it goes. The exit code and the effect are the engine's own. Throws a ProblemError
 * where the engine ended before it did anything, with what it said.
 */
export async function runUp(stack: StackView, options: UpOptions): Promise<UpResult> {
  const { cwd, env, parallel, watchers, now = Date.now } = options;
  const earlier = recordedRuns(cwd, stack.stack);
  const run = newRunFolder(cwd, stack.stack, new Date(now()));
  const startedAt = new Date(now()).toISOString();
  const engine = await startEngine(upArguments(stack.stack, parallel), { cwd, env, run });
  writeBegun(run, {
    stack: stack.stack,
    startedAt,
    pid: engine.pid,
    host: hostname(),
    boot: bootOf(),
    planHash: stack.plan.hash,
    version: programVersion(),
    by: userInfo().username,
  });
  for (const watcher of watchers) watcher.begin(relative(cwd, run.folder), now());
  const view = withRecordedGaps(viewFromState(stack, now()), earlier, stack.deployment);
  const watch = new Watch(view, new FollowedFile(run.events), watchers, now);
  const forget = onStopRequest((signal) => watch.stop(engine, signal));
  try {
    const code = await watch.untilEnd(engine);
    writeEnded(run, { endedAt: new Date(now()).toISOString(), code });
    const problem = code === 0 || watch.stops > 0 ? undefined : engineProblem(run, watch.view);
    if (problem) throw problem;
    return { code, view: watch.view, run, stopped: watch.stops > 0 };
  } finally {
    forget();
  }
}

class Watch {
  view: RunView;
  readonly #file: FollowedFile;
  readonly #watchers: readonly Watcher[];
  readonly #now: () => number;
  /** How often it was asked to stop. */
  stops = 0;

  constructor(view: RunView, file: FollowedFile, watchers: readonly Watcher[], now: () => number) {
    this.view = view;
    this.#file = file;
    this.#watchers = watchers;
    this.#now = now;
  }

  async untilEnd(engine: EngineRun): Promise<number> {
    let code: number | undefined;
    const ended = engine.ended.then((value) => {
      code = value;
    });
    while (code === undefined) {
      this.#look();
      for (const watcher of this.#watchers) watcher.tick(this.view, this.#now());
      await Promise.race([ended, sleep(LOOK_MILLISECONDS, undefined, { ref: false })]);
    }
    this.#look();
    this.view = { ...this.view, stage: "over" };
    for (const watcher of this.#watchers) watcher.end(this.view, this.#now());
    return code;
  }

  stop(engine: EngineRun, signal: NodeJS.Signals): void {
    this.stops += 1;
    if (this.stops > 2) return;
    // A console of Windows gives Ctrl-C to every process of its own.
    if (!(process.platform === "win32" && signal === "SIGINT")) engine.stop();
    this.view = askedToStop(this.view);
    for (const watcher of this.#watchers) watcher.stopAsked(this.stops, this.view, this.#now());
  }

  #look(): void {
    for (const line of this.#file.lines()) {
      const stamped = parseEvent(line);
      if (!stamped) continue;
      // The engine notes whole seconds; this machine's clock at the moment of reading is finer.
      const at = this.#now();
      const { view, news } = reduce(this.view, stamped.event, at);
      this.view = view;
      if (news.length === 0) continue;
      for (const watcher of this.#watchers) watcher.news(news, view, at);
    }
  }
}
