import type { Host } from "../hosts/host.ts";
import { findSoftware, isUninstallable, remnantParts, takeSoftware, windows } from "../hosts/software.ts";
import { type Definition, expired } from "./definition.ts";

export type RemnantProduct = "gateway" | "sensor";

/** What a failed removal or installation left of a product, as `<kind>:<name>`; null: the product is installed. */
export function findRemnants(host: Host, product: RemnantProduct): string[] | null {
  if (isUninstallable(host, product)) return null;
  const { key, folder } = remnantParts(product);
  const { service, registry } = findSoftware(host, product);
  const found: string[] = [];
  if (service) found.push(`service:${service.name}`);
  const updater = host.service("AATPSensorUpdater") !== undefined || host.has("install-remnants");
  if (product === "sensor" && updater) found.push("service:AATPSensorUpdater");
  if (registry !== null) found.push(`key:${windows(key)}`);
  if (host.files.exists(folder)) found.push(`folder:${windows(folder)}`);
  return found;
}

interface Data extends Record<string, unknown> {
  product: RemnantProduct;
  shown: string[];
  cleared: string[];
  permitUntil: string | null;
}

/** Clears what a person was shown, and nothing else. */
export const clearRemnants: Definition<"Clear-Remnants"> = {
  prepare: (_host, _world, input): Data => ({ ...input, cleared: [] }),

  before(host, data) {
    const { product, shown } = data as Data;
    const found = findRemnants(host, product);
    if (found === null)
      return { outcome: "refused", reason: `the ${product} is installed; remove it by its own step` };
    if (found.length === 0) return { outcome: "already", reason: null };
    const unseen = found.filter((one) => !shown.includes(one));
    if (unseen.length === 0) {
      return found.some((one) => one.startsWith("service:"))
        ? expired(host, (data as Data).permitUntil)
        : undefined;
    }
    return {
      outcome: "refused",
      reason: `this was not among what was shown: ${unseen.join(", ")}; nothing was cleared`,
    };
  },

  phases: (host, _world, data) => [
    {
      name: "clear the remnants",
      seconds: host.durations.preparation,
      main: true,
      run() {
        const own = data as Data;
        own.cleared = findRemnants(host, own.product) ?? [];
        takeSoftware(host, own.product);
        host.dropFaults(["remnants", "install-remnants"]);
        return undefined;
      },
    },
  ],

  facts(host, data) {
    const { product, cleared } = data as Data;
    return { cleared, left: findRemnants(host, product) ?? [] };
  },

  holds: (host, data) => findRemnants(host, (data as Data).product)?.length === 0,
};
