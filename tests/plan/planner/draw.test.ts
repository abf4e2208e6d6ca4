import { expect, test } from "@jest/globals";
import { loadEstate } from "../../../estate/load.ts";
import type { Estate } from "../../../estate/schema.ts";
import { layOut } from "../../../plan/planner/draw/layout.ts";
import { planMermaid } from "../../../plan/planner/draw/mermaid.ts";
import { planSvg } from "../../../plan/planner/draw/svg.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { timelineOf } from "../../../plan/planner/timeline.ts";
import { defaultTimes } from "../../../plan/planner/times.ts";
import { typicalDurations } from "../../../plan/planner/typical.ts";
import { generatedEstate } from "../../support/generatedEstate.ts";
import { smallEstate } from "../../support/smallEstate.ts";

function drawn(estate: Estate) {
  const plan = planMove(estate, undefined, { effort: 5000 });
  const timeline = timelineOf(plan, typicalDurations(estate, plan, defaultTimes));
  return { plan, timeline, svg: planSvg(plan, timeline), layout: layOut(plan, timeline) };
}

const small = drawn(generatedEstate({ name: "M", seed: 2, domainControllers: 12, domains: 2, sites: 4 }));
const large = drawn(generatedEstate({ name: "XL", seed: 2, domainControllers: 350, domains: 12, sites: 80 }));

/** Every tag is closed by its own, and nothing but tags and text is there. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replaceAll(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_all, end, tag, _rest, own) => {
      if (end) expect(open.pop()).toBe(tag);
      else if (!own) open.push(tag);
      return "";
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
}

test.each([
  ["12", small],
  ["350", large],
])("the drawing of %s is well-formed and small", (_size, { svg }) => {
  expectWellFormed(svg);
  expect(svg.length).toBeLessThan(60_000);
});

test("each domain controller has a bar of its own, in its wave, and no two lie on one another", () => {
  const { plan, layout, svg } = small;
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move");
  expect(layout.bars.flatMap((bar) => bar.names).sort()).toEqual(moving.map((dc) => dc.name).sort());
  for (const dc of moving) {
    expect(svg).toContain(`<title>${dc.name}: `);
    const bar = layout.bars.find((one) => one.names.includes(dc.name));
    const wave = layout.waves[dc.wave ?? -1];
    expect(bar && wave && bar.from >= wave.from && bar.to <= wave.soakFrom).toBe(true);
  }
  for (const one of layout.bars) {
    const beside = layout.bars.filter((other) => other !== one && other.row === one.row);
    expect(beside.some((other) => one.from < other.to && other.from < one.to)).toBe(false);
  }
});

test("many are folded: a block for each wave and domain, and every one is in one of them", () => {
  const { plan, layout } = large;
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move");
  expect(layout.folded).toBe(true);
  expect(layout.bars.reduce((sum, bar) => sum + bar.names.length, 0)).toBe(moving.length);
  expect(layout.rows.length).toBeLessThanOrEqual(12);
});

test("an approval that is needed is told also where its wave is too narrow for it; no label leaves the page", () => {
  const loaded = loadEstate("estates/large.yaml", { today: "2026-11-22" });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { layout, svg } = drawn(loaded.estate);
  expect(layout.folded).toBe(true);
  expect(svg).toContain("Begins only with an approval: wave-1, wave-3.");
  const width = Number(/ width="(\d+)"/.exec(svg)?.[1]);
  for (const [, x, label = ""] of svg.matchAll(/<text x="([\d.]+)"[^>]*>([^<]*)</g)) {
    expect({ label, fits: Number(x) + label.length * 6.5 <= width }).toEqual({ label, fits: true });
  }
});

test("domains beyond what a page bears share the last row", () => {
  const { layout, svg } = drawn(
    generatedEstate({ name: "XXL", seed: 1, domainControllers: 400, domains: 90, sites: 100 }),
  );
  expect(layout.rows).toHaveLength(61);
  expect(layout.rows.at(-1)?.label).toMatch(/more domains/);
  expectWellFormed(svg);
});

test("work is drawn to scale: bars of equal length are equally wide wherever they stand", () => {
  const widths = new Map<string, Set<string>>();
  const { svg, layout } = small;
  for (const bar of layout.bars) {
    const name = bar.names[0] ?? "";
    const width = new RegExp(`<title>${name}: .*?width="([\\d.]+)"`, "s").exec(svg)?.[1] ?? "";
    const length = String(Math.round(bar.to - bar.from));
    widths.set(length, (widths.get(length) ?? new Set()).add(Number(width).toFixed(0)));
  }
  expect(widths.size).toBeGreaterThan(1);
  for (const different of widths.values()) expect(different.size).toBe(1);
});

test("names a person wrote cannot break the drawings", () => {
  const estate = smallEstate({ domainControllers: { a: {}, b: { hold: "</text><script>" } } });
  const nasty = { ...estate, name: 'x"><script>&' };
  const { svg, plan } = drawn(nasty);
  expectWellFormed(svg);
  expect(svg).not.toContain("<script>");
  expect(
    planMermaid({ ...plan, centers: plan.centers.map((one) => ({ ...one, name: 'c"]<b>' })) }),
  ).not.toMatch(/\["[^"]*c"\]/);
});

test("it follows the reader's light or dark scheme", () => {
  expect(small.svg).toContain("prefers-color-scheme: dark");
});

test("an estate in which nothing moves is drawn too", () => {
  const { svg, plan } = drawn(smallEstate({ domainControllers: { a: { hold: "later" } } }));
  expectWellFormed(svg);
  expect(svg).toContain("Stay: a (hold).");
  expect(planMermaid(plan)).toContain("1 stay");
});

test("the flowchart has the plan's own edges, and gates between the waves", () => {
  const plan = planMove(
    smallEstate({
      domainControllers: { a: {}, b: {}, c: {} },
      policy: { approvals: { "wave-1": "needed" } },
    }),
  );
  const chart = planMermaid(plan);
  const nodes = new Map([...chart.matchAll(/(dc\d+)\["(\w+)<br\/>/g)].map(([, id, name]) => [id, name]));
  const drawnEdges = [...chart.matchAll(/^ {2}(\w+) --> (\w+)$/gm)].map(([, from, to]) => [
    nodes.get(from) ?? from,
    nodes.get(to) ?? to,
  ]);
  const planned = plan.domainControllers.flatMap((dc) => dc.after.map((before) => [before, dc.name]));
  expect(drawnEdges).toEqual(expect.arrayContaining(planned));
  expect(drawnEdges).toContainEqual(["gate0", plan.waves[1]?.domainControllers[0]]);
  expect(chart).toMatch(/gate1.*approval needed/);
});

test("the flowchart of many folds them by wave and domain", () => {
  const chart = planMermaid(large.plan);
  expect([...chart.matchAll(/^ {4}dc\d+\[/gm)]).toHaveLength(
    new Set(
      large.plan.domainControllers
        .filter((dc) => dc.wave !== undefined)
        .map((dc) => `${dc.wave} ${dc.domain}`),
    ).size,
  );
});
