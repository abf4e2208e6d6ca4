import { setTimeout as sleep } from "node:timers/promises";
import type { GateOutputs } from "../../plan/declaredParts.ts";
import { type InitialSyncInputs, initialSyncInputs } from "../../plan/declaredService.ts";
import type { ResourceHandler } from "../handler.ts";
import { inWords } from "../waiting.ts";
import { gateDue, passGate } from "./gate.ts";

/** How often what is left is shown anew. */
const SHOW_SECONDS = 15;
/** The wait ends by itself; this only keeps a clock that is set back from holding it for ever. */
const SPARE_SECONDS = 3600;

/** Passes when the first sensor has run for as long as its data needs until it can be judged. */
export const initialSync: ResourceHandler<InitialSyncInputs, GateOutputs> = {
  token: "ata2mdi:index:InitialSync",
  inputs: initialSyncInputs,
  minds: [],
  farewell: "forgotten; nothing was made that would have to go",
  idOf: () => "initial-sync",

  due: async (state, inputs) => gateDue(state, inputs),

  create(inputs, call) {
    const over = Math.min(...inputs.verifiedAt.map((at) => Date.parse(at))) + inputs.seconds * 1000;
    return passGate(
      {
        holds: "the initial synchronisation is not over",
        cure: "Wait until then.",
        deadlineSeconds: inputs.seconds + SPARE_SECONDS,
        skipWithReason: inputs.skipWithReason,
        look: async (signal) => {
          const left = (over - call.services.now().getTime()) / 1000;
          if (left <= 0) return { reached: true };
          call.status(`initial synchronisation: ${inWords(left)} left`);
          await sleep(Math.min(left, SHOW_SECONDS) * 1000, undefined, { signal });
          return { missing: `initial synchronisation until ${new Date(over).toISOString()}` };
        },
      },
      call,
    );
  },
};
