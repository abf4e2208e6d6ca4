import type { CheckContext } from "../verdict.ts";
import { defineCheck, fail, pass, unreadFinding } from "./define.ts";
import { ALL_SERVICES_SID, AUTHENTICATED_USERS_SID, EVERYONE_SID } from "./thresholds.ts";

export const managedAccount = defineCheck({
  id: "managed-account",
  title: "Managed service accounts work on this host",
  protectsFrom:
    "A sensor that does not start because it cannot get its account's password: the commonest failure there is.",
  threshold:
    "Every group managed service account the sensor will use can be used by this host. None is needed with LocalService.",
  source:
    "Microsoft Learn: Troubleshooting known issues (sensor service fails to start); Configure a directory service account with a gMSA",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["managedAccounts"],
  byHand: "Test-ADServiceAccount <name>",
  judge({ managedAccounts: tested }, context) {
    const accounts = wantedAccounts(tested, context);
    if (accounts.length === 0) return pass("No managed service account is to be used.");
    const named = (list: readonly WantedAccount[]) => list.map(({ name }) => name).join(", ");
    const [untested] = accounts.filter(({ found }) => found === undefined);
    if (untested) {
      return unreadFinding(`${untested.name} was not tested`, `Test-ADServiceAccount ${untested.name}`);
    }
    const absent = accounts.filter(({ found }) => found?.sid === null);
    if (absent.length > 0) {
      return fail(
        `Not in this domain: ${named(absent)}.`,
        "Correct `managedAccounts` of the domain in the estate file, or create the account (`New-ADServiceAccount`) and register it in the portal under Directory service accounts.",
      );
    }
    const failing = accounts.filter(({ found }) => found?.usable === false);
    return failing.length === 0
      ? pass(`Usable here: ${named(accounts)}.`)
      : fail(
          `Not usable here: ${named(failing)}.`,
          `Let a group with this domain controller retrieve the password (\`Set-ADServiceAccount ${failing[0]?.name} -PrincipalsAllowedToRetrieveManagedPassword <group>\`), then restart the host or run \`klist -li 0x3e7 purge\`.`,
        );
  },
});

export const logOnAsService = defineCheck({
  id: "log-on-as-service",
  title: 'Right "Log on as a service"',
  protectsFrom: "A sensor service that stays in Starting, because a GPO replaced the default right.",
  threshold: `The effective policy does not define the right, or it holds NT SERVICE\\ALL SERVICES (${ALL_SERVICES_SID}) and every managed account the sensor will use: by its own SID, as one of Domain Computers, or by Everyone or Authenticated Users. Where other groups hold the right and an account may be in one of them, it stays unread.`,
  source: "Microsoft Learn: Troubleshooting known issues (remains in Starting state; gMSA credentials)",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["logOnAsService", "managedAccounts"],
  byHand: "secedit /export /areas USER_RIGHTS /cfg rights.inf; Select-String SeServiceLogonRight rights.inf",
  judge({ logOnAsService: holders, managedAccounts }, context) {
    if (holders === null) return pass("No policy defines the right, so Windows' default holds.");
    const measured = `The policy gives the right to ${holders.join(", ") || "nobody"}.`;
    if (!holders.includes(ALL_SERVICES_SID)) {
      return fail(
        `${measured} NT SERVICE\\ALL SERVICES (${ALL_SERVICES_SID}) is missing.`,
        "Add NT SERVICE\\ALL SERVICES (and the sensor's managed account) in the winning GPO: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > User Rights Assignment > Log on as a service; then `gpupdate /force`.",
      );
    }
    const without = wantedAccounts(managedAccounts, context).filter(
      ({ found }) => !found?.sid || !holdsRight(found.sid, holders),
    );
    if (without.length === 0) return pass(measured);
    const names = without.map(({ name }) => name).join(", ");
    const mayBeInGroup = holders.some((sid) => sid.startsWith("S-1-5-21-") || sid.startsWith("S-1-5-32-"));
    return mayBeInGroup || without.some(({ found }) => !found?.sid)
      ? unreadFinding(
          `${measured} Whether ${names} is among them, or in a group of them, cannot be told; where it is, waive this check`,
          `(Get-ADServiceAccount ${without[0]?.name}).SID`,
        )
      : fail(
          `${measured} The managed account ${names} is not among them.`,
          `Add ${names} to the same right in the winning GPO, beside NT SERVICE\\ALL SERVICES; then \`gpupdate /force\`.`,
        );
  },
});

interface WantedAccount {
  name: string;
  /** What was found of it on the host; undefined: it was not asked for. */
  found: { usable: boolean; sid: string | null } | undefined;
}

/** The accounts the sensor will use, each with what was found of it. Capital letters do not matter. */
function wantedAccounts(
  tested: Readonly<Record<string, NonNullable<WantedAccount["found"]>>>,
  { managedAccounts }: CheckContext,
): WantedAccount[] {
  const byName = new Map(Object.entries(tested).map(([name, found]) => [name.toLowerCase(), found]));
  const wanted = managedAccounts ?? Object.keys(tested);
  return wanted.map((name) => ({ name, found: byName.get(name.toLowerCase()) }));
}

/** By its own SID, by Domain Computers (its primary group), or by a group everybody is in. */
function holdsRight(sid: string, holders: readonly string[]): boolean {
  const domainComputers = `${sid.slice(0, sid.lastIndexOf("-"))}-515`;
  return [sid, domainComputers, EVERYONE_SID, AUTHENTICATED_USERS_SID].some((one) => holders.includes(one));
}
