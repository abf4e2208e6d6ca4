import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parseEstate } from "../../../estate/load.ts";
import type { Estate } from "../../../estate/schema.ts";
import type { ComponentFacts, HostFacts } from "../../../plan/facts.ts";
import { residueItems } from "../../../plan/residue/catalogue.ts";
import { type HostResidue, residueOf } from "../../../plan/residue/residue.ts";
import { absentComponent } from "../../support/facts.ts";

const estate = dev();

function dev(): Estate {
  const file = join(__dirname, "..", "..", "..", "estates", "dev.yaml");
  const loaded = parseEstate(readFileSync(file, "utf8"), file);
  if (!loaded.ok) throw new Error("the sample estate does not load");
  return loaded.estate;
}

function surveyed(gateway: ComponentFacts) {
  const facts = { measuredAt: "2026-12-01T10:00:00Z", gateway, center: absentComponent() } as HostFacts;
  return { takenAt: "2026-12-01T10:00:00Z", hosts: { dc01: facts } };
}

const rowOf = (all: HostResidue[], host: string, id: string) =>
  all.find((one) => one.host === host)?.rows.find((row) => row.id === id);

test("each host gets the rows of what ran on it, and a host that nothing ran on gets none of a gateway's", () => {
  const all = residueOf(estate);
  expect(all.map(({ host }) => host)).toEqual([
    "dc01",
    "dc02",
    "dc03",
    "dc04",
    "dc05",
    "dc06",
    "dc07",
    "gw01",
    "atacenter",
    "contoso.test",
  ]);
  const ids = (host: string) => all.find((one) => one.host === host)?.rows.map(({ id }) => id);
  expect(ids("dc01")).toContain("security-log-entry");
  expect(ids("dc03")).toEqual(["port-mirror-source", "event-forwarding-source", "program-folder"]);
  expect(ids("gw01")).toEqual(expect.arrayContaining(["port-mirror-target", "event-forwarding-collector"]));
  expect(ids("atacenter")).toContain("center-database");
  expect(ids("contoso.test")).toEqual(["directory-service-account", "sam-remote-calls"]);
  expect(new Set(all.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(residueItems.length);
});

test("without a survey nothing is gone; with one, what is unread is not gone either", () => {
  expect(
    residueOf(estate)
      .flatMap(({ rows }) => rows)
      .filter(({ state }) => state === "gone"),
  ).toEqual([]);
  const state = (gateway: ComponentFacts) =>
    rowOf(residueOf(estate, surveyed(gateway)), "dc01", "gateway-product");
  expect(state(absentComponent())?.state).toBe("gone");
  expect(state({ ...absentComponent(), registry: { unread: "access denied" } })).toMatchObject({
    state: "unread",
    measured: "registry key: access denied",
  });
  const remnant = { ...absentComponent(), registry: { unread: "x" }, file: { value: "1.9.7576.0" } };
  expect(state(remnant)).toMatchObject({ state: "there", measured: "executable" });
});

test("a step clears only what the docs say, and says so with its setting", () => {
  const bySetting = Map.groupBy(residueItems, ({ setting }) => setting ?? "a person");
  expect(bySetting.get("clearRemnants")?.map(({ id }) => id)).toEqual([
    "gateway-product",
    "gateway-folder",
    "gateway-certificate",
  ]);
  const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "center.md"), "utf8");
  for (const { id, setting } of residueItems) {
    if (setting) expect(page).toMatch(new RegExp(`^\\| .*\`${id}\`.*\\| \`${setting}\``, "m"));
  }
});

test("no text keeps a placeholder, and every row says where, whose and how", () => {
  for (const { host, rows } of residueOf(estate)) {
    for (const row of rows) {
      expect(Object.values(row).join(" ")).not.toMatch(/[{}]/);
      expect([row.where, row.owner, row.clear, row.what]).not.toContain("");
      if (row.id === "radius-target") expect(row.where).toContain(host);
    }
  }
});
