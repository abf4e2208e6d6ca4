import { domainControllerOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { repeated, unknownName } from "./rule.ts";

/** What is to be cleared is on a domain controller of the estate that is not held, each product of it named once. */
export function clearableRemnants(estate: Estate): Finding[] {
  const names = estate.domainControllers.map(({ name }) => name);
  const twice = repeated(
    estate.clearRemnants,
    ({ host, product }) => `${host}/${product}`,
    ({ host, product }, index, first) => ({
      path: ["clearRemnants", index],
      value: host,
      message: `clearRemnants[${first}] lists remnants of the ${product} on this host already`,
      fix: "make one list of the two",
    }),
  );
  const wrong = estate.clearRemnants.flatMap(({ host }, index): Finding[] => {
    const path = ["clearRemnants", index, "host"];
    const dc = domainControllerOf(estate, host);
    if (!dc) return [unknownName(path, host, "domain controller", names, "domainControllers")];
    if (dc.hold === undefined) return [];
    return [
      {
        path,
        value: host,
        message: `${dc.name} is held back: nothing is changed on it`,
        fix: `remove \`hold\` from ${dc.name}, or remove it here`,
      },
    ];
  });
  return [...twice, ...wrong];
}
