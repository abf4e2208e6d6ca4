import { domainControllerOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import { nearest } from "../reading/nearest.ts";
import type { Estate } from "../schema.ts";
import { type RuleContext, repeated, same, unknownName } from "./rule.ts";

/** The canary moves first, so it must be able to move. */
export function movableCanary(estate: Estate): Finding[] {
  const { canary } = estate.policy;
  if (canary === undefined) return [];
  const path = ["policy", "canary"];
  const dc = domainControllerOf(estate, canary);
  if (!dc) return [unknownName(path, canary, "domain controller", namesOf(estate), "domainControllers")];
  if (dc.hold === undefined) return [];
  return [
    {
      path,
      value: canary,
      message: `${dc.name} is held back, and the canary moves before everybody else`,
      fix: `choose another canary, or remove \`hold\` from ${dc.name}`,
    },
  ];
}

/** Pairs kept apart are two different domain controllers of the estate. */
export function separatePairs(estate: Estate): Finding[] {
  return estate.policy.apart.flatMap((pair, index): Finding[] => {
    const path = ["policy", "apart", index];
    if (same(pair[0], pair[1])) {
      return [
        {
          path: [...path, 1],
          value: pair[1],
          message: "the pair names one domain controller twice",
          fix: "name two different ones, or remove the pair",
        },
      ];
    }
    return pair.flatMap((name, side) =>
      domainControllerOf(estate, name)
        ? []
        : [unknownName([...path, side], name, "domain controller", namesOf(estate), "domainControllers")],
    );
  });
}

/** A waiver holds for domain controllers of the estate and for a check that exists. */
export function meaningfulWaivers(estate: Estate, { checkIds }: RuleContext): Finding[] {
  return estate.policy.waivers.flatMap((waiver, index) => {
    const path = ["policy", "waivers", index];
    const hosts = waiver.hosts.flatMap((host, position) =>
      domainControllerOf(estate, host)
        ? []
        : [
            unknownName(
              [...path, "hosts", position],
              host,
              "domain controller",
              namesOf(estate),
              "domainControllers",
            ),
          ],
    );
    const twice = repeated(
      waiver.hosts,
      (host) => host,
      (host, position) => ({
        path: [...path, "hosts", position],
        value: host,
        message: "stands twice in this list",
        fix: "remove one of the two",
      }),
    );
    if (checkIds === undefined || checkIds.includes(waiver.check)) return [...hosts, ...twice];
    const near = nearest(waiver.check, checkIds);
    const unknown = {
      path: [...path, "check"],
      value: waiver.check,
      message: "there is no check of this id, so the waiver would let nothing through",
      fix: near ? `did you mean \`${near}\`?` : "docs/checks.md lists them",
    };
    return [...hosts, ...twice, unknown];
  });
}

function namesOf(estate: Estate): string[] {
  return estate.domainControllers.map(({ name }) => name);
}
