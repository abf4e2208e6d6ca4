import { afterEach, expect, test } from "@jest/globals";
import { layout } from "../../../tools/setup/layout.mjs";
import { checkPrerequisites } from "../../../tools/setup/works.mjs";

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

test("without npm it is told what to install, before anything is begun", () => {
  process.env.PATH = "/nothing/here";
  expect(() => checkPrerequisites(layout(process.cwd()), ["packages"])).toThrow(
    /^SETUP-NPM-MISSING {2}[\s\S]*\/nothing\/here[\s\S]*npm run setup/,
  );
});

test("what needs no npm is not kept by its absence", () => {
  process.env.PATH = "/nothing/here";
  expect(() => checkPrerequisites(layout(process.cwd()), ["download-command-provider"])).not.toThrow();
});
