import { roughly, seconds } from "../text/length.ts";
import type { CenterRecord, DomainControllerRecord, ReportModel } from "./model.ts";

export type Shade = "good" | "wait" | "bad";

/** One figure of the first screen: what a reader asks first, with the part of the page that answers it in full. */
export interface Figure {
  value: string;
  about: string;
  shade: Shade | "";
  /** Anchor in the page. */
  href: string;
}

/** The figures above everything else. What nobody knows yet has none. */
export function figuresOf(model: ReportModel): Figure[] {
  const { domainControllers: dcs, failures, forecast } = model;
  const moved = dcs.filter(({ outcome }) => outcome === "moved").length;
  return [
    {
      value: `${moved} of ${dcs.length}`,
      about: "domain controllers moved",
      shade: moved === dcs.length ? "good" : "",
      href: "#domain-controllers",
    },
    protection(dcs),
    ...(failures.length > 0
      ? [
          {
            value: String(failures.length),
            about: "failed in the last run",
            shade: "bad" as const,
            href: "#failures",
          },
        ]
      : []),
    ...checklist(model),
    ...model.centers.map(centerFigure),
    {
      value: forecast.tookSeconds === null ? roughly(forecast.plannedSeconds) : roughly(forecast.tookSeconds),
      about: forecast.tookSeconds === null ? "planned" : `taken; ${roughly(forecast.plannedSeconds)} planned`,
      shade: "",
      href: "#waves",
    },
  ];
}

function protection(dcs: readonly DomainControllerRecord[]): Figure {
  const href = "#domain-controllers";
  const blind = dcs.filter((dc) => !dc.protectedNow).length;
  if (blind > 0) return { value: String(blind), about: "WITHOUT PROTECTION now", shade: "bad", href };
  const gaps = dcs.flatMap((dc) => dc.gapSeconds ?? []);
  if (gaps.length === 0) return { value: "none", about: "was without protection", shade: "good", href };
  return { value: seconds(Math.max(...gaps)), about: "longest without protection", shade: "", href: "#gaps" };
}

function checklist({ checklist: rows }: ReportModel): Figure[] {
  if (rows.length === 0) return [];
  const done = rows.filter(({ state }) => state !== "open").length;
  return [
    {
      value: `${done} of ${rows.length}`,
      about: "checklist rows done",
      shade: done === rows.length ? "good" : "wait",
      href: "#checklist",
    },
  ];
}

function centerFigure(center: CenterRecord): Figure {
  const value = centerWord(center);
  const shade = value === "removed" ? "good" : value === "stays" ? "" : "wait";
  return { value, about: `ATA Center ${center.name}`, shade, href: "#centers" };
}

/** One word for a Center: stays, locked, unlocked or removed. */
export function centerWord({ state, request, reasons }: CenterRecord): string {
  if (state === "removed") return "removed";
  if (request !== "remove") return "stays";
  return state === "locked" && reasons.length === 0 ? "unlocked" : "locked";
}

/** How many of each outcome, as parts of one bar; `x` and `width` of 100. */
export function outcomeBar(
  dcs: readonly DomainControllerRecord[],
  shadeOf: (dc: DomainControllerRecord) => Shade,
): { shade: Shade | "none"; x: number; width: number }[] {
  const kinds = Map.groupBy(dcs, (dc) => (dc.outcome === "waiting" ? "none" : shadeOf(dc)));
  let x = 0;
  return (["good", "bad", "wait", "none"] as const).flatMap((shade) => {
    const width = ((kinds.get(shade)?.length ?? 0) / dcs.length) * 100;
    const part = { shade, x: Math.round(x * 10) / 10, width: Math.round(width * 10) / 10 };
    x += width;
    return width > 0 ? [part] : [];
  });
}
