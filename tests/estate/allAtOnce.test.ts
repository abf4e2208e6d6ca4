import { describe, expect, test } from "@jest/globals";
import { formatEstateProblems, parseEstate } from "../../estate/load.ts";
import { GOOD, type Loose, problemsIn, problemsOf, TODAY } from "./samples.ts";

/** Faults of single values and faults between values, all in one file. */
const many = (e: Loose): void => {
  Object.assign(e, { centres: [] });
  Object.assign(e.connection, { port: "ssh" });
  e.domainControllers[0].name = "dc02";
  e.domainControllers[2].site = "Olso";
  Object.assign(e.domainControllers[3], { prot: 22, os: "2017" });
  e.centers[1].forest = "contoso.com";
  e.standaloneGateways[0].watches = ["dc99"];
  Object.assign(e, { policy: { canary: "dc98", soak: "1w" } });
};

test("schema and rules are told together, in the order of the file", () => {
  const problems = problemsOf(many);
  expect(problems.map(({ path }) => path)).toEqual([
    "connection.port",
    "domainControllers[1].name",
    "domainControllers[1].name",
    "domainControllers[2].site",
    "domainControllers[3].os",
    "domainControllers[3].prot",
    "standaloneGateways[0].watches[0]",
    "centers",
    "centers[1].forest",
    "centres",
    "policy.canary",
    "policy.soak",
  ]);
  const lines = problems.map(({ line }) => line ?? 0);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
});

test("the printed list is grouped by section and says how many there are", () => {
  const text = formatEstateProblems(problemsOf(many));
  expect(text.split("\n")[0]).toBe("estate.yaml: 12 problems");
  expect(text.match(/^\w+:$/gm)).toEqual([
    "connection:",
    "domainControllers:",
    "standaloneGateways:",
    "centers:",
    "centres:",
    "policy:",
  ]);
  expect(text).toContain(
    '  domainControllers[2].site = "Olso"\n    there is no site of this name in `sites`\n    fix: did you mean `Oslo`? Else add it to `sites`',
  );
});

describe("a fault is not told twice, and what cannot be read raises no other", () => {
  test.each<[string, (estate: Loose) => void, string[]]>([
    [
      "a domain controller without name that is watched",
      (e) => Reflect.deleteProperty(e.domainControllers[2], "name"),
      ["domainControllers[2].name"],
    ],
    ["a Center without forest", (e) => Reflect.deleteProperty(e.centers[0], "forest"), ["centers[0].forest"]],
    ["a Center that is no map", (e) => e.centers.splice(1, 1, "ata2"), ["centers[1]"]],
    ["a domain without name", (e) => Reflect.deleteProperty(e.domains[2], "name"), ["domains[2].name"]],
    ["no sites", (e) => Reflect.deleteProperty(e, "sites"), ["sites"]],
    [
      "a site that is a number",
      (e) => Object.assign(e.domainControllers[0], { site: 5 }),
      ["domainControllers[0].site"],
    ],
    ["no workspace", (e) => Reflect.deleteProperty(e, "workspace"), ["workspace"]],
    [
      "a release unknown to a v3 sensor",
      (e) => Object.assign(e.domainControllers[0], { os: "2010", sensor: "v3" }),
      ["domainControllers[0].os"],
    ],
  ])("%s", (_name, change, paths) => {
    expect(problemsOf(change).map(({ path }) => path)).toEqual(paths);
  });
});

describe("what rests on the cloud of the workspace", () => {
  const paths = (workspace: object) =>
    problemsOf((e) => {
      Object.assign(e.workspace, workspace);
      Object.assign(e, { policy: { soak: "3s" } });
    }).map(({ path }) => path);

  test("is told beside other faults of the workspace", () => {
    expect(paths({ tenantId: "1111" })).toEqual(["workspace.tenantId", "policy.soak"]);
  });
  test("is not told of the lab's estate, whatever else is wrong there", () => {
    expect(paths({ tenantId: "1111", cloud: "lab" })).not.toContain("policy.soak");
  });
  test("waits until the cloud can be read", () => {
    expect(paths({ cloud: "labb" })).toEqual(["workspace.cloud"]);
  });
});

test("a number far outside is told once, with the bound of its place", () => {
  const problems = problemsOf((e) => Object.assign(e.connection, { port: 1e99 }));
  expect(problems.map(({ message }) => message)).toEqual(["must be at most 65535"]);
});

test("a rule still holds for the rest of a file in which something cannot be read", () => {
  const paths = problemsOf((e) => {
    e.domainControllers.splice(0, 1, null);
    e.domainControllers[3].site = "Lisboa";
  }).map(({ path }) => path);
  expect(paths).toEqual(["domainControllers[0]", "domainControllers[3].site"]);
});

test("far too little of an estate is told as what is missing", () => {
  expect(problemsIn("hello: world").map(({ path }) => path)).toEqual([
    "name",
    "workspace",
    "connection",
    "domains",
    "sites",
    "domainControllers",
    "centers",
    "hello",
  ]);
});

test("a good file gives the estate with its defaults", () => {
  const loaded = parseEstate(GOOD, "estate.yaml", { today: TODAY });
  expect(loaded).toMatchObject({
    ok: true,
    estate: {
      workspace: { cloud: "global" },
      connection: { kind: "ssh", port: 22, deadline: 2700 },
      policy: { soak: 3600, initialSync: 7200, waves: [1, 5, "20%"], maxUnavailable: { site: 1, domain: 1 } },
      domainControllers: [
        { gateway: "lightweight", sensor: "auto", readOnly: false, needs: [] },
        {},
        {},
        {},
        {},
      ],
    },
  });
});
