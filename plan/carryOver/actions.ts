import type { SettingId } from "../../estate/ata/rules/settings.ts";

/**
 * What to do with each setting of ATA where it was in use; null: nothing, and `docs/carry-over.md` says why. A setting
 * of a row that was off in ATA has nothing to be done with either.
 */
export const settingActions: Readonly<Record<SettingId, string | null>> = {
  "directory-account-domain": "Type it as the account's domain.",
  "directory-account-name":
    "Add this account, or better a group managed service account in its place. ATA's password cannot be read: type it anew.",
  "domain-synchronizer": null,
  "syslog-enabled": "Switch the syslog service on.",
  "syslog-endpoint": "Type host and port as the service endpoint. The sensor you choose there must reach it.",
  "syslog-transport": "Choose this transport.",
  "syslog-timeout": null,
  "syslog-format": "Choose this format. The messages' fields differ from ATA's: adapt the receiver's parser.",
  "syslog-alerts": "Switch on syslog for new security alerts where this says on.",
  "syslog-health": "Switch on syslog for new health issues where this says on.",
  "notification-verbosity": null,
  "event-log":
    "Sensors write no alerts to a Windows event log: a collector of the Center's log has to read alerts from Microsoft Graph or Sentinel.",
  "vpn-enabled":
    "Switch on RADIUS accounting and type a new shared secret: ATA's cannot be read. Then give the VPN servers the new secret and the sensors' addresses, UDP 1813.",
  "honeytoken-accounts": "Tag each of them as a honeytoken: users under Users, computers under Devices.",
  "sensitive-accounts": "Tag each of them as sensitive: users under Users, computers under Devices.",
  "sensitive-groups": "Tag each of them as sensitive under Groups.",
  "excluded-computers": "Exclude these devices from the rule.",
  "excluded-accounts": "Exclude these users from the rule.",
  "excluded-subnets": "Exclude these addresses from the rule.",
  "excluded-others": "Look at what it means, and exclude the same from the rule.",
  "mail-enabled": null,
  "mail-from": null,
  "mail-server": null,
  "mail-tls": null,
  "mail-any-certificate": null,
  "mail-authentication": null,
  "mail-account": null,
  "alert-mail-enabled": "Make a rule for incidents under Email notifications where this says on.",
  "alert-mail-recipients": "Type each address as a recipient of that rule.",
  "health-mail-enabled": "Switch on mail for health issues where this says on.",
  "health-mail-recipients": "Type each address as a recipient of health issues.",
  "health-mail-repeat": null,
  language: null,
  "health-alert": "Suppress the issue when it appears, or accept it.",
  "report-schedule": "Schedule the report with the same frequency and recipients.",
  "reports-enabled": null,
  "siem-syslog-listener":
    "Have the SIEM stop forwarding events to the gateways' UDP port 514: sensors read the events on their own host.",
  "windows-event-reader": null,
  "updates-enabled": null,
  "updates-gateways": null,
  "updates-restart": null,
  detector: "Decide: accept the alert, or write an alert tuning rule for it.",
  "telemetry-enabled": null,
};
