import { domainControllerOf, standaloneGatewayOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { repeated, unknownName } from "./rule.ts";

/**
 * What is to be cleared is on a domain controller of the estate, or of the gateway alone on the server of a standalone
 * one, that is not held; each product of it is named once.
 */
export function clearableRemnants(estate: Estate): Finding[] {
  const names = [...estate.domainControllers, ...estate.standaloneGateways].map(({ name }) => name);
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
  const wrong = estate.clearRemnants.flatMap(({ host, product }, index): Finding[] => {
    const path = ["clearRemnants", index, "host"];
    const gateway = standaloneGatewayOf(estate, host);
    const entry = domainControllerOf(estate, host) ?? gateway;
    if (!entry) return [unknownName(path, host, "domain controller", names, "domainControllers")];
    const held: Finding = {
      path,
      value: host,
      message: `${entry.name} is held back: nothing is changed on it`,
      fix: `remove \`hold\` from ${entry.name}, or remove it here`,
    };
    const sensor: Finding = {
      path: ["clearRemnants", index, "product"],
      value: product,
      message: `${entry.name} is the server of a standalone gateway: this program puts no sensor on it`,
      fix: "clear what is left of a sensor there by hand, and remove it here",
    };
    return [
      ...(entry.hold === undefined ? [] : [held]),
      ...(gateway && product === "sensor" ? [sensor] : []),
    ];
  });
  return [...twice, ...wrong];
}
