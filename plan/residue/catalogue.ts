import { centerItems } from "./centerItems.ts";
import { gatewayItems } from "./gatewayItems.ts";
import type { ResidueItem } from "./item.ts";

/** All that ATA and its move leave behind, gateways first, in the order in which it is cleared. */
export const residueItems: readonly ResidueItem[] = [...gatewayItems, ...centerItems];
