import { expect, test } from "@jest/globals";
import { readAta } from "../../../estate/ata/read.ts";
import type { AttestedRow } from "../../../estate/schema.ts";
import { compileCarryOver } from "../../../plan/carryOver/compile.ts";
import { centerProfile } from "../../../samples/profiles.ts";

type Sections = Record<string, Record<string, unknown> | null>;

/** The row of a fresh Center's profile with some of it otherwise. */
async function rowOf(row: AttestedRow, change: (configuration: Sections, common: Sections) => void) {
  const profile = structuredClone(centerProfile());
  change(profile.Configuration as Sections, profile as Sections);
  const text = JSON.stringify(profile);
  const result = await readAta([
    {
      name: "center.json",
      async *text() {
        yield text;
      },
    },
  ]);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const found = compileCarryOver(result.reading.inventory).rows.find((one) => one.row === row);
  if (found === undefined) throw new Error(row);
  return found;
}

test.each<[AttestedRow, string]>([
  ["honeytokens", "UniqueEntityProcessorConfiguration"],
  ["sensitive-tags", "UniqueEntityProcessorConfiguration"],
  ["syslog", "SyslogClientConfiguration"],
  ["mail-notifications", "MailClientConfiguration"],
  ["mail-notifications", "DetectionConfiguration"],
  ["scheduled-reports", "ReporterConfiguration"],
  ["health-alerts", "MonitoringClientConfiguration"],
])("%s is not said to be unused where %s is not in the profile", async (row, section) => {
  for (const cut of ["missing", "empty"] as const) {
    const { notApplicable, warnings } = await rowOf(row, (configuration) => {
      if (cut === "missing") delete configuration[section];
      else configuration[section] = null;
    });
    expect(notApplicable).toBeNull();
    expect(warnings[0]).toContain("The profile of the Center ATACENTER does not have:");
  }
});

test("without any detection, exclusions and detections switched off stay open; without the gateways' part, VPN and SIEM", async () => {
  const noDetections = (configuration: Sections) => {
    for (const name of Object.keys(configuration)) if (/Detector/.test(name)) delete configuration[name];
  };
  const noCommon = (_: Sections, profile: Sections) => {
    profile.GatewayCommonConfiguration = null;
  };
  expect(
    [
      await rowOf("exclusions", noDetections),
      await rowOf("detectors-off", noDetections),
      await rowOf("vpn", noCommon),
      await rowOf("siem", noCommon),
      await rowOf("directory-service-account", noCommon),
    ].map(({ notApplicable }) => notApplicable),
  ).toEqual([null, null, null, null, null]);
});

test("a part that was not understood keeps its row open and is named", async () => {
  const { notApplicable, warnings } = await rowOf(
    "exclusions",
    ({ DnsReconnaissanceDetectorConfiguration }) => {
      Object.assign(DnsReconnaissanceDetectorConfiguration ?? {}, { ExcludedSubnets: [{ Zone: "dmz" }] });
    },
  );
  expect(notApplicable).toBeNull();
  expect(warnings[0]).toBe(
    "Not understood in ATA's profile: Configuration.DnsReconnaissanceDetectorConfiguration.ExcludedSubnets[0].Zone. Look it up in ATA's console.",
  );
});

test("what was read and is empty is unused", async () => {
  for (const row of ["honeytokens", "exclusions", "scheduled-reports", "health-alerts", "vpn"] as const) {
    expect((await rowOf(row, () => {})).notApplicable).not.toBeNull();
  }
});
