import { expect, test } from "@jest/globals";
import { rootCertificateInput } from "../../components/rootCertificate.ts";
import { rootCertificateFor } from "../../plan/checks/thresholds.ts";
import { ProblemError } from "../../plan/problem.ts";
import { judgeGraph } from "../../policies/rules.ts";
import { asGraph, change, revealed } from "../policies/support.ts";
import { withValues } from "../support/estates.ts";
import { goldenPair } from "../support/golden.ts";

const preparation = {
  checks: ["tls-settings", "root-certificate"],
  netFramework: { uri: "https://files.contoso.test/ndp48.exe", sha256: "ab".repeat(32), restart: true },
  windows: [{ days: ["sun"], from: "02:00", to: "05:00", timeZone: "UTC" }],
};

const remnants = [
  { host: "dc05", product: "gateway", shown: ["folder:C:\\old"] },
  { host: "dc04", product: "sensor", shown: ["service:AATPSensorUpdater"] },
  { host: "gw01", product: "gateway", shown: ["folder:C:\\old"] },
];

test("an estate that asks for preparations declares what the reviewed dump says", async () => {
  const { declared, reviewed } = await goldenPair(
    "prepared",
    withValues(
      [["preparation"], preparation],
      [
        ["domainControllers", 3, "prepare"],
        ["net-framework", "power-plan"],
      ],
      [["domainControllers", 4, "prepare"], ["large-send-offload"]],
      [["domainControllers", 5, "putBack"], ["power-plan"]],
      [["clearRemnants"], remnants],
      [["policy", "dnsSignal"], true],
    ),
  );
  expect(declared).toEqual(reviewed);
  const after = (name: string) => declared.find((resource) => resource.name === name)?.dependsOn;
  expect(after("dc04-prepare-power-plan")).toEqual(["dc04-prepare-tools"]);
  expect(after("dc04-prepare-window")).toEqual(["dc04-prepare-power-plan"]);
  // Both are of one domain: one after the other, and both before any neighbour is measured.
  expect(after("dc05-prepare-window")).toEqual(["dc04-prepare-net-framework", "dc05-prepare-tools"]);
  expect(after("dc05-ready")).toContain("dc04-prepare-net-framework");
  expect(after("dc05-clear-gateway-remnants")).toEqual(["dc05-access-key", "dc05-ready"]);
  expect(after("dc05-remove-gateway")).toContain("dc05-clear-gateway-remnants");
  expect(after("gw01-clear-gateway-remnants")).toEqual(["gw01-tools", "gw01-watched"]);
  expect(after("gw01-remove-gateway")).toContain("gw01-clear-gateway-remnants");
  expect(after("wave-0-gate")).toEqual(["dc05-dns-signal", "dc05-ready", "dc05-sensor"]);
  expect(after("dc04-ready")).toContain("dc04-clear-sensor-remnants");
  expect(after("dc06-put-back-power-plan")).toEqual(["dc06-prepare-tools"]);
  expect(after("dc03-tools")).toContain("dc03-prepare-tls-settings");
  // What a v3 sensor does not need is not done for it.
  expect(after("dc01-prepare-tools")).toBeUndefined();
  const graph = revealed(asGraph(declared));
  expect(judgeGraph(graph)).toEqual([]);
  const hasty = change(graph, "gw01-clear-gateway-remnants", () => ({ dependsOn: ["gw01-tools"] }));
  expect(judgeGraph(hasty)).toContainEqual(
    expect.objectContaining({ rule: "removal-after-gate", resource: "gw01-clear-gateway-remnants" }),
  );
});

test("a certificate that is nowhere is told", () => {
  const { thumbprint } = rootCertificateFor("global");
  expect(rootCertificateInput(thumbprint, undefined)).toMatchObject({ thumbprint });
  expect(() => rootCertificateInput("AB".repeat(20), "/no/such/file")).toThrow(ProblemError);
  expect(() => rootCertificateInput("AB".repeat(20), undefined)).toThrow("PREPARATION-CERTIFICATE");
});
