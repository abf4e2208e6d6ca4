import { describe, expect, test } from "@jest/globals";
import { type Loose, problemsOf } from "./samples.ts";

/** What is changed, and every problem that must come of it: its place, what it says, what it advises. */
type Case = [string, (estate: Loose) => void, ...[string, string, string][]];

const dc = (estate: Loose, index: number, more: object) =>
  Object.assign(estate.domainControllers[index], more);
const policy = (more: object) => (estate: Loose) => Object.assign(estate, { policy: more });

const hosts: Case[] = [
  [
    "a domain controller twice, in another case",
    (e) => dc(e, 1, { name: "DC01" }),
    [
      "domainControllers[1].name",
      "domainControllers[0] has this name already; every domain controller, gateway and Center is named once",
      "remove one of the two, or correct its name; hosts of the same name in two forests need an estate file each",
    ],
    [
      "domainControllers[1].name",
      "domainControllers[0] is reached at this address and port already",
      "correct the address or the port of one of the two",
    ],
  ],
  [
    "a Center with the name of a domain controller",
    (e) => Object.assign(e.centers[0], { name: "dc02", address: "10.0.0.9" }),
    [
      "centers[0].name",
      "domainControllers[1] has this name already; every domain controller, gateway and Center is named once",
      "remove one of the two, or correct its name; hosts of the same name in two forests need an estate file each",
    ],
  ],
  [
    "two entries that lead to one machine",
    (e) => {
      dc(e, 0, { address: "10.0.0.1" });
      dc(e, 1, { address: "10.0.0.1" });
    },
    [
      "domainControllers[1].address",
      "domainControllers[0] is reached at this address and port already",
      "correct the address or the port of one of the two",
    ],
  ],
  [
    "a gateway that nobody can find",
    (e) => Reflect.deleteProperty(e.standaloneGateways[0], "domain"),
    [
      "standaloneGateways[0].address",
      "how to reach gw01 is not said: it has neither an address nor a domain",
      "add `address:`, or `domain:` when gw01.<domain> is its name in DNS",
    ],
  ],
];

const topology: Case[] = [
  [
    "a site that is misspelt",
    (e) => dc(e, 2, { site: "Olso" }),
    [
      "domainControllers[2].site",
      "there is no site of this name in `sites`",
      "did you mean `Oslo`? Else add it to `sites`",
    ],
  ],
  [
    "a site like none",
    (e) => dc(e, 2, { site: "Reykjavik" }),
    [
      "domainControllers[2].site",
      "there is no site of this name in `sites`",
      "add it to `sites`, or remove it here",
    ],
  ],
  [
    "an unknown domain",
    (e) => dc(e, 1, { domain: "contoso.con" }),
    [
      "domainControllers[1].domain",
      "there is no domain of this name in `domains`",
      "did you mean `contoso.com`? Else add it to `domains`",
    ],
  ],
  [
    "a site twice",
    (e) => e.sites.push({ name: "oslo" }),
    ["sites[3].name", "sites[1] has this name already", "remove one of the two"],
  ],
  [
    "a domain twice",
    (e) => e.domains.push({ name: "CONTOSO.com", forest: "contoso.com" }),
    ["domains[3].name", "domains[0] has this name already", "remove one of the two"],
  ],
  [
    "a domain without domain controllers",
    (e) => e.domains.push({ name: "apac.contoso.com", forest: "contoso.com" }),
    [
      "domains[3].name",
      "none of `domainControllers` is of this domain, and every domain has at least one",
      "add its domain controllers (with `hold:` where they stay as they are), or remove the domain",
    ],
  ],
  [
    "a forest whose root is not listed",
    (e) => {
      e.domains[2].forest = "fabrikam.org";
      e.centers[1].forest = "fabrikam.org";
    },
    [
      "domains[2].forest",
      "the forest's root domain is not in `domains`; without its domain controllers the Center cannot be judged",
      "did you mean `fabrikam.net`? Else add it to `domains`",
    ],
  ],
];

