/** One of ATA's roles and what takes its place. ATA's groups are local groups of the Center's server. */
export interface AtaRole {
  key: "administrators" | "users" | "viewers" | "localAdministrators";
  group: string;
  /** Group of workspaces made before 2 March 2025, and the roles of today. */
  now: string;
  /** What its members may do then that they could not do in ATA. */
  widens: string;
  /** What they cannot do any more. */
  narrows: string;
  action: string;
}

const inferred =
  "That the groups of the same name match is inferred; Microsoft only says to write the members down.";

export const ataRoles: readonly AtaRole[] = [
  {
    key: "administrators",
    group: "Microsoft Advanced Threat Analytics Administrators",
    now: "Azure ATP <workspace> Administrators; Security Administrator, or a unified RBAC role with Security settings, System settings and Authorization (manage)",
    widens: "nothing within the product; Security Administrator reaches far beyond it",
    narrows: "nothing",
    action:
      "Give these people a unified RBAC role, or the group Azure ATP <workspace> Administrators where the workspace has it. Security Administrator reaches far beyond Defender for Identity.",
  },
  {
    key: "users",
    group: "Microsoft Advanced Threat Analytics Users",
    now: "Azure ATP <workspace> Users; Security Operator, or a unified RBAC role with Alerts (manage)",
    widens: "exclusions, entity tags, notifications, scheduled reports and language",
    narrows: "the status of health alerts",
    action:
      "Decide before you give them Azure ATP <workspace> Users: there they may also change exclusions, entity tags, notifications and reports, which ATA's Users may not; and no longer the status of health alerts.",
  },
  {
    key: "viewers",
    group: "Microsoft Advanced Threat Analytics Viewers",
    now: "Azure ATP <workspace> Viewers; Security Reader, or a unified RBAC role with Security data basics (read)",
    widens: "sharing and exporting alerts",
    narrows: "nothing",
    action:
      "Decide before you give them Azure ATP <workspace> Viewers: there they may also share and export alerts, which ATA's Viewers may not.",
  },
  {
    key: "localAdministrators",
    group: "Administrators of the Center's server",
    now: "no counterpart",
    widens: "nothing",
    narrows: "everything: being a local administrator gives no right in the service",
    action:
      "Decide for each whether they used ATA: they were ATA administrators only because they administer its server. Give a role to those who did.",
  },
];

/** Said wherever the roles are mapped. */
export const roleNotes: readonly string[] = [
  inferred,
  "A workspace made since 2 March 2025 has no such groups: unified RBAC is the only way.",
  "Roles are given to Entra users and groups. A local account of the Center's server has no counterpart.",
];
