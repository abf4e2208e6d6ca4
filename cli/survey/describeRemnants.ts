import { stringify } from "yaml";
import { printable } from "../text/printable.ts";
import type { HostRemnants } from "./measureRemnants.ts";

const PRODUCTS = ["gateway", "sensor"] as const;

/** What is left on each host, and the part of an estate file that has it cleared. */
export function describeRemnants(hosts: readonly HostRemnants[]): string {
  const blocks = hosts.map(({ host, remnants }) =>
    [
      host,
      ...PRODUCTS.flatMap((product) => {
        const found = remnants[product];
        const say = (text: string) => [`  ${product.padEnd(8)}${text}`];
        if (!("value" in found)) return say(`UNREAD: ${printable(found.unread)}`);
        if (found.value === null) return say("installed: nothing of it is a remnant");
        if (found.value.length === 0) return say("nothing is left");
        return [
          ...say(`${found.value.length} left`),
          ...found.value.map((one) => `          ${printable(one)}`),
        ];
      }),
    ].join("\n"),
  );
  const clear = toClear(hosts);
  const advice =
    clear.length === 0
      ? []
      : [
          [
            "Look at each of them. To have exactly these cleared by the next `pulumi up`, write into the estate file:",
            "",
            stringify({ clearRemnants: clear }).trimEnd(),
          ].join("\n"),
        ];
  return `${[...blocks, ...advice].join("\n\n")}\n`;
}

/** True where something is left or could not be read. */
export function hasRemnants(hosts: readonly HostRemnants[]): boolean {
  return hosts.some(({ remnants }) =>
    PRODUCTS.some((product) => {
      const found = remnants[product];
      return !("value" in found) || (found.value?.length ?? 0) > 0;
    }),
  );
}

function toClear(hosts: readonly HostRemnants[]) {
  return hosts.flatMap(({ host, remnants }) =>
    PRODUCTS.flatMap((product) => {
      const found = remnants[product];
      return "value" in found && found.value && found.value.length > 0
        ? [{ host, product, shown: found.value }]
        : [];
    }),
  );
}
