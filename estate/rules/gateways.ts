import { domainControllerOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";
import { repeated, unknownName } from "./rule.ts";

/** A standalone gateway watches domain controllers of the estate, each once, and none with a gateway of its own. */
export function watchedDomainControllers(estate: Estate): Finding[] {
  const names = estate.domainControllers.map(({ name }) => name);
  return estate.standaloneGateways.flatMap(({ name, watches }, gateway) => {
    const place = (index: number) => ["standaloneGateways", gateway, "watches", index];
    const twice = repeated(
      watches,
      (watched) => watched,
      (watched, index) => ({
        path: place(index),
        value: watched,
        message: "stands twice in this list",
        fix: "remove one of the two",
      }),
    );
    const wrong = watches.flatMap((watched, index): Finding[] => {
      const dc = domainControllerOf(estate, watched);
      if (!dc) return [unknownName(place(index), watched, "domain controller", names, "domainControllers")];
      if (dc.gateway === "none") return [];
      return [
        {
          path: place(index),
          value: watched,
          message: `${dc.name} is watched by ${name} and also said to have a lightweight gateway of its own`,
          fix: `set \`gateway: none\` at ${dc.name} when ${name} reads its mirrored traffic; else remove it here`,
        },
      ];
    });
    return [...twice, ...wrong];
  });
}
