import { z } from "zod";
import { duration } from "../duration.ts";
import { changeFreeze, maintenanceWindow } from "./calendar.ts";
import {
  approval,
  count,
  day,
  dnsName,
  formed,
  hostName,
  person,
  reason,
  siteName,
  waveName,
} from "./words.ts";

export const waiver = z.strictObject({
  check: z.string().min(1).describe("Id of the check, from docs/checks.md."),
  hosts: z.array(hostName).default([]).describe("Domain controllers it holds for."),
  sites: z.array(siteName).min(1).optional().describe("Sites whose domain controllers it holds for, too."),
  domains: z.array(dnsName).min(1).optional().describe("Domains whose domain controllers it holds for, too."),
  reason,
  by: person,
  expires: day.describe("Last day on which the waiver counts."),
});

/** Rules of the order that a person may set aside; docs/planning.md says what each protects from. */
export const switchableRules = [
  "hypervisor-apart",
  "last-of-site-alone",
  "roles-late",
  "synchronizers-last",
  "canary-first",
] as const;

/** A rule of the order that does not hold in this estate, by somebody's word. */
export const ruleSetAside = z.strictObject({
  rule: z.enum(switchableRules).describe("Name of the rule, from docs/planning.md."),
  reason,
  by: person,
});

export const policy = z.strictObject({
  canary: hostName
    .optional()
    .describe("The domain controller that moves first, alone; else the least critical one."),
  waves: z
    .array(count)
    .min(1)
    .default([1, 5, "20%"])
    .describe("Size of each wave, a number or a share of all that move; the last one repeats."),
  soak: duration({ max: "7d" })
    .prefault("1h")
    .describe("Time a wave must stay healthy before the next begins."),
  initialSync: duration({ max: "1d" })
    .prefault("2h")
    .describe("Time from the first running sensor until its data can be judged; under 2h only in the lab."),
  maxUnavailable: z
    .strictObject({
      site: count
        .default(1)
        .describe("Domain controllers of one site that may be without protection at once."),
      domain: count.default(1).describe("The same for one domain."),
      forest: count.optional().describe("The same for one forest; else no further limit."),
    })
    .prefault({})
    .describe("How many domain controllers may be without protection at once."),
  apart: z
    .array(z.tuple([hostName, hostName]))
    .default([])
    .describe("Pairs that must never be without protection together: `[[dc01, dc02]]`."),
  setAside: z
    .array(ruleSetAside)
    .default([])
    .describe("Rules of the order that do not hold here, each with a reason and a name."),
  windows: z
    .array(maintenanceWindow)
    .default([])
    .describe(
      "When domain controllers may move. None: at any time; else each one needs a window of its own.",
    ),
  freezes: z.array(changeFreeze).default([]).describe("Days on which nothing moves."),
  freezeScope: z
    .boolean()
    .default(false)
    .describe(
      "Carry out only the plan that was agreed to: where what would be done differs from the saved plan, `pulumi preview` and `up` refuse. Approvals given later are no difference.",
    ),
  approvals: z
    .record(waveName, z.union([z.literal("needed"), approval]).describe("`needed`, or who agreed and when."))
    .default({})
    .describe(
      "Waves that begin only with an approval, by name: `wave-1: needed` until someone gives it, then who and when.",
    ),
  gapBudget: z
    .strictObject({
      domainController: duration({ min: "1s", max: "7d" })
        .optional()
        .describe("Longest protection gap of one domain controller."),
      site: duration({ min: "1s", max: "30d" })
        .optional()
        .describe("Sum of the gaps of one site's domain controllers."),
      domain: duration({ min: "1s", max: "30d" }).optional().describe("The same for one domain."),
    })
    .prefault({})
    .describe("Protection gaps the plan must stay within; else no limit."),
  readyFor: duration({ min: "1s", max: "1d" })
    .prefault("30m")
    .describe("Age at which a measured readiness is measured again before removal."),
  poll: duration({ min: "1s", max: "10m" })
    .prefault("15s")
    .describe("Time between two looks at what is waited for."),
  sensorDeadline: duration({ min: "10s", max: "1d" })
    .prefault("90m")
    .describe("Longest wait for a sensor to run and be seen by the service."),
  warnAfter: duration({ min: "1s", max: "1d" })
    .prefault("30m")
    .describe("Time after which a gate that is still closed warns of what it waits for."),
  dnsSignal: z
    .boolean()
    .default(false)
    .describe(
      "Prove each verified sensor by the documented DNS test: another domain controller asks for a zone, and hunting must show that the sensor saw it. **It makes an alert on purpose**: tell those who watch.",
    ),
  waivers: z
    .array(waiver)
    .default([])
    .describe("Blocking checks a person lets through, by name, for a time."),
  signers: z
    .record(
      person,
      formed(/^ssh-ed25519 [A-Za-z0-9+/]+=*( .*)?$/, "a public key line: `ssh-ed25519 AAAA…`").describe(
        "Public key, as in the person's id_ed25519.pub.",
      ),
    )
    .default({})
    .describe(
      "Who may attest, by name, with their public SSH keys. Where anyone is named, only attestations signed by one of them count.",
    ),
});
