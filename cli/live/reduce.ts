import { findAnswer } from "../../remote/answer.ts";
import type { StepAnswer } from "../../remote/contract.ts";
import { takesProtection } from "../state/chain.ts";
import { againOf } from "./again.ts";
import type { EngineEvent } from "./events.ts";
import { explain } from "./explain.ts";
import type { News } from "./news.ts";
import { type Place, placeOf } from "./place.ts";
import { type Failure, type Gap, isBlind, type RunView, type StepView, stepOf } from "./view.ts";

/** The next view, and what is worth telling of the change. Pure. `at` is the event's moment in milliseconds. */
export function reduce(view: RunView, event: EngineEvent, at: number): { view: RunView; news: News[] } {
  switch (event.kind) {
    case "begun":
      return begun(moving(view), event, at);
    case "done":
      return done(moving(view), event, at);
    case "failed":
      return failed(moving(view), event.name, at);
    case "message":
      return message(view, event, at);
    case "summary": {
      const { succeeded, changes, seconds } = event;
      const news = looseNews(view);
      return {
        view: { ...view, stage: "over", result: { succeeded, changes, seconds } },
        news: [...news, { kind: "over", succeeded, seconds, changed: changedIn(changes) }],
      };
    }
    case "stopping":
      return { view: askedToStop(view), news: [] };
    case "over":
      return { view: { ...view, stage: "over" }, news: [] };
  }
}

function changedIn(changes: Record<string, number>): number {
  return Object.entries(changes).reduce((sum, [op, count]) => (QUIET.has(op) ? sum : sum + count), 0);
}

/** Told by the one who asks the engine to stop, as the stream says it late; and by the stream where it is read again. */
export function askedToStop(view: RunView): RunView {
  return view.stage === "over" ? view : { ...view, stage: "stopping", stopAsked: true };
}

type Reduced = { view: RunView; news: News[] };
type EventOf<K extends EngineEvent["kind"]> = Extract<EngineEvent, { kind: K }>;

function moving(view: RunView): RunView {
  return view.stage === "starting" ? { ...view, stage: "moving" } : view;
}

/** Operations that leave a resource as it is, or only look at it. */
const QUIET = new Set(["same", "read", "refresh"]);

function begun(view: RunView, { name, op }: EventOf<"begun">, at: number): Reduced {
  if (QUIET.has(op)) return { view, news: [] };
  const place = placeOf(view, name);
  const news: News[] = [];
  const wave = place.wave;
  const isFirst = wave !== null && changesWave(place.part) && !waveHasBegun(view, wave);
  if (isFirst) news.push({ kind: "wave", wave, state: "began" });
  news.push({ kind: "step", place, state: "began", seconds: null });
  let next = withStep(view, name, { state: "running", since: at, until: null, says: null });
  if (takesProtection(place.kind, place.part) && !view.gaps.has(place.host)) {
    // Until the host says when its gateway stopped, the worst is assumed.
    next = withGap(next, place.host, { from: at, seconds: null });
  }
  return { view: next, news };
}

function done(view: RunView, { name, op, outputs }: EventOf<"done">, at: number): Reduced {
  const before = stepOf(view, name);
  if (op === "delete") return { view: withStep(view, name, { ...before, state: "open" }), news: [] };
  let next = withStep(view, name, { ...before, state: "done", until: at, says: null });
  if (QUIET.has(op)) return { view: next, news: [] };
  const place = placeOf(view, name);
  const news: News[] = [
    {
      kind: "step",
      place,
      state: "done",
      seconds: before.since === null ? null : (at - before.since) / 1000,
    },
  ];
  if (takesProtection(place.kind, place.part)) {
    next = withRemoval(next, place.host, findAnswer(String(outputs.stdout)));
    if (isBlind(next, place.host))
      news.push({ kind: "gap", host: place.host, state: "opened", seconds: null });
  }
  if ((place.part === "sensor" || place.part === "gateway") && view.gaps.has(place.host)) {
    const seconds = gapOf(outputs, view.gaps.get(place.host), at);
    next = withGap(next, place.host, seconds === null ? undefined : { from: at - seconds * 1000, seconds });
    if (seconds !== null) news.push({ kind: "gap", host: place.host, state: "closed", seconds });
  }
  if (place.part === "gate" && place.wave !== null) {
    news.push({ kind: "wave", wave: place.wave, state: "done" });
  }
  if (place.part === "lock" && outputs.open === true && !view.unlocked.includes(place.host)) {
    next = { ...next, unlocked: [...next.unlocked, place.host] };
    news.push({ kind: "unlocked", center: place.host });
  }
  return { view: next, news };
}

function failed(view: RunView, name: string, at: number): Reduced {
  const before = stepOf(view, name);
  const cancelled = view.failures.some(({ resource, problem }) => resource === name && isCancel(problem.id));
  const place = placeOf(view, name);
  if (cancelled || (view.stopAsked && !hasFailure(view, name))) {
    const next = withStep(withoutFailure(view, name), name, { ...before, state: "stopped", until: at });
    return { view: next, news: [{ kind: "step", place, state: "stopped", seconds: null }] };
  }
  return {
    view: withStep(view, name, { ...before, state: "failed", until: at }),
    news: [{ kind: "step", place, state: "failed", seconds: null }],
  };
}

