import { describe, expect, test } from "@jest/globals";
import { GOOD, type Loose, problemsIn, problemsOf } from "./samples.ts";

/** What is changed, where the one problem is expected, what it says, what it advises. */
type Case = [string, (estate: Loose) => void, string, string, string];

const ROLES =
  "globalCatalog, schemaMaster, domainNamingMaster, pdcEmulator, ridMaster, infrastructureMaster, bridgehead, ataDomainSynchronizer, adFs, adCs, entraConnect";

const cases: Case[] = [
  [
    "an unknown key near a known one",
    (e) => Object.assign(e.domainControllers[2], { prot: 2222 }),
    "domainControllers[2].prot",
    '"prot" is not a key that is known here',
    "did you mean `port`? Else remove it; known here: name, domain, site, address, port, hostKey, os, readOnly, roles, gateway, sensor, defenderForEndpoint, hold, needs, prepare, putBack, sensorProxy, hypervisor, settings",
  ],
  [
    "an unknown key near none",
    (e) => Object.assign(e, { zzzzzzzz: 1 }),
    "zzzzzzzz",
    '"zzzzzzzz" is not a key that is known here',
    "remove it; known here: name, workspace, azure, service, connection, domains, sites, domainControllers, standaloneGateways, centers, policy, preparation, rollback, clearRemnants, attestations",
  ],
  [
    "an unknown key inside a map that has two forms",
    (e) => Object.assign(e.connection.authentication.privateKey, { flie: "x" }),
    "connection.authentication.privateKey.flie",
    '"flie" is not a key that is known here',
    "did you mean `file`? Else remove it; known here: config, env, file",
  ],
  [
    "a missing section",
    (e) => Reflect.deleteProperty(e, "centers"),
    "centers",
    "is missing: a list belongs here",
    "add `centers:`. ATA Centers, one a forest.",
  ],
  [
    "an empty section",
    (e) => Object.assign(e, { centers: [] }),
    "centers",
    "needs at least one entry",
    "add an entry, or remove the key if it may be left out",
  ],
  [
    "a section without content",
    (e) => Object.assign(e, { attestations: null }),
    "attestations",
    "is empty: a list belongs here",
    "fill it in, or remove the key. What people say of settings that can only be made in the portal; `ata2mdi attest` adds one.",
  ],
  [
    "a missing key",
    (e) => Reflect.deleteProperty(e.domainControllers[1], "site"),
    "domainControllers[1].site",
    "is missing: text belongs here",
    "add `site:`. Active Directory site, one of `sites`.",
  ],
  [
    "a map instead of a list",
    (e) => Object.assign(e, { attestations: { row: "siem" } }),
    "attestations",
    "must be a list",
    "correct it. What people say of settings that can only be made in the portal; `ata2mdi attest` adds one.",
  ],
  [
    "a text instead of a list",
    (e) => Object.assign(e.standaloneGateways[0], { watches: "dc03" }),
    "standaloneGateways[0].watches",
    "must be a list",
    "write it as a list: [dc03]",
  ],
  [
    "a number instead of a text",
    (e) => Object.assign(e, { name: 2026 }),
    "name",
    "must be text",
    'put it in quotes: "2026"; What the estate is called in plans and reports.',
  ],
  [
    "a text instead of a number",
    (e) => Object.assign(e.connection, { port: "22" }),
    "connection.port",
    "must be a number",
    "correct it. Port of the hosts' SSH server.",
  ],
  [
    "a port that is no whole number",
    (e) => Object.assign(e.connection, { port: 22.5 }),
    "connection.port",
    "must be a whole number",
    "correct it. Port of the hosts' SSH server.",
  ],
  [
    "a window with two ends",
    (e) =>
      Object.assign(e, {
        service: {
          suppress: { titles: ["noise"], until: "2026-12-01T20:00:00Z", for: "1h", reason: "planned" },
        },
      }),
    "service.suppress",
    "needs one of `until` and `for`, and only one",
    "correct it. Health issues of the moving domain controllers that are kept quiet during planned work; open again before the health of the whole move is judged, and when the window is over.",
  ],
  [
    "a port out of range",
    (e) => Object.assign(e.connection, { port: 70_000 }),
    "connection.port",
    "must be at most 65535",
    "write at most 65535",
  ],
  [
    "a bandwidth of nothing",
    (e) => Object.assign(e.sites[0], { packageMegabitsPerSecond: 0 }),
    "sites[0].packageMegabitsPerSecond",
    "must be more than 0",
    "write more than 0",
  ],
  [
    "a managed account with a quote in it",
    (e) => Object.assign(e.domains[0], { managedAccounts: ["gmsa' -or 1"] }),
    "domains[0].managedAccounts[0]",
    "must be the name of a managed service account, at most 15 characters, with or without its dollar sign",
    "correct it",
  ],
  [
    "a release written as a number",
    (e) => Object.assign(e.domainControllers[0], { os: 2019 }),
    "domainControllers[0].os",
    "must be one of 2008R2, 2012, 2012R2, 2016, 2019, 2022, 2025",
    'write it in quotes, "2019"',
  ],
  [
    "a misspelt word",
    (e) => Object.assign(e.domainControllers[0], { roles: ["globalCatlog"] }),
    "domainControllers[0].roles[0]",
    `must be one of ${ROLES}`,
    "did you mean `globalCatalog`?",
  ],
  [
    "a cloud without the service, with the reason",
    (e) => Object.assign(e.workspace, { cloud: "china" }),
    "workspace.cloud",
    "must be one of global, usGovL4, usGovL5, lab: China and the other national clouds have no Defender for Identity in Microsoft Graph",
    "write one of global, usGovL4, usGovL5, lab",
  ],
  [
    "a word near none",
    (e) => Object.assign(e.domainControllers[0], { gateway: "maybe" }),
    "domainControllers[0].gateway",
    "must be one of lightweight, none",
    "write one of lightweight, none",
  ],
  [
    "a length of time without unit",
    (e) => Object.assign(e, { policy: { soak: 90 } }),
    "policy.soak",
    "must be a length of time with its unit",
    "write a number with its unit: 90s, 90m, 90h or 90d",
  ],
  [
    "a length of time with another unit",
    (e) => Object.assign(e, { policy: { soak: "2 hours" } }),
    "policy.soak",
    "must be a number with its unit: 90s, 15m, 2h or 3d",
    "correct it. Time a wave must stay healthy before the next begins.",
  ],
  [
    "a length of time that is too long",
    (e) => Object.assign(e, { policy: { soak: "8d" } }),
    "policy.soak",
    "must lie between 0s and 7d",
    "correct it. Time a wave must stay healthy before the next begins.",
  ],
  [
    "a share of nothing",
    (e) => Object.assign(e, { policy: { waves: [1, "0%"] } }),
    "policy.waves[1]",
    "must be a whole number from 1, or a percentage from 1% to 100%",
    "correct it. A whole number, or a percentage in quotes.",
  ],
  [
    "a count that is neither",
    (e) => Object.assign(e.sites[0], { maxUnavailable: [1] }),
    "sites[0].maxUnavailable",
    "must be a whole number or a percentage from 1% to 100%",
    "correct it. Overrides policy.maxUnavailable.site here.",
  ],
  [
    "a host name that Windows would not take",
    (e) => Object.assign(e.centers[0], { name: "ata_center_of_contoso" }),
    "centers[0].name",
    "must be a NetBIOS computer name: 1 to 15 letters, digits or hyphens",
    "correct it. Computer name (NetBIOS, without the domain); also the start of its resources' names.",
  ],
  [
    "a tenant by its name",
    (e) => Object.assign(e.workspace, { tenantId: "contoso" }),
    "workspace.tenantId",
    "must be a GUID such as 11111111-2222-4333-8444-555555555555",
    "correct it. Microsoft Entra tenant.",
  ],
  [
    "a console without https",
    (e) => Object.assign(e.centers[0], { console: "http://ata1" }),
    "centers[0].console",
    "must be an https address such as https://ata-center.contoso.com",
    "correct it. Address of its console and REST interface: https://ata-center.contoso.com.",
  ],
  [
    "a date that does not exist",
    (e) => Object.assign(e.centers[0], { retainUntil: "2027-02-30" }),
    "centers[0].retainUntil",
    "must be a date that exists, written 2026-12-31",
    "correct it. First day on which the Center may be removed.",
  ],
  [
    "a moment without offset",
    (e) => Object.assign(e.centers[0], { approval: { by: "me", at: "2026-11-01T08:00:00" } }),
    "centers[0].approval.at",
    "must be a moment with its offset: 2026-12-01T20:00:00+01:00",
    "correct it. A moment, ISO 8601 with its offset: 2026-12-01T20:00:00+01:00.",
  ],
  [
    "both ways to prove who one is",
    (e) => Object.assign(e.connection.authentication, { agent: true }),
    "connection.authentication",
    "must be exactly one of { agent: … } or { privateKey: … }",
    "correct it. How the account proves itself; exactly one of the two.",
  ],
  [
    "a way to prove who one is that is misspelt",
    (e) => Object.assign(e.connection, { authentication: { agnet: true } }),
    "connection.authentication",
    "must be exactly one of { agent: … } or { privateKey: … }",
    "did you mean `agent`?",
  ],
  [
    "a pair of one",
    (e) => Object.assign(e, { policy: { apart: [["dc01"]] } }),
    "policy.apart[0]",
    "must be at least 2 entries",
    "write at least 2 entries",
  ],
  [
    "an approval for what is no wave",
    (e) => Object.assign(e, { policy: { approvals: { canary: "needed" } } }),
    "policy.approvals.canary",
    "must be a wave's name such as wave-1",
    'rename the key "canary"',
  ],
  [
    "an approval in a word that means nothing",
    (e) => Object.assign(e, { policy: { approvals: { "wave-1": "yes" } } }),
    "policy.approvals.wave-1",
    "must be `needed` or { by: …, at: …, note: … }",
    "correct it. `needed`, or who agreed and when.",
  ],
  [
    "an approval without its moment",
    (e) => Object.assign(e, { policy: { approvals: { "wave-1": { by: "me" } } } }),
    "policy.approvals.wave-1.at",
    "is missing: text belongs here",
    "add `at:`. A moment, ISO 8601 with its offset: 2026-12-01T20:00:00+01:00.",
  ],
  [
    "an hour that no clock shows",
    (e) =>
      Object.assign(e, {
        policy: { windows: [{ days: ["sat"], from: "8:00", to: "18:00", timeZone: "UTC" }] },
      }),
    "policy.windows[0].from",
    "must be a time of day from 00:00 to 23:59, in quotes",
    'correct it. When it opens, local time, in quotes: "20:00".',
  ],
];

