import type { Estate } from "../../estate/schema.ts";
import type { Override } from "./model.ts";

/** Everything a person decided against a rule, with name, reason and end: waivers, rules set aside, gates passed unseen. */
export function overridesOf({ policy, service, centers }: Estate): Override[] {
  return [
    ...policy.waivers.map(({ check, hosts, reason, by, expires }) => ({
      what: `check ${check} waived on ${hosts.join(", ")}`,
      by,
      reason,
      until: expires,
    })),
    ...policy.setAside.map(({ rule, reason, by }) => ({
      what: `rule ${rule} set aside`,
      by,
      reason,
      until: null,
    })),
    ...Object.entries(service.skip).flatMap(([gate, reason]) =>
      reason ? [{ what: `gate ${gate} passed unseen`, by: "the estate file", reason, until: null }] : [],
    ),
    ...Object.entries(policy.approvals).flatMap(([wave, approval]) =>
      approval === "needed"
        ? []
        : [{ what: `${wave} approved`, by: approval.by, reason: approval.note ?? "", until: null }],
    ),
    ...centers.flatMap(({ name, approval }) =>
      approval
        ? [
            {
              what: `removal of Center ${name} approved`,
              by: approval.by,
              reason: approval.note ?? "",
              until: null,
            },
          ]
        : [],
    ),
  ];
}
