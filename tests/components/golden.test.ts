import { expect, test } from "@jest/globals";
import { goldenPair } from "../support/golden.ts";

test("the sample estate `dev` declares what the reviewed dump says", async () => {
  const { declared, reviewed } = await goldenPair("dev");
  expect(declared).toEqual(reviewed);
});
