import type { CenterEntry, Estate } from "../../estate/schema.ts";
import type { Override } from "./model.ts";

/** Who decided where the estate asks for no name. */
const ESTATE = "the estate file";

/** Everything a person decided that the rules alone would not have: with name, reason, and where it ends by itself. */
export function overridesOf(estate: Estate): Override[] {
  const { policy, service, centers, domainControllers, standaloneGateways, rollback } = estate;
  return [
    ...centers.flatMap(ofCenter),
    ...policy.waivers.map(({ check, hosts, reason, by, expires }) =>
      decided(`check ${check} waived on ${hosts.join(", ")}`, by, reason, expires),
    ),
    ...policy.setAside.map(({ rule, reason, by }) => decided(`rule ${rule} set aside`, by, reason)),
    ...skipped(service.skip),
    ...Object.entries(policy.approvals).flatMap(([wave, approval]) =>
      approval === "needed" ? [] : [decided(`${wave} approved`, approval.by, approval.note ?? "")],
    ),
    ...[...domainControllers, ...standaloneGateways].flatMap(({ name, hold }) =>
      hold ? [decided(`${name} held back`, ESTATE, hold)] : [],
    ),
    ...rollback.map((name) => decided(`${name} sent back to its gateway`, ESTATE, "")),
  ];
}

function skipped({ waves, ...gates }: Estate["service"]["skip"]): Override[] {
  return [...Object.entries(waves), ...Object.entries(gates)].flatMap(([gate, reason]) =>
    reason ? [decided(`gate ${gate} passed unseen`, ESTATE, reason)] : [],
  );
}

function ofCenter({ name, approval, override, alerts }: CenterEntry): Override[] {
  return [
    ...(override
      ? [
          decided(
            `EMERGENCY OVERRIDE of the lock of Center ${name}: ${override.waives.join(", ")}`,
            override.by,
            override.reason,
            override.until,
          ),
        ]
      : []),
    ...(approval ? [decided(`removal of Center ${name} approved`, approval.by, approval.note ?? "")] : []),
    ...alerts.map(({ id, by, reason }) => decided(`alert ${id} left open in Center ${name}`, by, reason)),
  ];
}

function decided(what: string, by: string, reason: string, until: string | null = null): Override {
  return { what, by, reason, until };
}
