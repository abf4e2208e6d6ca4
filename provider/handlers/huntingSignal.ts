import { setTimeout as sleep } from "node:timers/promises";
import {
  type HuntingSignalInputs,
  type HuntingSignalOutputs,
  huntingSignalInputs,
} from "../../plan/declaredService.ts";
import { eventsByHost, HUNTING_QUERY } from "../../plan/huntingSignal.ts";
import { orUnread } from "../graph/ask.ts";
import type { ResourceHandler } from "../handler.ts";
import type { Look } from "../waiting.ts";
import { sameWorkspace } from "../workspaces.ts";
import { gateDue, passGate } from "./gate.ts";

/** Passes when events of every one of these domain controllers are found: the sensors are not only up, they see. */
export const huntingSignal: ResourceHandler<HuntingSignalInputs, HuntingSignalOutputs> = {
  token: "ata2mdi:index:HuntingSignal",
  inputs: huntingSignalInputs,
  minds: ["domainControllers"],
  notes: ["workspace"],
  farewell: "forgotten; nothing was made that would have to go",
  idOf: (inputs) => inputs.name,

  async due(state, inputs) {
    if (!sameWorkspace(state.workspace, inputs.workspace)) return "another workspace: it is looked for there";
    return gateDue(state, inputs);
  },

  async create(inputs, call) {
    const { api } = call.services.graph(inputs.workspace);
    const timespan = `PT${Math.ceil(inputs.withinSeconds)}S`;
    let events: Record<string, number> = {};
    let begun = false;
    const passed = await passGate(
      {
        deadlineSeconds: inputs.deadlineSeconds,
        warnAfterSeconds: inputs.warnAfterSeconds,
        skipWithReason: inputs.skipWithReason,
        holds: `${inputs.name}: not every domain controller has been heard of`,
        cure: "See on the host whether the sensor captures traffic; provoke an event, such as nslookup against it.",
        look: async (signal): Promise<Look<true>> => {
          if (begun) await sleep(inputs.pollSeconds * 1000, undefined, { signal });
          begun = true;
          const rows = await orUnread(api.huntingQuery(HUNTING_QUERY, timespan, signal));
          if ("unread" in rows) return rows;
          events = eventsByHost(rows.value, inputs.domainControllers);
          const silent = Object.keys(events).filter((name) => events[name] === 0);
          return silent.length === 0
            ? { reached: true }
            : { missing: `no event yet of ${silent.join(", ")}` };
        },
      },
      call,
    );
    return { ...passed, events };
  },
};
