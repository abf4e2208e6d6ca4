import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { centerProfile } from "../../../lab/center/profile.ts";
import { compileCarryOver } from "../../../plan/carryOver/compile.ts";
import { reading, settingOf } from "./support.ts";

const scenario = parse(readFileSync(join(__dirname, "../../../lab/scenarios/dev.yaml"), "utf8"));

test("the lab's Center is read, every field of it", async () => {
  const [center] = scenario.centers;
  const read = await reading(JSON.stringify(centerProfile(center, 42_120)));
  expect(read.inventory.unrecognised).toEqual([]);
  expect(settingOf(read, "honeytoken-accounts")).toEqual(center.honeytokenAccountIds);
});

test("everything that can be set is set in it: each row a profile can fill has something to carry over", async () => {
  const read = await reading(JSON.stringify(centerProfile(scenario.centers[0], 42_120)));
  const { rows } = compileCarryOver(read.inventory);
  const filled = rows.filter(({ items }) => items.length > 0).map(({ row }) => row);
  expect(filled).toEqual([
    "directory-service-account",
    "syslog",
    "vpn",
    "honeytokens",
    "sensitive-tags",
    "exclusions",
    "mail-notifications",
    "scheduled-reports",
    "siem",
    "health-alerts",
    "automatic-updates",
    "detectors-off",
    "telemetry",
  ]);
});
