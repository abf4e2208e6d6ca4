/** How long something takes: typical and bad case in seconds; between them a lognormal distribution. */
export interface Spread {
  median: number;
  /** 19 of 20 take less. */
  p95: number;
}

/** How long each part of the move takes. */
export interface StepTimes {
  /** Copying the scripts to a host. */
  tools: Spread;
  /** Measuring a host and judging it. */
  ready: Spread;
  /** Silent removal of a lightweight gateway. */
  removeGateway: Spread;
  /** Silent setup of a v2 sensor. */
  installSensor: Spread;
  /** Activation of a v3 sensor until it runs. */
  activateSensor: Spread;
  /** The same for the first v3 sensor of the workspace. */
  firstActivation: Spread;
  /** From setup's end until service, log and cloud agree. */
  verifySensor: Spread;
  /** Removal of a standalone gateway. */
  standaloneGateway: Spread;
  /** Size of the sensor's package, and the link where a site names none. */
  package: { megabytes: number; megabitsPerSecond: number };
}

export type TimedPart = Exclude<keyof StepTimes, "package">;

const minutes = (median: number, p95: number): Spread => ({ median: median * 60, p95: p95 * 60 });

/**
 * Used until an estate has measured times of its own. Removal, setup, start and activation lean on the few figures that
 * are published; all are assumptions, listed as such in docs/planning.md.
 */
export const defaultTimes: StepTimes = {
  tools: minutes(0.2, 0.5),
  ready: minutes(0.5, 2),
  removeGateway: minutes(2, 6),
  installSensor: minutes(4, 10),
  activateSensor: minutes(2, 5),
  firstActivation: minutes(25, 60),
  verifySensor: minutes(1, 4),
  standaloneGateway: minutes(2, 6),
  package: { megabytes: 110, megabitsPerSecond: 100 },
};

/** Standard score of the 95th percentile. */
const Z95 = 1.6448536269514722;

/** Sigma of the lognormal distribution with this median and 95th percentile. */
export function sigmaOf(spread: Spread): number {
  return spread.median > 0 ? Math.max(0, Math.log(spread.p95 / spread.median)) / Z95 : 0;
}

function meanOf(spread: Spread): number {
  return spread.median * Math.exp(sigmaOf(spread) ** 2 / 2);
}

function varianceOf(spread: Spread): number {
  return meanOf(spread) ** 2 * (Math.exp(sigmaOf(spread) ** 2) - 1);
}

/** The sum of independent parts, as one lognormal with the same mean and variance. */
export function sumOf(parts: readonly Spread[]): Spread {
  const mean = parts.reduce((sum, part) => sum + meanOf(part), 0);
  const variance = parts.reduce((sum, part) => sum + varianceOf(part), 0);
  if (mean === 0) return { median: 0, p95: 0 };
  const sigma = Math.sqrt(Math.log(1 + variance / (mean * mean)));
  const median = mean * Math.exp((-sigma * sigma) / 2);
  return { median, p95: median * Math.exp(Z95 * sigma) };
}

/** Seconds to copy the package over a link used by one copy. */
export function packageSeconds(times: StepTimes, megabitsPerSecond?: number): number {
  return (times.package.megabytes * 8) / (megabitsPerSecond ?? times.package.megabitsPerSecond);
}

/** With this many measured values the default no longer counts; below, the less the more there are. */
const ENOUGH = 20;

/**
 * The times of an estate that has measured some: median and spread of their logarithms, drawn towards the default while
 * there are few.
 * @param samples part of the move → seconds measured.
 */
export function measuredTimes(
  samples: Partial<Record<TimedPart, readonly number[]>>,
  otherwise: StepTimes = defaultTimes,
): StepTimes {
  const times = { ...otherwise };
  for (const [part, values] of Object.entries(samples) as [TimedPart, readonly number[]][]) {
    times[part] = drawnTogether(otherwise[part], values.filter((value) => value > 0).map(Math.log));
  }
  return times;
}

function drawnTogether(prior: Spread, logs: readonly number[]): Spread {
  if (logs.length === 0) return prior;
  const weight = Math.min(1, logs.length / ENOUGH);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, logs.length - 1);
  const mu = weight * mean + (1 - weight) * Math.log(prior.median);
  const sigma = Math.sqrt(weight * variance + (1 - weight) * sigmaOf(prior) ** 2);
  return { median: Math.exp(mu), p95: Math.exp(mu + Z95 * sigma) };
}
