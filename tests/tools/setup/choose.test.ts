import { describe, expect, test } from "@jest/globals";
import { choose } from "../../../tools/setup/choose.mjs";

type Facts = Parameters<typeof choose>[0];

/** A Debian machine with Node 20 and Go in a fresh clone. */
const bare: Facts = {
  nodes: [{ path: "/usr/bin/node", version: "20.20.2" }],
  pulumi: undefined,
  commandProvider: undefined,
  downloadFailed: false,
  ownNode: false,
  ownPulumi: false,
  ownLanguageHost: false,
  packages: false,
};
const pulumi = { path: "/opt/pulumi/pulumi", version: "3.270.0", languageHost: true };

describe("choice", () => {
  test("a bare machine gets everything, Node first", () => {
    expect(choose(bare)).toEqual({
      node: "own",
      pulumi: "own",
      commandProvider: "stand-in",
      work: ["node", "packages", "pulumi", "language-host"],
    });
  });

  test("nothing is done where all is there", () => {
    const made = { ...bare, ownNode: true, ownPulumi: true, ownLanguageHost: true, packages: true };
    expect(choose(made).work).toEqual([]);
  });

  test("only what is missing is done", () => {
    expect(choose({ ...bare, ownNode: true, ownPulumi: true, packages: true }).work).toEqual([
      "language-host",
    ]);
  });

  test("an installed pulumi is used as it is, and downloads its own plugin", () => {
    expect(choose({ ...bare, pulumi })).toEqual({
      node: "own",
      pulumi,
      commandProvider: "engine",
      work: ["node", "packages", "download-command-provider"],
    });
  });

  test("the official provider is used wherever it is found, with either engine", () => {
    const commandProvider = "/plugins/pulumi-resource-command";
    expect(choose({ ...bare, commandProvider }).commandProvider).toBe(commandProvider);
    const both = choose({ ...bare, pulumi, commandProvider, downloadFailed: true });
    expect(both).toMatchObject({ commandProvider, work: ["node", "packages"] });
  });

  test("the stand-in is used where the download has failed, and it is not tried at every start", () => {
    const choice = choose({ ...bare, pulumi, downloadFailed: true });
    expect(choice).toMatchObject({ commandProvider: "stand-in", work: ["node", "packages"] });
  });

  test.each([
    ["too old", { ...pulumi, version: "3.100.0" }],
    ["without its language host", { ...pulumi, languageHost: false }],
  ])("a pulumi %s is not used, and the reason is told", (_case, unfit) => {
    const choice = choose({ ...bare, pulumi: unfit });
    expect(choice.pulumi).toBe("own");
    expect(choice.work).toContain("pulumi");
    expect(choice.whyOwnPulumi).toContain(unfit.path);
  });

  test("the first fit Node is used, before a newer one behind it", () => {
    const nodes = [
      { path: "/usr/bin/node", version: "20.20.2" },
      { path: "/opt/a/node", version: "22.18.0" },
      { path: "/opt/b/node", version: "26.0.0" },
    ];
    const choice = choose({ ...bare, nodes });
    expect(choice.node).toEqual(nodes[1]);
    expect(choice.work).not.toContain("node");
  });
});
