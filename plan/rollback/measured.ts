import type { ListedGateway } from "../centerLock/measured.ts";
import type { ComponentFacts, Fact } from "../facts.ts";

/** What Get-GatewayStatus says of one host, as far as going back needs it. */
export interface HostStatus {
  gateway: ComponentFacts;
  center: ComponentFacts;
  /** Folder a gateway can be installed from; null: none, or it is not whole. */
  keptPackage: Fact<string | null>;
}

/** What was measured before going back. Everything may be unread, and unread is never taken for absent. */
export interface WayBack {
  host: Fact<HostStatus>;
  centerHost: Fact<HostStatus>;
  /** Gateways the Center itself lists. */
  centerList: Fact<ListedGateway[]>;
}
