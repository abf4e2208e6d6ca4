import { centerOf, domainControllerOf, forestOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { repeated, same, unknownName } from "./rule.ts";

/**
 * Who goes back is a domain controller of the estate, had a gateway of its own, is not held, and has a Center to go
 * back to.
 */
export function possibleRollbacks(estate: Estate): Finding[] {
  const names = estate.domainControllers.map(({ name }) => name);
  const twice = repeated(
    estate.rollback,
    (name) => name,
    (name, index) => ({
      path: ["rollback", index],
      value: name,
      message: "stands twice in this list",
      fix: "remove one of the two",
    }),
  );
  const wrong = estate.rollback.flatMap((name, index): Finding[] => {
    const path = ["rollback", index];
    const dc = domainControllerOf(estate, name);
    if (!dc) return [unknownName(path, name, "domain controller", names, "domainControllers")];
    const say = (message: string, fix: string): Finding => ({ path, value: name, message, fix });
    const forest = forestOf(estate, dc.domain);
    const center = forest === undefined ? undefined : centerOf(estate, forest);
    const { canary } = estate.policy;
    return [
      ...(dc.gateway === "none"
        ? [
            say(
              `${dc.name} has \`gateway: none\`: there is no gateway of its own to go back to`,
              "remove it here; the standalone gateway that watched it is installed again by hand",
            ),
          ]
        : []),
      ...(dc.hold === undefined
        ? []
        : [
            say(
              `${dc.name} is also held back (\`hold\`), which says that it stays as it is`,
              "remove one of the two",
            ),
          ]),
      ...(canary !== undefined && same(canary, dc.name)
        ? [
            say(
              `${dc.name} is also the canary, which moves before everybody else`,
              "choose another canary, or leave it out and let the plan choose",
            ),
          ]
        : []),
      ...(center?.then === "remove"
        ? [
            say(
              `the removal of the Center ${center.name} is asked for, to which the gateway of ${dc.name} would report`,
              `set \`then: retain\` at ${center.name} first`,
            ),
          ]
        : []),
    ];
  });
  return [...twice, ...wrong];
}