test("a proxy with an account in it is refused where it stands", () => {
  const found = problemsOf((e) =>
    Object.assign(e.sites[0], { sensorProxy: "http://svc@proxy.contoso.com:80" }),
  );
  expect(found).toMatchObject([
    { path: "sites[0].sensorProxy", message: expect.stringContaining("a proxy without an account") },
  ]);
});

describe("single values", () => {
  test.each(cases)("%s", (_name, change, path, message, fix) => {
    expect(problemsOf(change).map((p) => ({ path: p.path, message: p.message, fix: p.fix }))).toEqual([
      { path, message, fix },
    ]);
  });

  test("the good estate has no problem", () => {
    expect(problemsIn(GOOD)).toEqual([]);
  });
});

describe("where a problem stands", () => {
  const lineOf = (text: string) => GOOD.split("\n").findIndex((line) => line.includes(text)) + 1;

  test("a value: its own line, and what stands there", () => {
    const problems = problemsIn(GOOD.replace('site: Oslo, os: "2016"', 'site: Oslo, os: "2017"'));
    expect(problems).toMatchObject([{ line: lineOf("dc03, domain"), value: '"2017"' }]);
  });

  test("a missing key: the line of the map it belongs to", () => {
    const problems = problemsIn(GOOD.replace("  user: CONTOSO\\svc\n", ""));
    expect(problems).toMatchObject([{ path: "connection.user", line: lineOf("connection:") }]);
    expect(problems[0]).not.toHaveProperty("value");
  });

  test("a value behind an alias: the line where it is written", () => {
    const text = GOOD.replace("sites:\n", "sites:\n  - &site { name: Rome, size: 3 }\n").replace(
      "  - { name: Lisbon }",
      "  - { name: Lisbon }\n  - *site",
    );
    expect(problemsIn(text).filter(({ path }) => path.endsWith("size"))).toMatchObject([
      { path: "sites[0].size", line: lineOf("sites:") + 1 },
      { path: "sites[4].size", line: lineOf("sites:") + 1 },
    ]);
  });

  test("long values are shortened, lists and maps are named by their kind", () => {
    expect(problemsOf((e) => Object.assign(e.centers[0], { name: "x".repeat(500) }))[0]?.value).toHaveLength(
      60,
    );
    expect(problemsOf((e) => Object.assign(e, { name: ["a"] }))[0]?.value).toBe("a list");
    expect(problemsOf((e) => Object.assign(e, { name: { a: 1 } }))[0]?.value).toBe("a map");
  });
});
