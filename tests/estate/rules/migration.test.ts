import { expect, test } from "@jest/globals";
import { estateOf } from "../samples.ts";
import { type Case, dc, hold } from "./cases.ts";

const migrate = (...domainControllers: string[]) => ({
  service: { migrateToV3: { domainControllers, risk: "beta and irreversible after a week" } },
});
const AT = "service.migrateToV3.domainControllers[0]";
const alone = "the service migrates pure domain controllers alone";

const cases: Case[] = [
  [
    "two that can be migrated, in any case",
    (e) => {
      Object.assign(e, migrate("DC01", "dc02"));
      dc(e, 0, { sensor: "v2", defenderForEndpoint: true });
    },
  ],
  [
    "one that is not there",
    (e) => Object.assign(e, migrate("dc09")),
    [
      AT,
      "there is no domain controller of this name in `domainControllers`",
      "did you mean `dc01`? Else add it to `domainControllers`",
    ],
  ],
  [
    "one that stands twice",
    (e) => Object.assign(e, migrate("dc01", "DC01")),
    ["service.migrateToV3.domainControllers[1]", "stands twice in this list", "remove one of the two"],
  ],
  [
    "one that is held",
    (e) => {
      Object.assign(e, migrate("dc02"));
      dc(e, 1, { hold: "being replaced" });
    },
    [AT, "dc02 is held back: nothing is changed on it", "remove `hold`, or remove it here"],
  ],
  [
    "one that is given v3 anyway",
    (e) => {
      Object.assign(e, migrate("dc02"));
      dc(e, 1, { sensor: "v3" });
    },
    [AT, "dc02 is given a v3 sensor from the beginning", "remove it here"],
  ],
  [
    "one that needs what ends with v2",
    (e) => {
      Object.assign(e, migrate("dc02"));
      dc(e, 1, { needs: ["vpn"], settings: { delayedUpdate: true } });
    },
    [AT, "dc02 needs the vpn integration, which ends with v2", "remove it from `needs`, or remove it here"],
    [AT, "dc02 takes its updates late, which ends with v2", "remove `delayedUpdate`, or remove it here"],
  ],
  [
    "one on another release",
    (e) => Object.assign(e, migrate("dc03")),
    [
      AT,
      "dc03 runs Windows Server 2016: the service migrates on 2019 and 2022 alone",
      "correct `os`, or remove it here",
    ],
  ],
  [
    "one without Defender for Endpoint, with another role",
    (e) => {
      Object.assign(e, migrate("dc02"));
      dc(e, 1, { defenderForEndpoint: false, roles: ["adCs"] });
    },
    [
      AT,
      "dc02 is not onboarded to Defender for Endpoint, without which there is no v3 sensor",
      "onboard it and set `defenderForEndpoint: true`, or remove it here",
    ],
    [AT, `dc02 has another role that a sensor sees to: ${alone}`, "correct `roles`, or remove it here"],
  ],
];
hold("migration", cases);

test("a name in another case means the same domain controller from then on", () => {
  const { service } = estateOf((e) => Object.assign(e, migrate("DC02")));
  expect(service.migrateToV3?.domainControllers).toEqual(["dc02"]);
});
