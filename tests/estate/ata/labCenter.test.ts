import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { centerProfile } from "../../../lab/center/profile.ts";
import { reading, settingOf } from "./support.ts";

const scenario = parse(readFileSync(join(__dirname, "../../../lab/scenarios/dev.yaml"), "utf8"));

test("the lab's Center is read, every field of it", async () => {
  const [center] = scenario.centers;
  const read = await reading(JSON.stringify(centerProfile(center, 42_120)));
  expect(read.inventory.unrecognised).toEqual([]);
  expect(settingOf(read, "honeytoken-accounts")).toEqual(center.honeytokenAccountIds);
});
