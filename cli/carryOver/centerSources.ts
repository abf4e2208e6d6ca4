import { readAta } from "../../estate/ata/read.ts";
import { idKey } from "../../estate/ata/reader/forms.ts";
import type { Source } from "../../estate/ata/reader/source.ts";
import { settingRules } from "../../estate/ata/rules/settings.ts";
import type { CenterAccess } from "../../remote/center/access.ts";
import { type Asked, fetchText } from "../../remote/center/curl.ts";

const api = "/api/management";
/** Ids whose names are asked for; beyond it an export of UniqueEntity is quicker. */
const mostIds = 2_000;

/**
 * A Center's REST answers as sources for the reader: its profile, its gateways, its alerts, and each entity that a
 * setting names. Only GET is used.
 */
export async function centerSources(access: CenterAccess): Promise<Source[]> {
  const source = (
    name: string,
    asked: Asked = { paths: [`${api}/${name}`], missing: "refused" },
  ): Source => ({
    name: new URL(`${api}/${name}`, access.console).href,
    text: () => fetchText(access, asked),
  });
  const profile = source("systemProfiles/center");
  const ids = await idsOf(profile);
  return [
    profile,
    source("systemProfiles/gateways"),
    source("suspiciousActivities"),
    source("monitoringAlerts"),
    ...(ids.length === 0 ? [] : [source("uniqueEntities", entities(ids))]),
  ];
}

/** An id that ATA does not know any more is no reason to stop. */
function entities(ids: readonly string[]): Asked {
  return { paths: ids.map((id) => `${api}/uniqueEntities/${id}`), missing: "passedOver" };
}

/** GUIDs that settings name; none where the profile cannot be read, which the reading itself tells. */
async function idsOf(profile: Source): Promise<string[]> {
  const read = await readAta([profile]);
  if (!read.ok) return [];
  const lists = new Set<string>(settingRules.filter(({ form }) => form === "entities").map(({ id }) => id));
  const values = read.reading.inventory.centers
    .flatMap(({ settings }) => settings)
    .flatMap(({ setting, value }) => (lists.has(setting) && Array.isArray(value) ? value : []));
  return [...new Set(values.map(idKey))].filter((id) => /^[0-9a-f-]{36}$/.test(id)).slice(0, mostIds);
}
