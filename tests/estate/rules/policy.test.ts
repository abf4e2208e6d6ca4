import { describe, expect, test } from "@jest/globals";
import { problemsOf } from "../samples.ts";
import { type Case, dc, hold, policy, waiver } from "./cases.ts";

const policies: Case[] = [
  [
    "an unknown canary",
    policy({ canary: "dc0" }),
    [
      "policy.canary",
      "there is no domain controller of this name in `domainControllers`",
      "did you mean `dc01`? Else add it to `domainControllers`",
    ],
  ],
  [
    "a canary that is held",
    (e) => {
      dc(e, 1, { hold: "being replaced" });
      Object.assign(e, { policy: { canary: "dc02" } });
    },
    [
      "policy.canary",
      "dc02 is held back, and the canary moves before everybody else",
      "choose another canary, or remove `hold` from dc02",
    ],
  ],
  [
    "a pair naming itself",
    policy({ apart: [["dc01", "DC01"]] }),
    [
      "policy.apart[0][1]",
      "the pair names one domain controller twice",
      "name two different ones, or remove the pair",
    ],
  ],
  [
    "a pair with a stranger",
    policy({ apart: [["dc01", "server7"]] }),
    [
      "policy.apart[0][1]",
      "there is no domain controller of this name in `domainControllers`",
      "add it to `domainControllers`, or remove it here",
    ],
  ],
  [
    "a waiver for a stranger",
    policy({ waivers: [waiver("memory", ["dc01", "dc77"])] }),
    [
      "policy.waivers[0].hosts[1]",
      "there is no domain controller of this name in `domainControllers`",
      "add it to `domainControllers`, or remove it here",
    ],
  ],
  [
    "a waiver for nobody",
    policy({ waivers: [waiver("memory", [])] }),
    [
      "policy.waivers[0]",
      "it is for nobody: it has neither hosts, sites nor domains",
      "add `hosts: [<domain controller>]`, or `sites` or `domains`",
    ],
  ],
  [
    "a waiver for a site that is not there",
    policy({ waivers: [{ ...waiver("memory", []), sites: ["Olso"] }] }),
    [
      "policy.waivers[0].sites[0]",
      "there is no site of this name in `sites`",
      "did you mean `Oslo`? Else add it to `sites`",
    ],
  ],
  [
    "a waiver for one twice",
    policy({ waivers: [waiver("memory", ["dc01", "dc01"])] }),
    ["policy.waivers[0].hosts[1]", "stands twice in this list", "remove one of the two"],
  ],
];

hold("policy", policies);

describe("the check a waiver names", () => {
  const checks = [
    { id: "memory", blocking: true, waivable: true },
    { id: "identity", blocking: true, waivable: false },
    { id: "power-plan", blocking: false, waivable: true },
  ];
  test.each([
    ["memory", []],
    [
      "memroy",
      ["there is no check of this id, so the waiver would let nothing through", "did you mean `memory`?"],
    ],
    [
      "nothing-like-it",
      [
        "there is no check of this id, so the waiver would let nothing through",
        "take an id from docs/checks.md",
      ],
    ],
    ["identity", ["this check is never waived", "remove the waiver and cure what the check finds"]],
    ["power-plan", ["this check only advises: there is nothing to waive", "remove the waiver"]],
  ])("%s", (check, expected) => {
    const problems = problemsOf(policy({ waivers: [waiver(check, ["dc01"])] }), { checks });
    expect(problems.flatMap(({ message, fix }) => [message, fix])).toEqual(expected);
    expect(problems.map(({ path }) => path)).toEqual(expected.length > 0 ? ["policy.waivers[0].check"] : []);
  });

  test("is not judged where the checks are not known", () => {
    expect(problemsOf(policy({ waivers: [waiver("memroy", ["dc01"])] }))).toEqual([]);
  });
});
