import { expect, test } from "@jest/globals";
import { mergedEstateText, newEstateText } from "../../../estate/ata/estateFile.ts";
import { proposeEstate } from "../../../estate/ata/proposal.ts";
import { parseEstate } from "../../../estate/load.ts";
import { centerProfile, gatewayProfile } from "../../../samples/profiles.ts";
import { reading } from "./support.ts";

const json = JSON.stringify;
const gateway = (name: string, watches: string[], more = {}) =>
  gatewayProfile({ id: name.toLowerCase().padEnd(24, "0"), name, watches, ...more });
const facts = (controllers: object[], forest = "contoso.com") =>
  json({ kind: "ata2mdi-directory", forest, domainControllers: controllers });
const dc = (name: string, more = {}) => ({ name, domain: "contoso.com", site: "Berlin", ...more });

async function proposed(gateways: object[], ...more: string[]) {
  const read = await reading(json(centerProfile()), json(gateways), ...more);
  const proposal = proposeEstate(read);
  const entries = (list: "domainControllers" | "standaloneGateways" | "centers" | "domains") =>
    proposal[list].map(({ entry }) => entry);
  return { proposal, entries, answers: read.answers };
}

test("the directory decides what is a lightweight gateway and what a standalone one", async () => {
  const { entries } = await proposed(
    [gateway("DC01", ["dc01.contoso.com"], { synchronizer: true }), gateway("GW01", ["dc02.contoso.com"])],
    facts([
      dc("DC01", { operatingSystem: "Windows Server 2012 R2 Standard" }),
      dc("DC02", { readOnly: true }),
      dc("DC03"),
    ]),
  );
  expect(entries("domainControllers")).toEqual([
    { name: "dc01", domain: "contoso.com", site: "Berlin", os: "2012R2", roles: ["ataDomainSynchronizer"] },
    { name: "dc02", domain: "contoso.com", site: "Berlin", readOnly: true, gateway: "none" },
    { name: "dc03", domain: "contoso.com", site: "Berlin", gateway: "none" },
  ]);
  expect(entries("standaloneGateways")).toEqual([{ name: "gw01", domain: "contoso.com", watches: ["dc02"] }]);
});

test("facts of one forest say nothing of another's gateways", async () => {
  const other = centerProfile({
    id: "0".repeat(24),
    name: "OTHERCENTER",
    directoryAccount: { domain: "fabrikam.net", name: "svc-ata", password: null },
  });
  const read = await reading(
    `${json(centerProfile())}\n${json([gateway("DC01", []), gateway("DC08", [])])}`,
    `${json(other)}\n${json([gateway("FDC01", []), gateway("GW02", ["fdc02.fabrikam.net"])])}`,
    facts([dc("DC01")]),
  );
  const proposal = proposeEstate(read);
  expect(proposal.domainControllers.map(({ entry }) => [entry.name, entry.domain, entry.gateway])).toEqual([
    ["dc01", "contoso.com", undefined],
    ["fdc01", "fabrikam.net", undefined],
    ["fdc02", "fabrikam.net", "none"],
  ]);
  expect(proposal.standaloneGateways.map(({ entry }) => entry.watches)).toEqual([["fdc02"]]);
  expect(proposal.notes.map(({ id, place }) => [id, place.path])).toEqual([["ATA-GATEWAY-GONE", "DC08"]]);
});

test("a host that two Centers name is told: an estate holds it once", async () => {
  const other = centerProfile({
    id: "0".repeat(24),
    name: "OTHERCENTER",
    directoryAccount: { domain: "fabrikam.net", name: "svc-ata", password: null },
  });
  const read = await reading(
    `${json(centerProfile())}\n${json(gateway("DC01", []))}`,
    `${json(other)}\n${json({ ...gateway("DC01", []), Id: "f".repeat(24) })}`,
  );
  const { notes, domainControllers } = proposeEstate(read);
  expect(domainControllers).toHaveLength(1);
  expect(notes.map(({ id, place }) => [id, place.path])).toEqual([["ATA-SAME-NAME", "DC01"]]);
});

test("domain controllers of one name in two forests are told", async () => {
  const { notes } = await reading(
    json(centerProfile()),
    facts([dc("DC01")]),
    facts([dc("DC01", { domain: "fabrikam.net" })], "fabrikam.net"),
  );
  expect(notes.map(({ id, place }) => [id, place.file, place.path])).toEqual([
    ["ATA-SAME-NAME", "domain controllers of two domains", "dc01"],
  ]);
});

test("without facts of the directory what a gateway watches decides, and what is missing is said", async () => {
  const { entries, proposal } = await proposed([
    gateway("DC01", ["dc01.contoso.com"]),
    gateway("DC09", []),
    gateway("GW01", ["dc02.emea.contoso.com"]),
  ]);
  expect(entries("domainControllers")).toEqual([
    { name: "dc01", domain: "contoso.com" },
    { name: "dc02", domain: "emea.contoso.com", gateway: "none" },
    { name: "dc09", domain: "contoso.com" },
  ]);
  expect(entries("standaloneGateways")).toEqual([
    { name: "gw01", domain: "emea.contoso.com", watches: ["dc02"] },
  ]);
  expect(entries("domains")).toEqual([
    { name: "contoso.com", forest: "contoso.com" },
    { name: "emea.contoso.com", forest: "contoso.com" },
  ]);
  const [dc01, , dc09] = proposal.domainControllers;
  expect(dc01?.comments.join()).toContain("TODO site");
  expect(dc09?.comments.join()).toContain("domain guessed");
});

