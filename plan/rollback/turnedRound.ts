/**
 * What to do where a host went the other way in between, and a run that failed left the steps of this way in the state as
 * done: they would not be done again.
 *
 * @param first the resource with which this way begins
 */
export function forgetSteps(host: string, first: "ready" | "way-back"): string {
  return (
    `Where it went the other way and came back since, its steps stand in the state as done: ` +
    `\`pulumi stack --show-urns\` has the URN of ${host}-${first}, and ` +
    `\`pulumi state delete <that URN> --target-dependents\` forgets it and all that follows, which touches no host.`
  );
}
