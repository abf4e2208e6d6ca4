import type { RunView } from "../live/view.ts";
import { stepOf } from "../live/view.ts";
import type { Watcher } from "../run/up.ts";
import { bodyOf } from "./forms.ts";
import { gateSlowNotice, type Notice, noticeOf, waitSlowNotice } from "./notice.ts";
import { Sender, type SenderOptions } from "./sender.ts";
import type { NotifySettings } from "./settings.ts";

export interface Notifier extends Watcher {
  tell(notice: Notice): void;
  /** After the run: waits a little for what is under way. Returns why messages were lost; undefined: none was. */
  finish(): Promise<string | undefined>;
}

export interface NotifierOptions extends NotifySettings, Partial<Pick<SenderOptions, "pauses">> {
  /** Wave → seconds its gate waits at least. */
  soakSeconds: readonly number[];
  /** A gate that waits longer than its soak and this is told of: `policy.warnAfter` of the estate. Default: of none. */
  gateWarnSeconds?: number;
  /** Seconds the wait for the first synchronization takes at least; default 0. */
  syncSeconds?: number;
  finishMilliseconds?: number;
}

/** Sends the news of a run to a webhook, in the background. It never holds up or fails the move. */
export function notifier(options: NotifierOptions): Notifier {
  const { form, soakSeconds, syncSeconds = 0, finishMilliseconds = 5000 } = options;
  const { gateWarnSeconds = Number.POSITIVE_INFINITY } = options;
  const sender = new Sender(options);
  const warned = new Set<string>();
  const tell = (notice: Notice) => sender.send(bodyOf(notice, form));
  return {
    tell,
    begin() {},
    news(news, view, at) {
      for (const one of news) {
        const notice = noticeOf(one, view, at);
        if (notice) tell(notice);
      }
    },
    tick(view, at) {
      for (const { wave, waited } of slowGates(view, at, soakSeconds, gateWarnSeconds)) {
        if (warned.has(wave.gate)) continue;
        warned.add(wave.gate);
        tell(gateSlowNotice(wave.index, waited, view, at));
      }
      for (const { name, waited } of slowWaits(view, at, gateWarnSeconds, syncSeconds)) {
        if (warned.has(name)) continue;
        warned.add(name);
        tell(waitSlowNotice(name, waited, view, at));
      }
    },
    end() {},
    stopAsked() {},
    async finish() {
      await sender.finish(finishMilliseconds);
      const { count, reason } = sender.lost;
      return count === 0
        ? undefined
        : `${count} ${count === 1 ? "message" : "messages"} to the webhook lost: ${reason}`;
    },
  };
}

function slowGates(view: RunView, at: number, soakSeconds: readonly number[], warnSeconds: number) {
  return view.waves.flatMap((wave) => {
    const { state, since } = stepOf(view, wave.gate);
    if (state !== "running" || since === null) return [];
    const waited = (at - since) / 1000;
    return waited > (soakSeconds[wave.index] ?? 0) + warnSeconds ? [{ wave, waited }] : [];
  });
}

/** The waits between the last wave and the Center, one of each for a forest that ends by itself. */
const FINAL_WAIT = /^(initial-sync|final-health|final-signal)(-|$)/;

function slowWaits(view: RunView, at: number, warnSeconds: number, syncSeconds: number) {
  return [...view.steps].flatMap(([name, { state, since }]) => {
    if (state !== "running" || since === null || !FINAL_WAIT.test(name)) return [];
    const waited = (at - since) / 1000;
    return waited > warnSeconds + (name.startsWith("initial-sync") ? syncSeconds : 0)
      ? [{ name, waited }]
      : [];
  });
}
