import { parse, stringify } from "yaml";
import { type EstateProblem, type LoadOptions, parseEstate } from "../../estate/load.ts";
import type { Estate } from "../../estate/schema.ts";

/** An estate without fault: two forests, three sites, five domain controllers, one standalone gateway, two Centers. */
export const GOOD = `\
name: sample
workspace:
  name: sample
  tenantId: 11111111-2222-4333-8444-555555555555
  clientId: 66666666-7777-4888-9999-000000000000
connection:
  user: CONTOSO\\svc
  authentication: { privateKey: { env: SSH_KEY } }
domains:
  - { name: contoso.com, forest: contoso.com }
  - { name: emea.contoso.com, forest: contoso.com }
  - { name: fabrikam.net, forest: fabrikam.net }
sites:
  - { name: Berlin }
  - { name: Oslo }
  - { name: Lisbon }
domainControllers:
  - { name: dc01, domain: contoso.com, site: Berlin, os: "2019", roles: [schemaMaster, pdcEmulator] }
  - { name: dc02, domain: contoso.com, site: Berlin, os: "2022" }
  - { name: dc03, domain: emea.contoso.com, site: Oslo, os: "2016", gateway: none }
  - { name: dc04, domain: emea.contoso.com, site: Lisbon, os: "2019", readOnly: true }
  - { name: dc05, domain: fabrikam.net, site: Lisbon, os: "2022" }
standaloneGateways:
  - { name: gw01, domain: contoso.com, watches: [dc03] }
centers:
  - { name: ata1, forest: contoso.com, domain: contoso.com, console: "https://ata1.contoso.com" }
  - { name: ata2, forest: fabrikam.net, domain: fabrikam.net, console: "https://ata2.fabrikam.net" }
`;

/** The day on which the tests' estates are checked. */
export const TODAY = "2026-11-20";

// biome-ignore lint/suspicious/noExplicitAny: tests write what the types forbid
export type Loose = any;

const goodData: Loose = parse(GOOD);

/** The good estate as plain data, to be spoilt. */
export function data(): Loose {
  return structuredClone(goodData);
}

/** Problems of the good estate after a change to its data. */
export function problemsOf(change: (estate: Loose) => void, options: LoadOptions = {}): EstateProblem[] {
  const estate = data();
  change(estate);
  return problemsIn(stringify(estate), options);
}

export function problemsIn(text: string, options: LoadOptions = {}): EstateProblem[] {
  const loaded = parseEstate(text, "estate.yaml", { today: TODAY, ...options });
  return loaded.ok ? [] : loaded.problems;
}

/** The good estate after a change that leaves it good. */
export function estateOf(change: (estate: Loose) => void = () => undefined): Estate {
  const estate = data();
  change(estate);
  const loaded = parseEstate(stringify(estate), "estate.yaml", { today: TODAY });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, undefined, 2));
  return loaded.estate;
}
