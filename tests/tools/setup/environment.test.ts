import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { exportLines, toolEnvironment, toolsInUse, withOption } from "../../../tools/environment.mjs";
import { layout } from "../../../tools/setup/layout.mjs";
import { engineSources, pathWithout } from "../../../tools/setup/look.mjs";
import { stamp } from "../../../tools/setup/stamps.mjs";

let folder: string;
let root: string;
let at: ReturnType<typeof layout>;

/** A program that tells a version, as `name --version` or `name version`. */
function program(path: string, version: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho v${version}\n`);
  chmodSync(path, 0o755);
}

/** A clone whose set-up is complete, with an engine that was built. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-environment-"));
  root = join(folder, "clone");
  at = layout(root);
  mkdirSync(at.packages, { recursive: true });
  writeFileSync(at.packageLock, '{"packages":{}}');
  writeFileSync(join(at.packages, ".package-lock.json"), '{"packages":{}}');
  program(at.pulumi, "3.259.0");
  program(at.languageHost, "3.68.0");
  stamp(at, "pulumi", engineSources(at, "cli"), at.pulumi);
  stamp(at, "language-host", engineSources(at, "language-host"), at.languageHost);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function pathOf(base: Record<string, string | undefined>, lab = false): string[] {
  const home = { PULUMI_HOME: join(folder, "home"), ...base };
  return (toolEnvironment({ root, base: home, lab }).PATH ?? "").split(delimiter);
}

describe("with an engine that set-up built", () => {
  test("engine and stand-in come before the machine's programs, and nothing is downloaded", () => {
    const environment = toolEnvironment({ root, base: { PATH: "/usr/bin", KEPT: "yes", HOME: folder } });
    const folders = environment.PATH?.split(delimiter) ?? [];
    expect(folders.slice(0, 2)).toEqual([at.bin, at.standIn]);
    expect(folders.at(-1)).toBe("/usr/bin");
    expect(environment).toMatchObject({ KEPT: "yes", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" });
  });

  test("taken twice it is the same", () => {
    const once = toolEnvironment({
      root,
      base: { PATH: "/usr/bin", HOME: folder, NODE_OPTIONS: "--trace-exit" },
    });
    expect(toolEnvironment({ root, base: once })).toEqual(once);
  });

  test("the state of the lab is named only where it is asked for, and inside the clone", () => {
    const base = { PATH: "/usr/bin", HOME: folder };
    expect(toolEnvironment({ root, base }).PULUMI_BACKEND_URL).toBeUndefined();
    const lab = toolEnvironment({ root, base, lab: true });
    expect(lab.PULUMI_BACKEND_URL).toBe(`file://${root}/.ata2mdi/state`);
    expect(lab.PULUMI_HOME).toBe(`${root}/.ata2mdi/pulumi-home`);
  });

  test("what is missing is named, with the command that makes it", () => {
    rmSync(at.languageHost);
    expect(() => toolsInUse({ root, base: { PATH: "/usr/bin" } })).toThrow(
      /SETUP-INCOMPLETE[\s\S]*missing: language-host[\s\S]*npm run setup/,
    );
  });
});

describe("with an engine of the machine's own", () => {
  const machine = () => join(folder, "machine");
  beforeEach(() => {
    program(join(machine(), "pulumi"), "3.270.0");
    program(join(machine(), "pulumi-language-nodejs"), "3.270.0");
  });

  test("nothing of ours goes on PATH, and it may download", () => {
    const environment = toolEnvironment({
      root,
      base: { PATH: machine(), PULUMI_HOME: join(folder, "home") },
    });
    expect(environment.PATH).not.toContain(at.tools);
    expect(environment.PATH).not.toContain(at.standIn);
    expect(environment.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION).toBeUndefined();
    expect(toolsInUse({ root, base: { PATH: machine() } })).toMatchObject({
      pulumi: join(machine(), "pulumi"),
      engine: "installed",
      commandProvider: "official",
    });
  });

  test("its cached provider stays in reach of the lab, which has a home of its own", () => {
    const cached = join(folder, "home/plugins/resource-command-v1.2.1");
    program(join(cached, "pulumi-resource-command"), "1.2.1");
    expect(pathOf({ PATH: machine() })).not.toContain(cached);
    expect(pathOf({ PATH: machine() }, true).at(-1)).toBe(cached);
  });
});

test("folders of the clone are left out of PATH, folders with a like name are not", () => {
  const path = ["/a/clone/.tools/bin", "/a/clone-2/bin", "/a/clone", "/usr/bin"].join(delimiter);
  expect(pathWithout(path, "/a/clone")).toEqual(["/a/clone-2/bin", "/usr/bin"]);
});

test("options of the person are kept, and ours is added once", () => {
  expect(withOption("--max-old-space-size=4096", "--x")).toBe("--max-old-space-size=4096 --x");
  expect(withOption("--x --y", "--x")).toBe("--x --y");
  expect(withOption(undefined, "--x")).toBe("--x");
});

test("export lines survive quotes", () => {
  expect(exportLines({ A: "it's; $HOME" })).toEqual(["export A='it'\\''s; $HOME'"]);
});