const centers: Case[] = [
  [
    "no Center for a forest with gateways",
    (e) => e.centers.pop(),
    [
      "centers",
      "the forest fabrikam.net has gateways and no Center, to which they must report",
      "add its Center: { name: …, forest: fabrikam.net, console: https://… }; or set `gateway: none` where there is no gateway",
    ],
  ],
  [
    "two Centers for one forest",
    (e) =>
      e.centers.push({ name: "ata3", forest: "Contoso.com", domain: "contoso.com", console: "https://ata3" }),
    [
      "centers[2].forest",
      "centers[0] serves this forest already; a forest has one Center",
      "correct the forest of one of the two, or remove the one that no gateway reports to",
    ],
  ],
  [
    "a Center of an unknown forest",
    (e) => e.centers.push({ name: "ata3", forest: "fabrikan.net", address: "x", console: "https://ata3" }),
    [
      "centers[2].forest",
      "no domain of `domains` is of this forest",
      "did you mean `fabrikam.net`? Else add it to `domains`",
    ],
  ],
  [
    "a removal without date and approval",
    (e) => askForRemoval(e.centers[0]),
    [
      "centers[0].retainUntil",
      "`then: remove` needs `retainUntil`",
      "add the first day on which the Center may go, such as `retainUntil: 2027-03-31`; or set `then: retain`",
    ],
    [
      "centers[0].approval",
      "`then: remove` needs `approval`",
      "add who agreed and when: `approval: { by: …, at: 2027-03-01T09:00:00+01:00 }`; or set `then: retain`",
    ],
  ],
  [
    "an approval from the future",
    (e) => Object.assign(e.centers[0], { approval: { by: "me", at: "2026-11-23T00:00:00Z" } }),
    ["centers[0].approval.at", "lies in the future", "write the moment at which it was said"],
  ],
  [
    "an attestation of an unknown Center",
    (e) => Object.assign(e, { attestations: [attestation("ata-alerts", { center: "ata9" })] }),
    [
      "attestations[0].center",
      "there is no Center of this name in `centers`",
      "did you mean `ata1`? Else add it to `centers`",
    ],
  ],
  [
    "an attestation of one Center's backup that does not say which",
    (e) =>
      Object.assign(e, { attestations: [attestation("ata-database-backup", {}), attestation("siem", {})] }),
    [
      "attestations[0].center",
      "`ata-database-backup` is about one Center, and there are 2",
      "add `center:` with one of ata1, ata2, and one attestation for each",
    ],
  ],
  [
    "an attestation from the future",
    (e) => Object.assign(e, { attestations: [attestation("siem", { at: "2027-01-01T00:00:00Z" })] }),
    ["attestations[0].at", "lies in the future", "write the moment at which it was said"],
  ],
];

function askForRemoval(center: Loose): void {
  Reflect.set(center, "then", "remove");
}

function attestation(row: string, more: object): object {
  return { row, state: "done", by: "me", at: "2026-11-20T09:00:00Z", evidence: "ticket 1", ...more };
}

const gateways: Case[] = [
  [
    "a gateway that watches what does not exist",
    (e) => e.standaloneGateways[0].watches.push("dc09"),
    [
      "standaloneGateways[0].watches[1]",
      "there is no domain controller of this name in `domainControllers`",
      "did you mean `dc01`? Else add it to `domainControllers`",
    ],
  ],
  [
    "a gateway that watches one twice",
    (e) => e.standaloneGateways[0].watches.push("DC03"),
    ["standaloneGateways[0].watches[1]", "stands twice in this list", "remove one of the two"],
  ],
  [
    "a watched domain controller with a gateway of its own",
    (e) => e.standaloneGateways[0].watches.push("dc04"),
    [
      "standaloneGateways[0].watches[1]",
      "dc04 is watched by gw01 and also said to have a lightweight gateway of its own",
      "set `gateway: none` at dc04 when gw01 reads its mirrored traffic; else remove it here",
    ],
  ],
];

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

