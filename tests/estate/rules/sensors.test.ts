import { type Case, dc, hold } from "./cases.ts";

const roles: Case[] = [
  [
    "two holders of a domain's role",
    (e) => dc(e, 1, { roles: ["pdcEmulator"] }),
    [
      "domainControllers[1].roles[0]",
      "dc01 holds this role already; the domain contoso.com has one holder of it",
      "remove it where it is wrong; `netdom query fsmo` names the holder",
    ],
  ],
  [
    "two holders of a forest's role, in two domains",
    (e) => dc(e, 2, { roles: ["schemaMaster"] }),
    [
      "domainControllers[2].roles[0]",
      "dc01 holds this role already; the forest contoso.com has one holder of it",
      "remove it where it is wrong; `netdom query fsmo` names the holder",
    ],
  ],
  [
    "a role twice at one domain controller",
    (e) => dc(e, 1, { roles: ["ridMaster", "ridMaster"] }),
    ["domainControllers[1].roles[1]", "stands twice in this list", "remove one of the two"],
  ],
  [
    "a read-only operations master",
    (e) => dc(e, 3, { roles: ["ridMaster"] }),
    [
      "domainControllers[3].roles[0]",
      "a read-only domain controller cannot hold an operations-master role",
      "remove the role, or `readOnly: true`; `netdom query fsmo` names the holder",
    ],
  ],
];

const sensors: Case[] = [
  [
    "v3 with VPN and syslog",
    (e) => dc(e, 0, { sensor: "v3", needs: ["vpn", "syslog"] }),
    [
      "domainControllers[0].sensor",
      "a v3 sensor does not have the vpn and syslog integration that `needs` asks for",
      "set `sensor: v2`, or remove vpn and syslog from `needs`",
    ],
  ],
  [
    "v3 with late updates",
    (e) => dc(e, 0, { sensor: "v3", settings: { delayedUpdate: true } }),
    [
      "domainControllers[0].settings.delayedUpdate",
      "only a v2 sensor takes its updates late; v3 gets them through Windows Update",
      "remove `delayedUpdate`, or set `sensor: v2`",
    ],
  ],
  [
    "v3 on a release that is too old",
    (e) => dc(e, 2, { sensor: "v3" }),
    [
      "domainControllers[2].sensor",
      "a v3 sensor needs Windows Server 2019 or newer, and `os` says 2016",
      "set `sensor: auto` and let the plan decide, or correct `os`",
    ],
  ],
  [
    "v3 without Defender for Endpoint",
    (e) => dc(e, 0, { sensor: "v3", defenderForEndpoint: false }),
    [
      "domainControllers[0].sensor",
      "a v3 sensor needs Defender for Endpoint, and `defenderForEndpoint` says false",
      "onboard it and set `defenderForEndpoint: true`, or set `sensor: v2`",
    ],
  ],
];

hold("roles", roles);
hold("sensors", sensors);
