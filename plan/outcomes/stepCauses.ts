import type { Cause } from "./cause.ts";

const OWN_WORDS = "The words of this program's own steps";

/** Why a step refused to begin, told by its own words: the next run does what was missing. */
export const stepCauses: readonly Cause[] = [
  {
    id: "measurement-old",
    cause:
      "The measurement the step rests on grew too old while it waited for its turn; nothing was touched.",
    evidence: [{ line: /\bthe measurement this rests on was good until\b/, strength: "sure" }],
    cure: "Run `pulumi up`: the host is measured anew first. Where it comes again, compare the host's clock with this machine's, or make `policy.readyFor` longer.",
    retryCanHelp: true,
    source: OWN_WORDS,
  },
  {
    id: "access-key-over",
    cause:
      "The access key that waited on the host was taken away: its time was over before the setup could use it.",
    evidence: [{ line: /\bno access key lies here, or its time is over\b/, strength: "sure" }],
    cure: "Run `pulumi up`: the key in force is handed over anew.",
    retryCanHelp: true,
    source: OWN_WORDS,
  },
];
