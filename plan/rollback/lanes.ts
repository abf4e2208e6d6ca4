/** Who goes back, and where. */
interface Going {
  name: string;
  site: string;
  domain: string;
}

/**
 * For each one that goes back, those before it that must be back first: while one of a site or domain has neither sensor
 * nor gateway, no other of it loses its own.
 */
export function rollbackLanes(going: readonly Going[]): Map<string, string[]> {
  return new Map(
    going.map((dc, index) => [
      dc.name,
      going
        .slice(0, index)
        .filter((other) => other.site === dc.site || other.domain === dc.domain)
        .map(({ name }) => name),
    ]),
  );
}
