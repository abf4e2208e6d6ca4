import { expect, test } from "@jest/globals";
import { withValues } from "../support/estates.ts";
import { declaredResources } from "../support/golden.ts";

test("accounts and proxy of the estate are measured before the gateway goes, and the setup is given that proxy", async () => {
  const proxy = "http://proxy.contoso.test:8080";
  const declared = await declaredResources(
    withValues(
      [
        ["domains", 1, "managedAccounts"],
        ["gmsa-emea$", "other$"],
      ],
      [["sites", 2, "sensorProxy"], proxy],
    ),
  );
  const inputs = (name: string) => declared.find((resource) => resource.name === name)?.inputs;
  expect(inputs("dc05-ready")).toMatchObject({
    managedAccounts: ["gmsa-emea$", "other$"],
    sensorProxy: proxy,
  });
  expect(inputs("dc05-install-sensor")?.stdin).toContain(`"proxy":"${proxy}"`);
  expect(inputs("dc05-package")?.stdin).toBe("[secret]");
  // Of another site.
  expect(inputs("dc04-ready")).not.toHaveProperty("sensorProxy");
  expect(inputs("dc04-install-sensor")?.stdin).toContain('"proxy":null');
  // A v3 sensor runs as LocalSystem and goes by the host's own way.
  expect(inputs("dc01-ready")).toMatchObject({ managedAccounts: [] });
});
