import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { assess } from "../../cli/survey/assess.ts";
import { renderJunit } from "../../cli/survey/junit.ts";
import { registerVerdicts } from "../../cli/verbs/verdicts.ts";
import { readyFacts } from "../support/facts.ts";
import { hostileTexts } from "./hostile.ts";
import { devEstate } from "./recordings.ts";
import { runVerb } from "./runVerb.ts";

let folder: string;
let estateFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ata2mdi-verdicts-"));
  estateFile = join(folder, "dev.yaml");
  copyFileSync(join(import.meta.dirname, "../../estates/dev.yaml"), estateFile);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ["dc01", "dc02", "dc03", "dc04", "dc05", "dc06", "dc07"];

function writeFacts(names: readonly string[], measuredAt = new Date().toISOString()): void {
  const hosts = Object.fromEntries(names.map((name) => [name, readyFacts({ measuredAt })]));
  writeFileSync(join(folder, "dev.facts.json"), JSON.stringify({ takenAt: new Date().toISOString(), hosts }));
}

const run = (...args: string[]) => runVerb(registerVerdicts, "verdicts", estateFile, ...args);

describe("verdicts", () => {
  test("without a survey every host is missing its facts", async () => {
    const { code, text } = await run();
    expect(code).toBe(1);
    expect(text.match(/FACTS-MISSING/g)).toHaveLength(NAMES.length);
  });

  test("one host without facts, or with old ones, closes the gate", async () => {
    writeFacts(NAMES.slice(1));
    const missing = JSON.parse((await run("--json")).text);
    const [first] = missing.hosts;
    expect(first).toMatchObject({ host: "dc01", ready: false, problem: { id: "FACTS-MISSING" } });
    writeFacts(NAMES, "2020-01-01T00:00:00.000Z");
    expect((await run("--max-age", "12h")).text.match(/FACTS-MISSING/g)).toHaveLength(NAMES.length);
  });

  test("the JUnit file has a suite a host and counts as the verdicts say", async () => {
    writeFacts(NAMES);
    const file = join(folder, "out/junit.xml");
    const { text } = await run("--junit", file, "--json");
    const document = JSON.parse(text) as {
      hosts: { host: string; verdicts: { outcome: string; blocking: boolean }[] }[];
    };
    const xml = readFileSync(file, "utf8");
    expect(xml.match(/<testsuite /g)).toHaveLength(NAMES.length);
    for (const { host, verdicts } of document.hosts) {
      const [, attributes = ""] = new RegExp(`<testsuite name="${host}" ([^>]*)>`).exec(xml) ?? [];
      expect(attributes).toContain(`tests="${verdicts.length}"`);
    }
  });

  test("a length of time that is none is a use that is refused", async () => {
    await expect(
      runVerb(
        (program) => {
          program.exitOverride().configureOutput({ writeErr: () => {} });
          registerVerdicts(program);
        },
        "verdicts",
        estateFile,
        "--max-age",
        "soon",
      ),
    ).rejects.toThrow(/length of time/);
  });
});

describe("JUnit", () => {
  const { estate } = devEstate();
  const today = "2026-11-22";

  test("what blocks fails, what is waived or only advised is skipped, what is unknown is an error", () => {
    const old = { host: "dc04", facts: readyFacts({ dotNetRelease: { value: 394271 } }) };
    const xml = renderJunit(assess(estate, [old, missing("dc05")], today));
    const suite = (host: string) =>
      xml.split("<testsuite ").find((part) => part.startsWith(`name="${host}"`)) ?? "";
    expect(suite("dc04")).toMatch(/name="net-framework"><failure message="fail"/);
    expect(suite("dc04")).toMatch(/failures="[1-9]/);
    expect(suite("dc05")).toMatch(/errors="1"/);
    const waived = { ...estate, policy: { ...estate.policy, waivers: [waiver("net-framework")] } };
    expect(renderJunit(assess(waived, [old], today))).toMatch(
      /name="net-framework"><skipped message="waived by anna/,
    );
  });

  test("any text keeps the document whole", () => {
    for (const text of hostileTexts) {
      const xml = renderJunit(assess(estate, [missing("dc01", text)], today));
      expect(xml.match(/<(testsuites|testsuite|testcase|error)[ >]/g)).toHaveLength(4);
      expect(xml.replace(/&(amp|lt|gt|quot|apos);/g, "")).not.toContain("&");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids them
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    }
  });

  function waiver(check: string) {
    return { check, hosts: ["dc04"], reason: "soon replaced", by: "anna", expires: "2026-12-31" };
  }

  function missing(host: string, words = "nothing") {
    return {
      host,
      problem: { id: "FACTS-MISSING", host, cause: words, measured: words, cure: words, command: "x" },
    };
  }
});