function message(view: RunView, event: EventOf<"message">, at: number): Reduced {
  const { name, severity, passing, text } = event;
  if (severity === "error") return error(view, name, text, at);
  if (name !== null && (passing || severity === "info")) {
    const place = placeOf(view, name);
    const before = stepOf(view, name);
    if (before.says === text) return { view, news: [] };
    return {
      view: withStep(view, name, { ...before, says: text }),
      news: before.state === "running" ? [{ kind: "says", place, text }] : [],
    };
  }
  if (severity !== "warning" || isKnownNoise(text) || view.warnings.includes(text)) return { view, news: [] };
  return { view: { ...view, warnings: [...view.warnings, text] }, news: [{ kind: "warning", text }] };
}

function error(view: RunView, name: string | null, text: string, at: number): Reduced {
  if (name === null) return { view: { ...view, loose: [...view.loose, text] }, news: [] };
  const place = placeOf(view, name);
  const told = explain(text, name, place.host || null);
  // The engine hangs up on the steps under way: they end on their hosts by themselves, and have not failed.
  const problem = view.stopAsked && told.id === "HOST-CONNECTION-LOST" ? { ...told, id: CANCELLED } : told;
  const failure: Failure = {
    resource: name,
    host: place.host || null,
    part: place.part,
    problem,
    again: againOf(text, problem),
    at,
  };
  let next: RunView = { ...view, failures: [...view.failures, failure] };
  if (isCancel(problem.id)) return { view: next, news: [] };
  const answer = findAnswer(text);
  if (takesProtection(place.kind, place.part) && answer) {
    next = withRemoval(next, place.host, answer);
  }
  return { view: next, news: [{ kind: "failure", failure, place }] };
}

/** Errors without a resource count only where nothing else tells why the run failed: the SDK echoes each failure. */
function looseNews(view: RunView): News[] {
  return looseErrors(view).map((text) => ({ kind: "loose", text }));
}

/** The errors of a run that no failure of a resource explains. */
export function looseErrors(view: RunView): string[] {
  const explained = view.failures.length > 0 || view.stopAsked;
  return view.loose.filter((text) => !isEcho(text) || !explained);
}

function isEcho(text: string): boolean {
  return /failed to register|^update failed$|exited prematurely|error serializing property|^Running program .* failed with an unhandled exception/.test(
    text,
  );
}

/** What the engine says at each run here and no operator needs. */
function isKnownNoise(text: string): boolean {
  return (
    /^using pulumi-(resource|language)-\S+ from \$PATH/.test(text) ||
    // A killed run's steps keep a journal on their hosts: they are in no unknown state.
    /^Attempting to deploy or update resources with \d+ pending operations/.test(text)
  );
}

const CANCELLED = "CANCELLED";

function isCancel(id: string): boolean {
  return id === CANCELLED;
}

function hasFailure(view: RunView, name: string): boolean {
  return view.failures.some(({ resource }) => resource === name);
}

function withoutFailure(view: RunView, name: string): RunView {
  return { ...view, failures: view.failures.filter(({ resource }) => resource !== name) };
}

/** Preparations of a wave run while the one before it moves: it begins when its first host is measured. */
function changesWave(part: Place["part"]): boolean {
  return part !== "gate" && part !== "tools" && part !== "package";
}

function waveHasBegun(view: RunView, wave: number): boolean {
  const members = view.chains.filter((chain) => chain.wave === wave);
  return members.some(({ host, parts }) =>
    parts.some((part) => changesWave(part) && stepOf(view, `${host}-${part}`).state !== "open"),
  );
}

function withStep(view: RunView, name: string, step: StepView): RunView {
  return { ...view, steps: new Map(view.steps).set(name, step) };
}

function withGap(view: RunView, host: string, gap: Gap | undefined): RunView {
  const gaps = new Map(view.gaps);
  if (gap) gaps.set(host, gap);
  else gaps.delete(host);
  return { ...view, gaps };
}

/** The removal's own word on when the gateway stopped; without one the gap stays as it was assumed. */
function withRemoval(view: RunView, host: string, answer: StepAnswer | undefined): RunView {
  const stopped = answer?.facts.stoppedAt;
  if (stopped === null) return withGap(view, host, undefined);
  const from = typeof stopped === "string" ? Date.parse(stopped) : Number.NaN;
  return Number.isNaN(from) ? view : withGap(view, host, { from, seconds: null });
}

function gapOf(outputs: Record<string, unknown>, gap: Gap | undefined, at: number): number | null {
  const { protectionGapSeconds: measured } = outputs;
  if (typeof measured === "number") return measured;
  // Null is the provider's word that no gateway was removed.
  return measured === null || !gap ? null : (at - gap.from) / 1000;
}
