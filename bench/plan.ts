import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Estate } from "../estate/schema.ts";
import { planMove } from "../plan/planner/planner.ts";
import { rehearse } from "../plan/planner/rehearse/rehearse.ts";
import { generatedEstate } from "../tests/support/generatedEstate.ts";
import type { Bench, Figure } from "./bench.ts";
import { sized, tenEstates } from "./plan/shapes.ts";

const SIZES = [100, 300, 1000, 3000, 10_000] as const;
const LARGEST = 10_000;

/** The planner: how it grows, how good its orders are, how fast a plan is rehearsed. */
export const bench: Bench = {
  name: "plan",
  async run() {
    return { figures: [...largest(), growth(), ...tenEstates.map(goodness), rehearsals()] };
  },
};

/** The largest estate, in a process of its own, so that nothing else counts as its memory. */
function largest(): Figure[] {
  const script = join(import.meta.dirname, "plan", "one.ts");
  const { seconds, megabytes } = JSON.parse(
    execFileSync(process.execPath, [script, String(LARGEST)], { encoding: "utf8" }),
  ) as { seconds: number; megabytes: number };
  return [
    { name: `${LARGEST} domain controllers planned`, value: seconds, unit: "s", limit: 10 },
    { name: "memory for it, estate included", value: megabytes, unit: "MB", limit: 1000 },
  ];
}

/** Slope of the time over the size, both as logarithms: 1 is linear, 2 quadratic. */
function growth(): Figure {
  const points = SIZES.map((size) => {
    const estate = generatedEstate(sized(size));
    return { x: Math.log(size), y: Math.log(bestOf(size < 3000 ? 5 : 2, estate)) };
  });
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
  const times = points.map((point, index) => `${SIZES[index]}: ${Math.exp(point.y).toFixed(3)} s`).join(", ");
  return { name: "growth exponent", value: slope, unit: "", limit: 1.2, note: times };
}

/** The least processor time of some runs, in seconds: what others do on the machine does not count. */
function bestOf(runs: number, estate: Estate): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const begin = process.cpuUsage();
    planMove(estate);
    best = Math.min(best, process.cpuUsage(begin).user / 1_000_000);
  }
  return best;
}

function goodness(shape: (typeof tenEstates)[number]): Figure {
  const estate = generatedEstate(shape);
  const { length, waves, domainControllers } = planMove(estate);
  // Soaks are in both and flatter: what is left without them is told beside it.
  const soaks = waves.length * estate.policy.soak;
  const bare = (length.seconds - soaks) / (length.lowerBoundSeconds - soaks);
  const edges = domainControllers.reduce((sum, dc) => sum + dc.after.length, 0);
  const hours = (seconds: number) => `${(seconds / 3600).toFixed(1)} h`;
  return {
    name: `length over lower bound, ${shape.name} (${shape.domainControllers})`,
    value: length.seconds / length.lowerBoundSeconds,
    unit: "x",
    limit: 1.15,
    note: `${hours(length.seconds)} over ${hours(length.lowerBoundSeconds)}, ${waves.length} waves, ${edges} edges; ${bare.toFixed(2)} x without soaks`,
  };
}

function rehearsals(): Figure {
  const estate = generatedEstate({
    name: "XL",
    seed: 6,
    domainControllers: 350,
    domains: 12,
    sites: 80,
    policy: {
      windows: [
        { days: ["sat", "sun"], from: "08:00", to: "20:00", timeZone: "Europe/Berlin" },
        { days: ["tue"], from: "22:00", to: "04:00", timeZone: "America/New_York" },
      ],
      freezes: [{ from: "2026-12-15", to: "2027-01-06", reason: "the year's end" }],
    },
  });
  const plan = planMove(estate);
  const begin = performance.now();
  rehearse(estate, plan, { from: "2026-12-01T08:00:00Z", runs: 10_000 });
  const seconds = (performance.now() - begin) / 1000;
  return { name: "10,000 rehearsals of 350 domain controllers", value: seconds, unit: "s", limit: 30 };
}
