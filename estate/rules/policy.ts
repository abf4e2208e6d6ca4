import { domainControllerOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import { nearest } from "../reading/nearest.ts";
import type { Estate } from "../schema.ts";
import { has, type RuleContext, repeated, same, unknownName, type WaivableCheck } from "./rule.ts";

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

/** A waiver holds for domain controllers of the estate, and for a check that there is and that can be waived. */
export function meaningfulWaivers(estate: Estate, { checks }: RuleContext): Finding[] {
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
    const groups = [
      ...unknownGroups([...path, "sites"], waiver.sites ?? [], "site", estate.sites),
      ...unknownGroups([...path, "domains"], waiver.domains ?? [], "domain", estate.domains),
    ];
    const nobody =
      waiver.hosts.length > 0 || waiver.sites || waiver.domains
        ? []
        : [
            {
              path,
              message: "it is for nobody: it has neither hosts, sites nor domains",
              fix: "add `hosts: [<domain controller>]`, or `sites` or `domains`",
            },
          ];
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
    const check = checks ? uselessCheck([...path, "check"], waiver.check, checks) : [];
    return [...hosts, ...groups, ...nobody, ...twice, ...check];
  });
}

function unknownGroups(
  path: Finding["path"],
  named: readonly string[],
  what: "site" | "domain",
  known: readonly { name: string }[],
): Finding[] {
  const names = known.map(({ name }) => name);
  return named.flatMap((name, position) =>
    has(names, name) ? [] : [unknownName([...path, position], name, what, names, `${what}s`)],
  );
}

function uselessCheck(path: Finding["path"], id: string, checks: readonly WaivableCheck[]): Finding[] {
  const check = checks.find((one) => one.id === id);
  const fault = (message: string, fix: string) => [{ path, value: id, message, fix }];
  if (!check) {
    const near = nearest(
      id,
      checks.map((one) => one.id),
    );
    const fix = near ? `did you mean \`${near}\`?` : "take an id from docs/checks.md";
    return fault("there is no check of this id, so the waiver would let nothing through", fix);
  }
  if (!check.blocking)
    return fault("this check only advises: there is nothing to waive", "remove the waiver");
  if (check.waivable) return [];
  return fault("this check is never waived", "remove the waiver and cure what the check finds");
}

function namesOf(estate: Estate): string[] {
  return estate.domainControllers.map(({ name }) => name);
}
