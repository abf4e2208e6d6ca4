import { forestOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { DomainControllerRole, Estate } from "../schema.ts";
import { repeated } from "./rule.ts";

/** Operations-master roles with the extent in which one domain controller holds each. */
const SINGLE_HOLDER: Partial<Record<DomainControllerRole, "forest" | "domain">> = {
  schemaMaster: "forest",
  domainNamingMaster: "forest",
  pdcEmulator: "domain",
  ridMaster: "domain",
  infrastructureMaster: "domain",
};

/** Each operations-master role has one holder in its domain or forest, and no read-only domain controller holds one. */
export function operationsMasters(estate: Estate): Finding[] {
  const held = estate.domainControllers.flatMap(({ name, domain, readOnly, roles }, index) =>
    roles.flatMap((role, position) => {
      const extent = SINGLE_HOLDER[role];
      const path = ["domainControllers", index, "roles", position];
      const within = extent === "forest" ? (forestOf(estate, domain) ?? domain) : domain;
      return extent ? [{ role, extent, within, name, index, readOnly, path }] : [];
    }),
  );
  const twice = repeated(
    held,
    ({ role, within }) => `${role} ${within}`,
    (holder, _, first) => {
      const other = held[first];
      const same = other?.index === holder.index;
      return {
        path: holder.path,
        value: holder.role,
        message: same
          ? "stands twice in this list"
          : `${other?.name} holds this role already; the ${holder.extent} ${holder.within} has one holder of it`,
        fix: same
          ? "remove one of the two"
          : "remove it where it is wrong; `netdom query fsmo` names the holder",
        restsOn: ["domains", "domainControllers"],
      };
    },
  );
  const readOnly = held
    .filter((holder) => holder.readOnly)
    .map(({ path, role }) => ({
      path,
      value: role,
      message: "a read-only domain controller cannot hold an operations-master role",
      fix: "remove the role, or `readOnly: true`; `netdom query fsmo` names the holder",
    }));
  return [...twice, ...readOnly];
}
