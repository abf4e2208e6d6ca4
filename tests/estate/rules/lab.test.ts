import type { Loose } from "../samples.ts";
import { type Case, dc, hold, inLab, lab, policy } from "./cases.ts";

const labs: Case[] = [
  [
    "the lab without its place",
    (e) => {
      inLab(e);
      Reflect.deleteProperty(e.workspace, "lab");
    },
    [
      "workspace.lab",
      "`cloud: lab` needs to know where the lab is",
      "add `lab: { graph: https://127.0.0.1:…, token: https://127.0.0.1:…/token, ca: … }`, or choose a real cloud",
    ],
  ],
  [
    "a lab in a real cloud",
    (e) => Object.assign(e.workspace, { lab }),
    [
      "workspace.lab",
      "only `cloud: lab` has a `lab` section; this workspace is in the cloud `global`",
      "remove `lab`, or set `cloud: lab`",
    ],
  ],
  ...(
    [
      [
        "workspace.lab.graph",
        (e: Loose) => Object.assign(e.workspace.lab, { graph: "https://graph.microsoft.com" }),
      ],
      [
        "workspace.lab.token",
        (e: Loose) => Object.assign(e.workspace.lab, { token: "https://127.0.0.1.example.com" }),
      ],
      [
        "workspace.sensorApi",
        (e: Loose) => Object.assign(e.workspace, { sensorApi: "https://x.atp.azure.com" }),
      ],
      ["domainControllers[1].address", (e: Loose) => dc(e, 1, { address: "10.1.2.3" })],
      [
        "domainControllers[2].address",
        (e: Loose) => Reflect.deleteProperty(e.domainControllers[2], "address"),
      ],
      [
        "standaloneGateways[0].address",
        (e: Loose) => Object.assign(e.standaloneGateways[0], { address: "gw" }),
      ],
      [
        "centers[0].console",
        (e: Loose) => Object.assign(e.centers[0], { console: "https://ata.contoso.com" }),
      ],
    ] as const
  ).map(
    ([path, change]): Case => [
      `the lab with ${path} elsewhere`,
      (e) => {
        inLab(e);
        change(e);
      },
      [
        path,
        "the lab is on this machine alone; a host elsewhere would be changed for real",
        "write an address of this machine (127.0.0.1), or choose a real cloud in `workspace.cloud`",
      ],
    ],
  ),
  [
    "times that only the lab may have",
    policy({ initialSync: "119m", soak: "5m", poll: "1s" }),
    [
      "policy.initialSync",
      "must be at least 2h outside the lab: the service needs that long before its data can be judged",
      "write 2h or more, or remove the key",
    ],
    [
      "policy.soak",
      "must be at least 15m outside the lab: the service calls a sensor disconnected only after 10 minutes without contact",
      "write 15m or more, or remove the key",
    ],
    [
      "policy.poll",
      "must be at least 5s outside the lab: the service throttles who asks more often",
      "write 5s or more, or remove the key",
    ],
  ],
];

hold("the lab", labs);