test("a gateway whose server the directory does not know is told, and is no host of the estate", async () => {
  const { entries, proposal } = await proposed(
    [
      gateway("DC01", ["dc01.contoso.com"]),
      gateway("OLDDC", ["olddc.contoso.com"]),
      gateway("OLDGW", ["gone.contoso.com"]),
    ],
    facts([dc("DC01")]),
  );
  expect(entries("domainControllers").map(({ name }) => name)).toEqual(["dc01"]);
  expect(entries("standaloneGateways")).toEqual([]);
  expect(proposal.notes.map(({ id, place }) => [id, place.path])).toEqual([
    ["ATA-GATEWAY-GONE", "OLDDC"],
    ["ATA-GATEWAY-GONE", "OLDGW"],
  ]);
});

test("a Center that answers under another name is reached by that name", async () => {
  const read = await reading(
    json(centerProfile({ console: "ata.contoso.com" })),
    json([gateway("DC01", ["dc01.contoso.com"])]),
  );
  expect(proposeEstate(read).centers[0]?.entry).toEqual({
    name: "atacenter",
    forest: "contoso.com",
    address: "ata.contoso.com",
    console: "https://ata.contoso.com",
  });
});

const answers = json({
  kind: "ata2mdi-answers",
  workspace: {
    name: "contoso",
    tenantId: "11111111-2222-4333-8444-555555555555",
    clientId: "66666666-7777-4888-9999-000000000000",
  },
  connection: { user: "CONTOSO\\svc" },
  site: "Berlin",
});

test("a new estate with its answers is without a problem, and without them every gap is named", async () => {
  const gateways = [gateway("DC01", ["dc01.contoso.com"]), gateway("DC02", ["dc02.contoso.com"])];
  const whole = await proposed(gateways, answers);
  const text = newEstateText(whole.proposal, whole.answers, "x").text;
  expect(parseEstate(text, "x.yaml")).toMatchObject({ ok: true, estate: { name: "x" } });

  const bare = await proposed(gateways);
  const parsed = parseEstate(newEstateText(bare.proposal, null, "x").text, "x.yaml");
  expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual([
    "sites",
    "workspace",
    "connection.user",
    "domainControllers[0].site",
    "domainControllers[1].site",
  ]);
});

test("an import into an existing estate adds what is missing, keeps every character, and changes nothing twice", async () => {
  const first = await proposed([gateway("DC01", ["dc01.contoso.com"])], answers);
  const edited = newEstateText(first.proposal, first.answers, "x")
    .text.replace("    site: Berlin", "    site: Berlin # rack 7\n    hold: being replaced # until March")
    .replace("centers:", "\n# the old one\ncenters:");
  const second = await proposed(
    [gateway("DC01", ["dc01.contoso.com"]), gateway("DC02", ["dc02.contoso.com"])],
    answers,
  );

  const merged = mergedEstateText(edited, "x.yaml", second.proposal);
  expect(merged.added).toEqual(["domainControllers: dc02"]);
  const inserted = "  - name: dc02\n    domain: contoso.com\n    site: Berlin\n";
  expect(merged.text).toContain(inserted);
  expect(merged.text.replace(inserted, "")).toBe(edited);
  expect(parseEstate(merged.text, "x.yaml").ok).toBe(true);

  const again = mergedEstateText(merged.text, "x.yaml", second.proposal);
  expect(again).toEqual({ text: merged.text, added: [], differing: [] });
});

test("where a person wrote something else it stays, and the difference is told", async () => {
  const { proposal, answers: given } = await proposed([gateway("DC01", ["dc01.contoso.com"])], answers);
  const moved = newEstateText(proposal, given, "x")
    .text.replace("    site: Berlin", "    site: Oslo")
    .replace("- name: Berlin", "- name: Oslo");
  const merged = mergedEstateText(moved, "x.yaml", proposal);
  expect(merged.text).toContain("    site: Oslo");
  expect(merged.differing).toEqual(["domainControllers: dc01: site is Oslo here and Berlin in ATA"]);
});

test("a host that is in another list of the estate is not added a second time, and that is told", () => {
  const text =
    "standaloneGateways:\n  - { name: gw01, watches: [dc03] }\ndomainControllers:\n  - { name: dc03 }\n";
  const entry = (name: string) => ({ entry: { name }, comments: [] });
  const proposed = {
    domains: [],
    sites: [],
    domainControllers: [entry("GW01"), entry("dc03")],
    standaloneGateways: [],
    centers: [],
    notes: [],
  };
  const merged = mergedEstateText(text, "x.yaml", proposed as never);
  expect(merged.text).toBe(text);
  expect(merged.added).toEqual([]);
  expect(merged.differing).toEqual(["domainControllers: GW01: is one of standaloneGateways here"]);
});

test("a file that is no YAML map is left alone", async () => {
  const { proposal } = await proposed([gateway("DC01", ["dc01.contoso.com"])]);
  for (const text of ["- a\n- b\n", "a: [1,\n", "just text"]) {
    expect(() => mergedEstateText(text, "x.yaml", proposal)).toThrow("x.yaml");
  }
});
