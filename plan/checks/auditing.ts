import { defineCheck, fail, pass } from "./define.ts";
import { AUDITED_SUBCATEGORIES, NTLM_AUDITING, SUCCESS_AND_FAILURE } from "./thresholds.ts";

const EVENT_COLLECTION = "Microsoft Learn: Configure audit policies for Windows event logs";

export const auditPolicy = defineCheck({
  id: "audit-policy",
  title: "Advanced audit policy",
  protectsFrom: "Detections without their events, and a health issue a day after the move.",
  threshold: `Success and failure for the eight subcategories ${Object.values(AUDITED_SUBCATEGORIES).join(", ")}.`,
  source: `${EVENT_COLLECTION}; Test-MdiReadiness.ps1 (by GUID)`,
  blocking: "advisory",
  reads: ["auditPolicy"],
  byHand: "auditpol /get /category:* /r",
  judge({ auditPolicy: policy }) {
    const wrong = Object.entries(AUDITED_SUBCATEGORIES).filter(
      ([guid]) => policy[guid] !== SUCCESS_AND_FAILURE,
    );
    if (wrong.length === 0) return pass("All eight subcategories audit success and failure.");
    return fail(
      `Not success and failure: ${wrong.map(([guid, name]) => `${name} (${policy[guid] ?? "not reported"})`).join(", ")}.`,
      "Set them by GPO, best after saving what is there (`auditpol /backup /file:<file>`): `Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs`, or for v3 sensors switch on automatic auditing.",
    );
  },
});

export const ntlmAuditing = defineCheck({
  id: "ntlm-auditing",
  title: "NTLM auditing",
  protectsFrom:
    "NTLM sign-ins without the server they were for (event 8004), and a health issue a day after the move.",
  threshold:
    "AuditReceivingNTLMTraffic is 2, RestrictSendingNTLMTraffic is 1 or 2 (Lsa\\MSV1_0), AuditNTLMInDomain is 7 (Netlogon\\Parameters).",
  source: `${EVENT_COLLECTION}; Test-MdiReadiness.ps1 (values)`,
  blocking: "advisory",
  reads: ["ntlmAuditing"],
  byHand:
    "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0', 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters' | Format-List *NTLM*",
  judge({ ntlmAuditing: values }) {
    const { auditReceiving, restrictSending, auditInDomain } = values;
    const measured = `AuditReceivingNTLMTraffic ${shown(auditReceiving)}, RestrictSendingNTLMTraffic ${shown(restrictSending)}, AuditNTLMInDomain ${shown(auditInDomain)}.`;
    const right =
      auditReceiving === NTLM_AUDITING.auditReceiving &&
      NTLM_AUDITING.restrictSending.some((value) => value === restrictSending) &&
      auditInDomain === NTLM_AUDITING.auditInDomain;
    return right
      ? pass(measured)
      : fail(
          measured,
          "Set the three `Network security: Restrict NTLM` policies for domain controllers to audit: `Set-MDIConfiguration -Mode Domain -Configuration NTLMAuditing`.",
        );
  },
});

const LSA = "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa";

export const auditFailure = defineCheck({
  id: "audit-failure-crash",
  title: "A full Security log does not stop the domain controller",
  protectsFrom:
    "The outage of a domain controller: the sensor's auditing writes more events, and a full log that is not overwritten halts Windows or locks out everyone but administrators.",
  threshold:
    "CrashOnAuditFail is 0, or it is 1 and the Security log overwrites events as needed. 2 means that it has already happened.",
  source: "Microsoft Learn: Audit: Shut down system immediately if unable to log security audits",
  blocking: "blocking",
  reads: ["auditFailure"],
  byHand: `(Get-ItemProperty '${LSA}').CrashOnAuditFail; wevtutil get-log Security`,
  judge({ auditFailure: { crashOnAuditFail, securityLogOverwrites } }) {
    const measured = `CrashOnAuditFail is ${crashOnAuditFail}; the Security log ${securityLogOverwrites ? "overwrites" : "does not overwrite"} old events.`;
    if (crashOnAuditFail === 0) return pass(measured);
    if (crashOnAuditFail === 1 && securityLogOverwrites) return pass(measured);
    return fail(
      measured,
      crashOnAuditFail === 1
        ? "Let the log overwrite (`wevtutil set-log Security /retention:false /autobackup:false`, or the event log's GPO), or clear CrashOnAuditFail by GPO."
        : `Save and clear the Security log, let it overwrite (\`wevtutil set-log Security /retention:false\`), set \`Set-ItemProperty '${LSA}' CrashOnAuditFail 0\`, and restart the host.`,
    );
  },
});

function shown(value: number | null): string {
  return value === null ? "is not set" : `is ${value}`;
}
