import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { encodeRequest, toAscii } from "../../remote/request.ts";
import { anyText } from "../support/anyText.ts";

test("any text arrives whole as plain ASCII", () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const json = toAscii(JSON.stringify(text));
      expect(json).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(json)).toBe(text);
    }),
  );
});

test("a request is one line with the contract's members", () => {
  const line = encodeRequest({
    step: "Get-SensorStatus",
    work: "dc01/Get-SensorStatus/1",
    deadlineSeconds: 60,
    input: { since: null },
  });
  expect(JSON.parse(line)).toEqual({
    contract: 1,
    step: "Get-SensorStatus",
    work: "dc01/Get-SensorStatus/1",
    deadlineSeconds: 60,
    input: { since: null },
  });
});
