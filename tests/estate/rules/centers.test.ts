import { askForRemoval, attestation, type Case, hold } from "./cases.ts";

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
    "an archive without a place or a backup, and a database of another Center to delete",
    (e) => Object.assign(e.centers[0], { archive: { signingKey: { env: "KEY" } }, deleteDatabase: "ata2" }),
    [
      "centers[0].archive",
      "an archive has exactly one place: `folder` or `blob`",
      "add `folder:` or `blob:`",
    ],
    ["centers[0].archive", "there is no `backup` to archive", "add `backup:` with this Center"],
    [
      "centers[0].deleteDatabase",
      "deletes the database's files, and needs the name of this very Center and an `archive`",
      "leave it out and the files stay; or write `deleteDatabase: ata1` and add `archive:`",
    ],
  ],
  ...(
    [
      ["2027-04-14", "lasts too long for an emergency, so it waives nothing"],
      ["2027-03-29", "ends before it begins, so it waives nothing"],
    ] as const
  ).map(
    ([until, message]): Case => [
      `an override until ${until}`,
      (e) =>
        Object.assign(e.centers[0], {
          override: { waives: ["alerts"], by: "ann", at: "2027-03-30T09:00:00Z", until, reason: "urgent" },
        }),
      ["centers[0].override.until", message, "write a day from 2027-03-30 to 2027-04-13"],
    ],
  ),
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
    "an alert that is decided tomorrow",
    (e) =>
      Object.assign(e.centers[0], {
        alerts: [{ id: "ab".repeat(12), by: "me", at: "2027-01-01T00:00:00Z", reason: "a scanner" }],
      }),
    ["centers[0].alerts[0].at", "lies in the future", "write the moment at which it was said"],
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

hold("Centers", centers);
hold("standalone gateways", gateways);
