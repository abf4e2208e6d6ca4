import { expect, test } from "@jest/globals";
import { preparableChecks } from "../../../estate/schema.ts";
import { preparations } from "../../../plan/checks/preparation.ts";
import { planMove } from "../../../plan/planner/planner.ts";
import { hostPreparations, neighbours } from "../../../plan/preparation/lanes.ts";
import { changingSteps } from "../../../remote/contract.ts";
import { estateOf, type Loose } from "../../estate/samples.ts";

const planned = (change: (estate: Loose) => void) => {
  const estate = estateOf(change);
  return hostPreparations(estate, planMove(estate)).map(({ dc, quiet, interrupting, putBack }) => [
    dc.name,
    quiet.map(({ check }) => check),
    interrupting.map(({ check }) => check),
    putBack,
  ]);
};
const netFramework = { uri: "https://x.test/ndp.exe", sha256: "ab".repeat(32) };

test("the estate can ask for every preparation there is, and each is a step", () => {
  expect(preparations.map(({ check }) => check)).toEqual([...preparableChecks]);
  expect(preparations.filter(({ step }) => !changingSteps.includes(step))).toEqual([]);
});

test("nothing is prepared that nobody asked for", () => {
  expect(planned(() => undefined)).toEqual([]);
});

test("a domain controller's own list takes the place of the estate's; what does not move is only put back", () => {
  const found = planned((e) => {
    e.preparation = { checks: ["tls-settings", "power-plan"], netFramework };
    e.domainControllers[0].prepare = ["net-framework", "power-plan"];
    e.domainControllers[1].prepare = [];
    Object.assign(e.domainControllers[4], { hold: "being replaced", putBack: ["large-send-offload"] });
  });
  expect(found).toEqual([
    ["dc01", ["power-plan"], ["net-framework"], []],
    ["dc03", ["tls-settings", "power-plan"], [], []],
    ["dc04", ["tls-settings", "power-plan"], [], []],
    ["dc05", [], [], ["large-send-offload"]],
  ]);
});

test("neighbours are of one site or one domain", () => {
  const dc = (name: string, site: string, domain: string) => ({ dc: { name, site, domain } });
  const all = [dc("a", "x", "1"), dc("b", "x", "2"), dc("c", "y", "1"), dc("d", "y", "2")];
  const names = neighbours(all, { name: "a", site: "x", domain: "1" }).map((one) => one.dc.name);
  expect(names).toEqual(["b", "c"]);
});
