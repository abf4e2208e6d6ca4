import { type Case, dc, hold } from "./cases.ts";

const left = (host: string, product = "gateway") => ({ host, product, shown: ["folder:C:\\old"] });
const clear = (...list: object[]) => ({ clearRemnants: list });

const cases: Case[] = [
  [
    "what is left of two products on one",
    (e) => Object.assign(e, clear(left("DC01"), left("dc01", "sensor"))),
  ],
  [
    "a host that is no domain controller",
    (e) => Object.assign(e, clear(left("dc09"))),
    [
      "clearRemnants[0].host",
      "there is no domain controller of this name in `domainControllers`",
      "did you mean `dc01`? Else add it to `domainControllers`",
    ],
  ],
  [
    "two lists of one product",
    (e) => Object.assign(e, clear(left("dc01"), left("DC01"))),
    [
      "clearRemnants[1]",
      "clearRemnants[0] lists remnants of the gateway on this host already",
      "make one list of the two",
    ],
  ],
  [
    "one that is held",
    (e) => {
      Object.assign(e, clear(left("dc02")));
      dc(e, 1, { hold: "being replaced" });
    },
    [
      "clearRemnants[0].host",
      "dc02 is held back: nothing is changed on it",
      "remove `hold` from dc02, or remove it here",
    ],
  ],
  ["what is left on the server of a standalone gateway", (e) => Object.assign(e, clear(left("GW01")))],
  [
    "a sensor on the server of a standalone gateway, which is held",
    (e) => {
      Object.assign(e, clear(left("gw01", "sensor")));
      Object.assign(e.standaloneGateways[0] ?? {}, { hold: "being replaced" });
    },
    [
      "clearRemnants[0].host",
      "gw01 is held back: nothing is changed on it",
      "remove `hold` from gw01, or remove it here",
    ],
    [
      "clearRemnants[0].product",
      "gw01 is the server of a standalone gateway: this program puts no sensor on it",
      "clear what is left of a sensor there by hand, and remove it here",
    ],
  ],
];
hold("remnants", cases);
