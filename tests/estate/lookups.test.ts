import { describe, expect, test } from "@jest/globals";
import {
  centerOf,
  domainControllerOf,
  domainControllersOfForest,
  forestOf,
  forestsOf,
  sensorNeedsOf,
  standaloneGatewaysOfForest,
} from "../../estate/lookups.ts";
import { estateOf } from "./samples.ts";

const estate = estateOf();
const names = (of: { name: string }[]) => of.map(({ name }) => name);

describe("who belongs to whom", () => {
  test("a domain to its forest", () => {
    expect(forestOf(estate, "EMEA.contoso.com")).toBe("contoso.com");
    expect(forestOf(estate, "nobody.com")).toBeUndefined();
    expect(forestsOf(estate)).toEqual(["contoso.com", "fabrikam.net"]);
  });

  test("domain controllers, over all domains of a forest", () => {
    expect(names(domainControllersOfForest(estate, "contoso.com"))).toEqual(["dc01", "dc02", "dc03", "dc04"]);
    expect(names(domainControllersOfForest(estate, "Fabrikam.net"))).toEqual(["dc05"]);
    expect(domainControllersOfForest(estate, "nobody.com")).toEqual([]);
    expect(domainControllerOf(estate, "DC04")?.site).toBe("Lisbon");
    expect(domainControllerOf(estate, "dc40")).toBeUndefined();
  });

  test("standalone gateways, by what they watch", () => {
    expect(names(standaloneGatewaysOfForest(estate, "contoso.com"))).toEqual(["gw01"]);
    expect(standaloneGatewaysOfForest(estate, "fabrikam.net")).toEqual([]);
  });

  test("Centers", () => {
    expect(centerOf(estate, "fabrikam.net")?.name).toBe("ata2");
    expect(centerOf(estate, "nobody.com")).toBeUndefined();
  });
});

test("references are spelt as what they refer to", () => {
  const spelt = estateOf((e) => {
    Object.assign(e.domainControllers[0], { domain: "Contoso.Com", site: "BERLIN" });
    e.standaloneGateways[0].watches = ["DC03"];
    e.centers[0].forest = "CONTOSO.COM";
    const scope = { timeZone: "UTC", sites: ["oslo", "BERLIN", "Lisbon"], domains: ["emea.CONTOSO.com"] };
    e.policy = {
      canary: "DC02",
      apart: [["Dc01", "dC02"]],
      windows: [
        { days: ["mon"], from: "00:00", to: "01:00", timeZone: "UTC" },
        { days: ["mon"], from: "00:00", to: "01:00", ...scope },
      ],
      freezes: [{ from: "2026-12-24", to: "2026-12-26", reason: "feast", ...scope }],
      waivers: [{ check: "memory", hosts: ["DC04"], reason: "agreed", by: "me", expires: "2027-01-01" }],
    };
    e.attestations = [
      {
        row: "ata-alerts",
        center: "ATA1",
        state: "done",
        by: "me",
        at: "2026-11-01T00:00:00Z",
        evidence: "ticket",
      },
    ];
  });
  expect(spelt).toMatchObject({
    domainControllers: [{ name: "dc01", domain: "contoso.com", site: "Berlin" }, {}, {}, {}, {}],
    standaloneGateways: [{ watches: ["dc03"] }],
    centers: [{ forest: "contoso.com" }, {}],
    policy: {
      canary: "dc02",
      apart: [["dc01", "dc02"]],
      windows: [{}, { sites: ["Oslo", "Berlin", "Lisbon"], domains: ["emea.contoso.com"] }],
      freezes: [{ sites: ["Oslo", "Berlin", "Lisbon"] }],
      waivers: [{ hosts: ["dc04"] }],
    },
    attestations: [{ center: "ata1" }],
  });
});

describe("what a sensor needs", () => {
  const needy = (dc: { sensorProxy?: string }) => {
    const [domain, ...domains] = estate.domains;
    const [site, ...sites] = estate.sites;
    const [first, ...others] = estate.domainControllers;
    if (!domain || !site || !first) throw new Error("the sample estate is empty");
    const proxy = { ...site, sensorProxy: "http://proxy.contoso.com:8080" };
    return {
      ...estate,
      domains: [{ ...domain, managedAccounts: ["gmsa$"] }, ...domains],
      sites: [proxy, ...sites],
      domainControllers: [{ ...first, domain: domain.name.toUpperCase(), site: site.name, ...dc }, ...others],
    };
  };

  test.each([
    [{}, "http://proxy.contoso.com:8080"],
    [{ sensorProxy: "http://other.contoso.com:3128" }, "http://other.contoso.com:3128"],
    [{ sensorProxy: "none" }, null],
  ])("accounts of its domain; a proxy of its own goes before its site's: %j", (dc, proxy) => {
    expect(sensorNeedsOf(needy(dc), "DC01")).toEqual({ managedAccounts: ["gmsa$"], proxy });
  });

  test("a host that is no domain controller needs nothing", () => {
    expect(sensorNeedsOf(needy({}), "gw01")).toEqual({ managedAccounts: [], proxy: null });
  });
});

test("a waiver for a site or a domain names its hosts, each once, however it is written", () => {
  const waived = (of: object) => {
    const waiver = { check: "memory", reason: "agreed", by: "me", expires: "2027-01-31", ...of };
    const loaded = estateOf((e) => Object.assign(e, { policy: { waivers: [waiver] } }));
    return loaded.policy.waivers[0]?.hosts;
  };
  const all = estate.domainControllers;
  const lisbon = all.filter(({ site }) => site === "Lisbon").map(({ name }) => name);
  expect(waived({ sites: ["LISBON"] })).toEqual(lisbon);
  expect(waived({ sites: ["Lisbon"], hosts: [lisbon[0]?.toUpperCase()] })).toEqual(lisbon);
  expect(waived({ domains: ["Fabrikam.net"], hosts: ["dc01"] })).toEqual(["dc01", "dc05"]);
});
