import { z } from "zod";
import { alertsNow, detectionsOfType } from "../carryOver/alertMap.ts";
import { healthAlertNow } from "../carryOver/healthAlertMap.ts";

export type AlertKind = "suspicious activity" | "monitoring alert";

/** An alert as a person reads it. Texts are empty where ATA does not say. */
export interface AlertRecord {
  kind: AlertKind;
  /** 24 hex digits. */
  id: string;
  /** Name in ATA's console; its type where that is not known. */
  title: string;
  type: string;
  /** Number in ATA's event log; null where it has none. */
  number: number | null;
  severity: string;
  /** `Open`, `Closed`, `Suppressed`; as ATA says it. */
  status: string;
  start: string;
  end: string;
  updated: string;
  /** Addresses, accounts and computers it is about, as far as they are named or numbered. */
  about: string[];
  /** What covers it in Defender for Identity now. */
  now: string;
}

/** What is neither closed nor suppressed is open, also what this program does not know. */
export function isOpen(status: string): boolean {
  return !/^(closed|suppressed|dismissed)$/i.test(status);
}

const text = z.string().nullish();

/** What both kinds have of an alert; a real Center sends more, which is kept beside it as it came. */
const received = z.looseObject({
  Id: z.string().min(1),
  Type: z.string().min(1),
  WindowsEventId: z.number().nullish(),
  Severity: text,
  Status: text,
  StartTime: text,
  EndTime: text,
  StatusUpdateTime: text,
});

/** Reads one alert as a Center's REST interface sends it; undefined where it is not one. */
export function alertRecord(kind: AlertKind, raw: unknown): AlertRecord | undefined {
  const read = received.safeParse(raw);
  if (!read.success) return undefined;
  const alert = read.data;
  return {
    kind,
    id: alert.Id,
    ...(kind === "suspicious activity"
      ? detected(alert.Type, alert.WindowsEventId ?? null)
      : monitored(alert.Type)),
    type: alert.Type,
    number: alert.WindowsEventId ?? null,
    severity: alert.Severity ?? "",
    status: alert.Status ?? "",
    start: alert.StartTime ?? "",
    end: alert.EndTime ?? "",
    updated: alert.StatusUpdateTime ?? "",
    about: aboutWhat(alert),
  };
}

/** One type may stand for several detections; the number then tells which. */
function detected(type: string, number: number | null): { title: string; now: string } {
  const ofType = detectionsOfType(type);
  const exact = ofType.filter(({ ataId }) => ataId === number);
  const found = exact.length > 0 ? exact : ofType;
  const titles = [...new Set(found.map(({ name }) => name))];
  return { title: titles.join(" or ") || type, now: alertsNow(found) };
}

function monitored(type: string): { title: string; now: string } {
  const { name, now } = healthAlertNow(type);
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return {
    title: `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
    now: now ?? (now === null ? "nothing: the Center is gone" : "no counterpart is known"),
  };
}

/** Members that name somebody or something: what ends so, whatever the kind of alert. */
const naming = /(?:Addresses|Ids?|NetbiosName|DnsName)$/;
const notNaming = /^(?:Id|WindowsEventId|ExclusionUniqueEntityId)$/;

function aboutWhat(alert: Record<string, unknown>): string[] {
  const found = Object.entries(alert)
    .filter(([member]) => naming.test(member) && !notNaming.test(member))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is string => typeof value === "string" && value !== "");
  return [...new Set(found)];
}