const policies: Case[] = [
  [
    "an unknown canary",
    policy({ canary: "dc0" }),
    [
      "policy.canary",
      "there is no domain controller of this name in `domainControllers`",
      "did you mean `dc01`? Else add it to `domainControllers`",
    ],
  ],
  [
    "a canary that is held",
    (e) => {
      dc(e, 1, { hold: "being replaced" });
      Object.assign(e, { policy: { canary: "dc02" } });
    },
    [
      "policy.canary",
      "dc02 is held back, and the canary moves before everybody else",
      "choose another canary, or remove `hold` from dc02",
    ],
  ],
  [
    "a pair naming itself",
    policy({ apart: [["dc01", "DC01"]] }),
    [
      "policy.apart[0][1]",
      "the pair names one domain controller twice",
      "name two different ones, or remove the pair",
    ],
  ],
  [
    "a pair with a stranger",
    policy({ apart: [["dc01", "server7"]] }),
    [
      "policy.apart[0][1]",
      "there is no domain controller of this name in `domainControllers`",
      "add it to `domainControllers`, or remove it here",
    ],
  ],
  [
    "a waiver for a stranger",
    policy({ waivers: [waiver("memory", ["dc01", "dc77"])] }),
    [
      "policy.waivers[0].hosts[1]",
      "there is no domain controller of this name in `domainControllers`",
      "add it to `domainControllers`, or remove it here",
    ],
  ],
  [
    "a waiver for one twice",
    policy({ waivers: [waiver("memory", ["dc01", "dc01"])] }),
    ["policy.waivers[0].hosts[1]", "stands twice in this list", "remove one of the two"],
  ],
];

function waiver(check: string, hosts: string[]): object {
  return { check, hosts, reason: "agreed", by: "me", expires: "2027-01-31" };
}

const lab = { graph: "https://127.0.0.1:1", token: "https://localhost:1/token", ca: "ca.pem" };
const inLab = (e: Loose) => {
  Object.assign(e.workspace, { cloud: "lab", lab: { ...lab } });
  const all = [...e.domainControllers, ...e.standaloneGateways, ...e.centers];
  for (const [port, host] of all.entries()) Object.assign(host, { address: "127.0.0.1", port: port + 1 });
  for (const center of e.centers) center.console = "https://127.0.0.1";
};

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

const window = (more: object) => ({
  days: ["sun"],
  from: "01:00",
  to: "05:00",
  timeZone: "Europe/Berlin",
  ...more,
});
const freeze = (more: object) => ({ from: "2026-12-20", to: "2027-01-06", reason: "year end", ...more });

const calendars: Case[] = [
  [
    "an unknown time zone",
    policy({ windows: [window({ timeZone: "Europe/Berln" })] }),
    ["policy.windows[0].timeZone", "no time zone has this name", "did you mean `Europe/Berlin`?"],
  ],
  [
    "a time zone by its name in Windows",
    policy({ freezes: [freeze({ timeZone: "W. Europe Standard Time" })] }),
    [
      "policy.freezes[0].timeZone",
      "no time zone has this name",
      "write an IANA name such as Europe/Berlin (Windows has names of its own)",
    ],
  ],
  [
    "a window of no length",
    policy({ windows: [window({}), window({ from: "20:00", to: "20:00" })] }),
    [
      "policy.windows[1].to",
      "the window closes at the moment it opens",
      'write another time; a whole day is from "00:00" to "24:00"',
    ],
  ],
  [
    "a window in the hour that daylight saving skips",
    policy({ windows: [window({ from: "02:00", to: "03:00" })] }),
    [
      "policy.windows[0].from",
      "on 2027-03-28 the clocks of Europe/Berlin skip all of 02:00 to 03:00: the window never opens",
      "let it begin earlier or end later than the skipped hour, or take that day out of `days`",
    ],
  ],
  [
    "a window for an unknown site and an unknown domain",
    policy({ windows: [window({}), window({ sites: ["Olso"], domains: ["contoso.org"] })] }),
    [
      "policy.windows[1].sites[0]",
      "there is no site of this name in `sites`",
      "did you mean `Oslo`? Else add it to `sites`",
    ],
    [
      "policy.windows[1].domains[0]",
      "there is no domain of this name in `domains`",
      "did you mean `contoso.com`? Else add it to `domains`",
    ],
  ],
  [
    "windows that leave a site without any",
    policy({ windows: [window({ sites: ["Berlin", "Oslo"] }), window({ domains: ["fabrikam.net"] })] }),
    [
      "policy.windows",
      "no window is about site Lisbon and domain emea.contoso.com: dc04 could never move",
      "add a window for them, or one without `sites` and `domains`; `hold` keeps one as it is",
    ],
  ],
  [
    "a freeze that ends before it begins",
    policy({ freezes: [freeze({ from: "2027-01-06", to: "2026-12-20" })] }),
    [
      "policy.freezes[0].to",
      "the freeze ends before it begins (2027-01-06)",
      "exchange the two, or correct the year",
    ],
  ],
  [
    "a freeze that covers everything, at one site",
    policy({ freezes: [freeze({}), freeze({ from: "2026-01-01", to: "2028-12-31", sites: ["Oslo"] })] }),
    [
      "policy.freezes[1]",
      "with this freeze nothing is open in the year from 2026-11-20 for dc03",
      "shorten the freeze, or add a window outside it",
    ],
  ],
];

