import { defineCheck, fail, pass, unreadFinding } from "./define.ts";
import { ALL_SERVICES_SID } from "./thresholds.ts";

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
    const usable = new Map(Object.entries(tested).map(([name, works]) => [name.toLowerCase(), works]));
    const wanted = context.managedAccounts ?? Object.keys(tested);
    if (wanted.length === 0) return pass("No managed service account is to be used.");
    const untested = wanted.filter((name) => usable.get(name.toLowerCase()) === undefined);
    if (untested.length > 0) {
      return unreadFinding(`${untested.join(", ")} was not tested`, `Test-ADServiceAccount ${untested[0]}`);
    }
    const failing = wanted.filter((name) => usable.get(name.toLowerCase()) === false);
    return failing.length === 0
      ? pass(`Usable here: ${wanted.join(", ")}.`)
      : fail(
          `Not usable here: ${failing.join(", ")}.`,
          `Let a group with this domain controller retrieve the password (\`Set-ADServiceAccount ${failing[0]} -PrincipalsAllowedToRetrieveManagedPassword <group>\`), then restart the host or run \`klist -li 0x3e7 purge\`.`,
        );
  },
});

export const logOnAsService = defineCheck({
  id: "log-on-as-service",
  title: 'Right "Log on as a service"',
  protectsFrom: "A sensor service that stays in Starting, because a GPO replaced the default right.",
  threshold: `The effective policy does not define the right, or it holds NT SERVICE\\ALL SERVICES (${ALL_SERVICES_SID}). Managed accounts need it too; their SIDs are not known here, so with a defined right and such accounts it stays unread.`,
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
    const accounts = context.managedAccounts ?? Object.keys(managedAccounts);
    return accounts.length === 0
      ? pass(measured)
      : unreadFinding(
          `${measured} Whether ${accounts.join(", ")} is among them cannot be told by SID; where it is, waive this check`,
          `(Get-ADServiceAccount ${accounts[0]}).SID`,
        );
  },
});
