import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { layout } from "../../../tools/setup/layout.mjs";
import { isInstalled, isStamped, packagesAreCurrent, stamp } from "../../../tools/setup/stamps.mjs";

let root: string;
let at: ReturnType<typeof layout>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "setup-stamps-"));
  at = layout(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const packages = {
  "": { version: "0.1.0" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/b": { version: "2.0.0", integrity: "sha512-b", optional: true },
};
const { "": _root, ...installed } = packages;

describe("stamps of what was built", () => {
  let binary: string;
  let source: string;
  beforeEach(() => {
    binary = join(root, "binary");
    source = join(root, "go.mod");
    writeFileSync(source, "one");
    writeFileSync(binary, "#!/bin/sh\n", { mode: 0o755 });
  });

  test("hold until source or binary change", () => {
    expect(isStamped(at, "x", [source], binary)).toBe(false);
    stamp(at, "x", [source], binary);
    expect(isStamped(at, "x", [source], binary)).toBe(true);
    writeFileSync(source, "two");
    expect(isStamped(at, "x", [source], binary)).toBe(false);
    writeFileSync(source, "one");
    writeFileSync(binary, "half");
    expect(isStamped(at, "x", [source], binary)).toBe(false);
  });

  test("do not hold for a binary that is gone or cannot be run", () => {
    stamp(at, "x", [source], binary);
    chmodSync(binary, 0o644);
    expect(isStamped(at, "x", [source], binary)).toBe(false);
    rmSync(binary);
    expect(isStamped(at, "x", [source], binary)).toBe(false);
  });

  test("a stamp that was cut off counts as none", () => {
    stamp(at, "x", [source], binary);
    writeFileSync(join(at.stamps, "x.json"), '{"key":');
    expect(isStamped(at, "x", [source], binary)).toBe(false);
  });
});

describe("node_modules", () => {
  const write = (lock: object, record?: object) => {
    writeFileSync(at.packageLock, JSON.stringify(lock));
    mkdirSync(at.packages, { recursive: true });
    if (record) writeFileSync(join(at.packages, ".package-lock.json"), JSON.stringify(record));
  };

  test("are current after a person's own npm install of the same lock file", () => {
    write({ packages }, { packages: installed });
    expect(packagesAreCurrent(at)).toBe(true);
  });

  test("are not current when the lock file has changed since, or was never installed to its end", () => {
    write({ packages }, { packages: installed });
    expect(packagesAreCurrent(at)).toBe(true);
    const newer = { ...packages, "node_modules/a": { version: "1.0.1", integrity: "sha512-a1" } };
    write({ packages: newer });
    expect(packagesAreCurrent(at)).toBe(false);
    write({ packages });
    rmSync(join(at.packages, ".package-lock.json"));
    expect(packagesAreCurrent(at)).toBe(false);
  });

  test("may lack optional packages, but no other, and none may differ", () => {
    expect(isInstalled({ packages }, { packages: { "node_modules/a": installed["node_modules/a"] } })).toBe(
      true,
    );
    expect(isInstalled({ packages }, { packages: { "node_modules/b": installed["node_modules/b"] } })).toBe(
      false,
    );
    const other = { ...installed, "node_modules/a": { version: "1.0.0", integrity: "sha512-other" } };
    expect(isInstalled({ packages }, { packages: other })).toBe(false);
    expect(isInstalled({ packages }, undefined)).toBe(false);
  });
});