describe.each([
  ["hosts", hosts],
  ["domains and sites", topology],
  ["Centers", centers],
  ["standalone gateways", gateways],
  ["roles", roles],
  ["sensors", sensors],
  ["policy", policies],
  ["the lab", labs],
  ["windows and freezes", calendars],
])("%s", (_group, cases) => {
  test.each(cases)("%s", (_name, change, ...expected) => {
    const found = problemsOf(change).map(({ path, message, fix }) => [path, message, fix]);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });
});

describe("what is allowed", () => {
  test.each<[string, (estate: Loose) => void]>([
    ["a new domain controller without gateway that nobody watches", (e) => dc(e, 1, { gateway: "none" })],
    ["a site without domain controllers", (e) => e.sites.push({ name: "Rome" })],
    ["references in another case", (e) => dc(e, 0, { domain: "CONTOSO.COM", site: "BERLIN" })],
    ["one role in two domains", (e) => dc(e, 2, { roles: ["pdcEmulator"] })],
    [
      "several ATA domain synchronizers",
      (e) => [0, 1].map((i) => dc(e, i, { roles: ["ataDomainSynchronizer"] })),
    ],
    [
      "one address with two ports",
      (e) => [0, 1].map((i) => dc(e, i, { address: "127.0.0.1", port: 2200 + i })),
    ],
    [
      "the lab, all on loopback, with short times",
      (e) => {
        inLab(e);
        Object.assign(e, { policy: { initialSync: "1s", soak: "0s", poll: "1s" } });
      },
    ],
    [
      "a forest without gateways and without Center",
      (e) => {
        e.centers.pop();
        dc(e, 4, { gateway: "none" });
      },
    ],
    [
      "an approved removal",
      (e) => {
        askForRemoval(e.centers[0]);
        Object.assign(e.centers[0], {
          retainUntil: "2026-01-01",
          approval: { by: "me", at: "2026-11-20T08:00:00+01:00" },
        });
      },
    ],
    [
      "a held domain controller that no window is about",
      (e) => {
        dc(e, 3, { hold: "being replaced" });
        Object.assign(e, {
          policy: { windows: [window({ sites: ["Berlin", "Oslo"] }), window({ domains: ["fabrikam.net"] })] },
        });
      },
    ],
    ["a window across the skipped hour", policy({ windows: [window({ from: "02:00", to: "06:00" })] })],
    ["a freeze that is over", policy({ freezes: [freeze({ from: "2020-01-01", to: "2025-12-31" })] })],
  ])("%s", (_name, change) => {
    expect(problemsOf(change)).toEqual([]);
  });
});

describe("the check a waiver names", () => {
  const checks = [
    { id: "memory", blocking: true, waivable: true },
    { id: "identity", blocking: true, waivable: false },
    { id: "power-plan", blocking: false, waivable: true },
  ];
  test.each([
    ["memory", []],
    [
      "memroy",
      ["there is no check of this id, so the waiver would let nothing through", "did you mean `memory`?"],
    ],
    [
      "nothing-like-it",
      [
        "there is no check of this id, so the waiver would let nothing through",
        "take an id from docs/checks.md",
      ],
    ],
    ["identity", ["this check is never waived", "remove the waiver and cure what the check finds"]],
    ["power-plan", ["this check only advises: there is nothing to waive", "remove the waiver"]],
  ])("%s", (check, expected) => {
    const problems = problemsOf(policy({ waivers: [waiver(check, ["dc01"])] }), { checks });
    expect(problems.flatMap(({ message, fix }) => [message, fix])).toEqual(expected);
    expect(problems.map(({ path }) => path)).toEqual(expected.length > 0 ? ["policy.waivers[0].check"] : []);
  });

  test("is not judged where the checks are not known", () => {
    expect(problemsOf(policy({ waivers: [waiver("memroy", ["dc01"])] }))).toEqual([]);
  });
});
