import { expect, test } from "@jest/globals";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, revealed } from "../policies/support.ts";
import { withValues } from "../support/estates.ts";
import { declaredResources } from "../support/golden.ts";

test("where a key is made anew after each wave, the hosts of the next are given the new one", async () => {
  const declared = await declaredResources(withValues([["service", "keyRotation"], "each-wave"]));
  const before = (name: string) => declared.find((resource) => resource.name === name)?.dependsOn;
  expect(before("wave-0-key-rotation")).toEqual(["wave-0-gate"]);
  expect(before("dc05-access-key")).toEqual(["dc05-ready"]);
  for (const dc of ["dc03", "dc04"]) {
    expect(before(`${dc}-access-key`)).toEqual([`${dc}-ready`, "wave-0-key-rotation"]);
  }
  expect(judgeGraph(revealed(asGraph(declared)))).toEqual([]);
});
