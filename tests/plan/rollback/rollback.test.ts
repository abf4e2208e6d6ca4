import { describe, expect, test } from "@jest/globals";
import type { ComponentFacts } from "../../../plan/facts.ts";
import { rollbackLanes } from "../../../plan/rollback/lanes.ts";
import type { HostStatus, WayBack } from "../../../plan/rollback/measured.ts";
import { centerWordOf, hostWordOf } from "../../../plan/rollback/restored.ts";
import { obstaclesToGoingBack } from "../../../plan/rollback/wayBack.ts";
import { turnOf } from "../../../plan/turn.ts";
import { absentComponent, gatewayComponent } from "../../support/facts.ts";

const status = (changes: Partial<HostStatus> = {}): HostStatus => ({
  gateway: absentComponent(),
  center: absentComponent(),
  keptPackage: { value: "C:\\kept" },
  ...changes,
});
const center = (changes: Partial<ComponentFacts> = {}): ComponentFacts => gatewayComponent(changes);
const good: WayBack = {
  host: { value: status() },
  centerHost: { value: status({ center: center() }) },
  centerList: { value: [] },
};
const found = (changes: Partial<WayBack>) =>
  obstaclesToGoingBack({ ...good, ...changes }, { center: "ata1" }).map(({ kind, measured }) => [
    kind,
    measured,
  ]);
const stopped = { name: "ATAGateway", state: "Stopped", startMode: "Auto", path: "x", version: null };

describe("the way back", () => {
  test("is open with a kept package and a Center that runs and can be read", () => {
    expect(found({})).toEqual([]);
  });

  test("needs no package where the gateway runs already", () => {
    const host = { value: status({ gateway: gatewayComponent(), keptPackage: { value: null } }) };
    expect(found({ host })).toEqual([]);
    const resting = gatewayComponent({ service: { value: stopped } });
    expect(
      found({ host: { value: status({ gateway: resting, keptPackage: { value: null } }) } }),
    ).toHaveLength(1);
  });

  test.each<[string, Partial<WayBack>, string]>([
    ["the Center is gone", { centerHost: { value: status() } }, "gone"],
    [
      "its service rests",
      { centerHost: { value: status({ center: center({ service: { value: stopped } }) }) } },
      "fail",
    ],
    ["its host is unread", { centerHost: { unread: "timeout" } }, "unread"],
    [
      "one of its places is unread and none is there",
      { centerHost: { value: status({ center: { ...absentComponent(), file: { unread: "denied" } } }) } },
      "unread",
    ],
    [
      "its service is unread",
      { centerHost: { value: status({ center: center({ service: { unread: "denied" } }) }) } },
      "unread",
    ],
    ["its list is unread", { centerList: { unread: "HTTP 401" } }, "unread"],
    ["nothing is kept", { host: { value: status({ keptPackage: { value: null } }) } }, "fail"],
    ["what is kept is unread", { host: { value: status({ keptPackage: { unread: "denied" } }) } }, "unread"],
    ["the host is unread", { host: { unread: "timeout" } }, "unread"],
    [
      "the gateway is unread",
      { host: { value: status({ gateway: { ...absentComponent(), service: { unread: "denied" } } }) } },
      "unread",
    ],
  ])("%s", (_what, changes, kind) => {
    expect(found(changes)).toEqual([[kind, expect.any(String)]]);
  });
});

describe("a gateway that is back", () => {
  const list = (serviceStatus: string) => ({ value: [{ name: "DC01", serviceStatus }] });
  test.each([
    [list("Running"), "good"],
    [list("Stopped"), "notYet"],
    [list(""), "unread"],
    [{ value: [] }, "notYet"],
    [{ unread: "HTTP 401" }, "unread"],
  ])("the Center's word on %j is %s", (of, state) => {
    expect(centerWordOf(of, "dc01").state).toBe(state);
  });

  test.each<[string, WayBack["host"], string]>([
    ["runs", { value: status({ gateway: gatewayComponent() }) }, "good"],
    ["rests", { value: status({ gateway: gatewayComponent({ service: { value: stopped } }) }) }, "notYet"],
    ["is not there", { value: status() }, "notYet"],
    ["is unread", { unread: "away" }, "unread"],
  ])("the host's word where it %s", (_what, of, state) => {
    expect(hostWordOf(of).state).toBe(state);
  });
});

test("who goes back waits for those before it of the same site or domain", () => {
  const going = [
    { name: "a", site: "Berlin", domain: "x" },
    { name: "b", site: "Oslo", domain: "y" },
    { name: "c", site: "Berlin", domain: "y" },
  ];
  expect([...rollbackLanes(going)]).toEqual([
    ["a", []],
    ["b", []],
    ["c", ["a", "b"]],
  ]);
});

test("a turn is named by its moment, and keeps its old name where it has none", () => {
  expect(turnOf("2026-12-01T20:00:00.123Z")).toBe("20261201200000123");
  expect(turnOf(null)).toBe("1");
  expect(turnOf(undefined)).toBe("1");
});
