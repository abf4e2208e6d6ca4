import { setTimeout as sleep } from "node:timers/promises";
import { type DnsSignalInputs, type DnsSignalOutputs, dnsSignalInputs } from "../../plan/declaredService.ts";
import { dnsSignalQuery } from "../../plan/dnsSignal.ts";
import type { Fact } from "../../plan/facts.ts";
import { eventsByHost } from "../../plan/huntingSignal.ts";
import { problemOf } from "../../plan/problem.ts";
import { dnsSignalFacts } from "../../remote/contract.ts";
import { orUnread } from "../graph/ask.ts";
import type { ResourceHandler, WorkCall } from "../handler.ts";
import type { Look } from "../waiting.ts";
import { gateDue, passGate } from "./gate.ts";

/** Longest time another domain controller may take to ask. */
const ASK_SECONDS = 60;
/** Hunting looks back this much further than the question, since clocks differ. */
const HOUR_MILLISECONDS = 3_600_000;

type Asked = Pick<DnsSignalOutputs, "askedAt" | "responseCode">;

/**
 * The documented test of a sensor: another domain controller asks this one for a whole DNS zone, once, and a hunting
 * query must show that its sensor saw something since. Seen: pass; nothing seen in time: fail; what could not be asked or
 * read: unread. Neither of the last two passes.
 */
export const dnsSignal: ResourceHandler<DnsSignalInputs, DnsSignalOutputs> = {
  token: "ata2mdi:index:DnsSignal",
  inputs: dnsSignalInputs,
  minds: ["subject"],
  notes: ["workspace", "asker"],
  farewell: "forgotten; the alert it made on purpose stays in the portal",
  idOf: (inputs) => inputs.subject.name,

  due: async (state, inputs) => gateDue(state, inputs),
  create: (inputs, call) => prove(inputs, undefined, call),
  // Asked once is asked: every question makes an alert.
  update: (state, inputs, call) => prove(inputs, state, call),
};

async function prove(
  inputs: DnsSignalInputs,
  before: Partial<DnsSignalOutputs> | undefined,
  call: WorkCall<DnsSignalOutputs>,
): Promise<DnsSignalOutputs> {
  const { subject, pollSeconds, deadlineSeconds, skipWithReason } = inputs;
  let asked: Asked | undefined =
    before?.askedAt === undefined
      ? undefined
      : { askedAt: before.askedAt, responseCode: before.responseCode ?? -1 };
  let events = 0;
  let begun = false;
  const passed = await passGate(
    {
      deadlineSeconds,
      skipWithReason,
      host: subject.name,
      holds: "its sensor was not seen to report a DNS question that was put to it on purpose",
      cure: "See on the host whether the sensor captures traffic (adapters, NIC teaming, capture driver), and in the portal whether it has health issues.",
      look: async (signal): Promise<Look<true>> => {
        if (begun) await sleep(pollSeconds * 1000, undefined, { signal });
        begun = true;
        if (!asked) {
          const question = await ask(inputs, { ...call, signal });
          if (!("value" in question)) return { unread: `it could not be asked: ${question.unread}` };
          asked = question.value;
          call.keep(asked);
        }
        const found = await hunt(inputs, asked.askedAt, signal, call);
        if (!("value" in found)) return { unread: `what its sensor saw could not be read: ${found.unread}` };
        events = found.value;
        return events > 0
          ? { reached: true }
          : { missing: `nothing of ${subject.name} since it was asked ${asked.askedAt}` };
      },
    },
    call,
  );
  return { ...passed, askedAt: asked?.askedAt ?? "", responseCode: asked?.responseCode ?? -1, events };
}

async function ask(inputs: DnsSignalInputs, call: WorkCall<DnsSignalOutputs>): Promise<Fact<Asked>> {
  const { subject, asker } = inputs;
  try {
    const answer = await call.services.hosts.measure(
      asker,
      "Test-DnsSignal",
      { server: `${subject.name}.${subject.domain}`, domain: subject.domain },
      { deadlineSeconds: ASK_SECONDS, signal: call.signal },
    );
    const facts = dnsSignalFacts.safeParse(answer.facts);
    if (!facts.success) return { unread: "Test-DnsSignal did not answer as agreed" };
    return { value: { askedAt: facts.data.askedAt, responseCode: facts.data.responseCode } };
  } catch (error) {
    call.signal.throwIfAborted();
    const { id, measured } = problemOf(error);
    return { unread: `${asker.host}: ${id} (${measured})` };
  }
}

/** Events of the host since it was asked. A failure of Graph that may pass is unread; any other ends the wait. */
async function hunt(
  { workspace, subject }: DnsSignalInputs,
  askedAt: string,
  signal: AbortSignal,
  call: WorkCall<DnsSignalOutputs>,
): Promise<Fact<number>> {
  const age = call.services.now().getTime() - Date.parse(askedAt) + HOUR_MILLISECONDS;
  const timespan = `PT${Math.ceil(Math.max(HOUR_MILLISECONDS, age) / 1000)}S`;
  const query = dnsSignalQuery(subject.name, askedAt);
  const rows = await orUnread(call.services.graph(workspace).api.huntingQuery(query, timespan, signal));
  return "value" in rows ? { value: eventsByHost(rows.value, [subject])[subject.name] ?? 0 } : rows;
}
