import { type Case, dc, hold } from "./cases.ts";

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

hold("hosts", hosts);
hold("domains and sites", topology);
