import type { PreparableCheck } from "../../estate/schema.ts";
import type { Verdict } from "../verdict.ts";

/** Steps that put something right on a host; the contract of `remote` has their inputs. */
export type PreparingStep =
  | "Import-RootCertificate"
  | "Set-TlsDefault"
  | "Set-PowerPlan"
  | "Set-SecurityLogRetention"
  | "Disable-LargeSendOffload"
  | "Install-DotNetFramework";

/** Something that cures a failing check on a host, done only where the estate asks for it. */
export interface Preparation {
  /** The check it cures; also the name by which an estate asks for it. */
  check: PreparableCheck;
  /** The step on the host. */
  step: PreparingStep;
  /** What it changes there, one sentence. */
  does: string;
  /** What it keeps beforehand, and how that is put back. */
  saves: string;
  restart: "none" | "needed" | "possible";
  /** When to do it: restarts and drops of the link must not meet the move of the same host. */
  when: "any time" | "own window, days before the move" | "own window";
}

/** What the checks found, seen by what can be done about it. */
export interface PreparationPlan {
  /** Asked for and needed, in the order to do them: first what restarts nothing. */
  chosen: Preparation[];
  /** Needed, possible, but not asked for. */
  offered: Preparation[];
  /** Failing checks nothing is made for: their verdict's cure is for a person. */
  byHand: string[];
  /** Asked for, though the check passes, was not read or does not apply: nothing is done. */
  notNeeded: string[];
  /** Asked for, but no such preparation exists. */
  unknown: string[];
}

/** Every preparation there is, in the order to do them on one host. */
export const preparations: readonly Preparation[] = [
  {
    check: "root-certificate",
    step: "Import-RootCertificate",
    does: "Puts the root certificate of the sensor API into LocalMachine\\Root, after comparing its thumbprint.",
    saves: "That it was not there; putting back removes it.",
    restart: "none",
    when: "any time",
  },
  {
    check: "tls-settings",
    step: "Set-TlsDefault",
    does: "Sets SystemDefaultTlsVersions and SchUseStrongCrypto to 1 in both .NETFramework\\v4.0.30319 keys.",
    saves: "All four values as they were, absent ones as absent; putting back writes them again.",
    restart: "none",
    when: "any time",
  },
  {
    check: "power-plan",
    step: "Set-PowerPlan",
    does: 'Makes "High performance" the active power scheme.',
    saves:
      "The GUID of the scheme that was active; putting back activates it. A GPO that sets the scheme wins over both.",
    restart: "none",
    when: "any time",
  },
  {
    check: "audit-failure-crash",
    step: "Set-SecurityLogRetention",
    does: "Lets the Security log overwrite old events. It does not touch CrashOnAuditFail: whether to halt is a person's decision.",
    saves: "Retention, backup and size of the log as they were; putting back sets them again.",
    restart: "none",
    when: "any time",
  },
  {
    check: "large-send-offload",
    step: "Disable-LargeSendOffload",
    does: "Switches large send offload off on every adapter that has it on; the link drops for a moment.",
    saves: "The adapters and versions it was on for; putting back switches it on again, with the same drop.",
    restart: "none",
    when: "own window",
  },
  {
    check: "net-framework",
    step: "Install-DotNetFramework",
    does: "Installs .NET Framework 4.8 quietly from a package whose hash and signer are checked, and restarts the host in its window.",
    saves: "The release that was there. Windows can uninstall the update; that needs a restart too.",
    restart: "needed",
    when: "own window, days before the move",
  },
];

/**
 * Which preparations a host needs, has asked for, or could have. Only a failing check calls for one: an unread one has
 * to be read first. A waived one has been decided on and needs nothing.
 *
 * @param askedFor ids of checks the estate opts in to.
 */
export function planPreparation(verdicts: readonly Verdict[], askedFor: readonly string[]): PreparationPlan {
  const failing = verdicts
    .filter(({ outcome, waived }) => outcome === "fail" && waived === undefined)
    .map(({ check }) => check);
  const needed = preparations.filter(({ check }) => failing.includes(check));
  const known = new Set<string>(preparations.map(({ check }) => check));
  return {
    chosen: needed.filter(({ check }) => askedFor.includes(check)),
    offered: needed.filter(({ check }) => !askedFor.includes(check)),
    byHand: failing.filter((check) => !known.has(check)),
    notNeeded: askedFor.filter((check) => known.has(check) && !failing.includes(check)),
    unknown: askedFor.filter((check) => !known.has(check)),
  };
}
