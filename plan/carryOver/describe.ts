import { irrelevantRules } from "../../estate/ata/rules/irrelevant.ts";
import { type SettingId, type SettingRule, settingRules } from "../../estate/ata/rules/settings.ts";
import { type AttestedRow, attestedRows, checklistRows } from "../../estate/schema.ts";
import { settingActions } from "./actions.ts";
import { alertsNow, detections } from "./alertMap.ts";
import { rowDefinitions } from "./definitions.ts";
import { healthAlertNow, healthAlertTypes } from "./healthAlertMap.ts";
import { ataRoles, roleNotes } from "./roles.ts";
import { whereText } from "./runbookPages.ts";

const sensors = { v2: "v2", v3: "v3", both: "v2, v3", none: "none" };

/** The mapping of ATA's settings as Markdown, made of the tables that the compiler itself uses. */
export function describeMapping(): string {
  return [
    "## The rows",
    "",
    `The first ${checklistRows.length} are those of Microsoft's guide; the others are what it lacks, and what each Center needs at its end.`,
    "",
    ...table(
      ["row", "what", "where it goes", "sensors", "permission", "shown by"],
      attestedRows.map((row) => {
        const { title, destination, appliesTo, permission, proof } = rowDefinitions[row];
        return [`\`${row}\``, title, whereText(destination), sensors[appliesTo], permission, proof];
      }),
    ),
    "",
    "## The settings",
    "",
    "Every setting that is read, where it stands in a profile, and what to do with it where it was in use.",
    "",
    ...attestedRows.flatMap(rowSection),
    "## Detections",
    "",
    "ATA's detections and the alerts that took their place, matched by what they detect. Equal numbers are no match: 2002, 2008 and 2010 are different alerts in the two products.",
    "",
    ...table(
      ["detection in ATA", "number in ATA", "type in ATA", "could be left out", "alert now", "note"],
      detections.map(({ detector, name, ataId, alertType, exclusions, now, note }) => [
        `${name} (\`${detector}\`)`,
        ataId === null ? "none" : String(ataId),
        alertType === null ? "none" : `\`${alertType}\``,
        exclusions,
        now.length === 0 ? "none" : alertsNow([{ detector, name, ataId, alertType, exclusions, now, note }]),
        note ?? "",
      ]),
    ),
    "",
    "## Health alerts",
    "",
    ...table(
      ["health alert in ATA", "now"],
      healthAlertTypes.map((type) => [
        `\`${type}\``,
        healthAlertNow(type).now ?? "nothing: what it was about goes with ATA",
      ]),
    ),
    "",
    "## Role groups",
    "",
    ...table(
      ["group in ATA", "now", "its members may do more", "and less"],
      ataRoles.map(({ group, now, widens, narrows }) => [group, now, widens, narrows]),
    ),
    "",
    ...roleNotes.map((note) => `- ${note}`),
    "",
    "## What is left out of a profile",
    "",
    "Each with the reason that the import reports. Whatever is neither here nor among the settings is reported as unrecognised, with its path.",
    "",
    ...table(
      ["profile", "part", "reason"],
      irrelevantRules.map(({ document, path, reason }) => [documentWords[document], `\`${path}\``, reason]),
    ),
    "",
  ].join("\n");
}

const documentWords = { center: "Center", gateway: "gateway", any: "Center and gateway" };

function rowSection(row: AttestedRow): string[] {
  const { title, settled, steps, notes, needsInitialSync } = rowDefinitions[row];
  const rules: readonly SettingRule[] = settingRules.filter((rule) => rule.row === row);
  return [
    `### ${row}`,
    "",
    `${title}.${settled === null ? "" : ` ${settled}`}${needsInitialSync ? " Waits for the initial sync." : ""}`,
    "",
    ...(rules.length === 0
      ? []
      : [
          ...table(
            ["setting in ATA", "place", "what to do"],
            rules.map(({ id, document, path, name }) => [
              name,
              `\`${path}\`${document === "gateway" ? " of the gateway" : ""}`,
              settingActions[id as SettingId] ?? "nothing",
            ]),
          ),
          "",
        ]),
    ...(steps.length === 0 ? [] : [...steps.map((step, index) => `${index + 1}. ${step}`), ""]),
    ...(notes.length === 0 ? [] : [...notes.map((note) => `- ${note}`), ""]),
  ];
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...lines.map(line)];
}
