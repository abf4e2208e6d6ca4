import { expect, test } from "@jest/globals";
import { causes } from "../../../plan/outcomes/causes.ts";
import { measuredTraits, originsOf, sharedTraits } from "../../../plan/planner/sharedTraits.ts";
import { readyFacts } from "../../support/facts.ts";

test("hosts that were measured alike share image and policy, and a proxy only where there is one", () => {
  const one = measuredTraits(readyFacts({ proxy: { value: null } }));
  expect(one.proxy).toBeUndefined();
  expect(measuredTraits(readyFacts({ proxy: { value: null } }))).toEqual(one);
  const other = measuredTraits(
    readyFacts({ proxy: { value: "http://p:8080" }, logOnAsService: { value: ["S-1-5-1"] } }),
  );
  expect(other.proxy).toBe("http://p:8080");
  expect(other.image).toBe(one.image);
  expect(other.policy).not.toBe(one.policy);
});

test("what was not read is not shared", () => {
  const unread = { unread: "Access is denied." };
  expect(measuredTraits(readyFacts({ proxy: unread, operatingSystem: unread, auditPolicy: unread }))).toEqual(
    {},
  );
});

test("some causes come from somewhere in particular; the others may come from anywhere", () => {
  const narrow = causes.filter(({ id }) => originsOf(id) !== sharedTraits).map(({ id }) => id);
  expect(narrow).toHaveLength(14);
  expect(originsOf("nobody-knows")).toEqual(sharedTraits);
});
