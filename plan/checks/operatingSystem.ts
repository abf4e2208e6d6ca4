import { defineCheck, fail, pass, unreadFinding } from "./define.ts";
import {
  LOWEST_BUILD,
  minimumRevisions,
  SERVER_2019_BUILD,
  SERVER_2019_LOWEST_REVISION,
  SERVER_2025_BUILD,
  WINDOWS_SERVER_BUILDS,
} from "./thresholds.ts";

const BY_HAND =
  "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' | Format-List CurrentBuild, UBR, InstallationType";

export const operatingSystem = defineCheck({
  id: "operating-system",
  title: "Windows Server release",
  protectsFrom:
    "A sensor that does not install, or runs on a release it is not supported on: the gateway would be gone with nothing to take its place.",
  threshold:
    "v2: Windows Server 2016 (build 14393), 2019, 2022 or 2025; v3: 2019 (build 17763) or later of these. Desktop or Core, never Nano. A build that is none of these is not known and fails. Every one of them is 64-bit.",
  source:
    "Microsoft Learn: Defender for Identity sensor v2.x prerequisites (server requirements); Deploy the Defender for Identity sensor v3.x",
  blocking: "blocking",
  reads: ["operatingSystem"],
  byHand: BY_HAND,
  judge({ operatingSystem: { version, installation } }, { generation }) {
    const build = buildOf(version);
    if (build === undefined) return unreadFinding(`"${version}" is not a Windows version`, BY_HAND);
    const name = WINDOWS_SERVER_BUILDS[String(build)];
    const measured = `${name ?? "Windows"} (${version}), ${installation}.`;
    if (installation === "nano") {
      return fail(measured, "Nano Server takes no sensor: replace it by a server with Core or Desktop.");
    }
    if (build < LOWEST_BUILD[generation]) {
      const cure =
        generation === "v3" && build >= LOWEST_BUILD.v2
          ? "Set `sensor: v2` for it in the estate file, or upgrade it to Windows Server 2019 or later."
          : "Upgrade or replace it with Windows Server 2019 or later; until then it keeps its gateway, and with it the Center.";
      return fail(measured, cure);
    }
    return name === undefined
      ? fail(
          `${measured} No document names this build as supported.`,
          "Check the sensor's prerequisites for this release; where Microsoft supports it, waive `operating-system` for this host.",
        )
      : pass(measured);
  },
});

export const cumulativeUpdate = defineCheck({
  id: "cumulative-update",
  title: "Cumulative update",
  protectsFrom:
    "A v2 sensor that stops itself on an old Windows Server 2019; a v3 sensor that the service cannot activate.",
  threshold: `v2: on Windows Server 2019 update revision ${SERVER_2019_LOWEST_REVISION} (KB4487044) or later, elsewhere none. v3: the cumulative update of March 2026, revision ${Object.entries(
    minimumRevisions,
  )
    .map(([build, revision]) => `${build}.${revision}`)
    .join(", ")} or later. UNCONFIRMED: one page of July 2026 asks for the update of July 2026 instead.`,
  source:
    "Microsoft Learn: sensor v2.x prerequisites (ntdsai.dll 10.0.17763.316); Deploy the sensor v3.x; Windows Server release information",
  blocking: "blocking",
  reads: ["operatingSystem"],
  byHand: BY_HAND,
  judge({ operatingSystem: { version, revision } }, { generation, minimumRevisions: own }) {
    const build = buildOf(version);
    if (build === undefined) return unreadFinding(`"${version}" is not a Windows version`, BY_HAND);
    const measured = `OS build ${build}.${revision}.`;
    const lowest = lowestRevision(build, generation, own ?? minimumRevisions);
    if (lowest === undefined) {
      return generation === "v2"
        ? pass(`${measured} This release needs no particular update.`)
        : fail(
            `${measured} The update this build needs is not known.`,
            "Compare it with the v3 sensor's prerequisites; where they are met, waive `cumulative-update` for this host.",
          );
    }
    return revision >= lowest
      ? pass(measured)
      : fail(
          `${measured} It needs ${build}.${lowest} or later.`,
          "Install the latest cumulative update for this Windows Server release, restart the host, and measure again.",
        );
  },
});

export const server2025 = defineCheck({
  id: "server-2025",
  title: "v3 sensor on Windows Server 2025",
  protectsFrom:
    "A limitation Microsoft knows of: domain controllers on Windows Server 2025 keep a v2 sensor when migrating to v3.",
  threshold:
    "A v3 sensor goes on a release before Windows Server 2025. UNCONFIRMED whether the limitation holds for a first activation, so it only warns.",
  source: "Microsoft Learn: Migrate from sensor v2.x to sensor v3.x (May 2026)",
  generations: ["v3"],
  blocking: "advisory",
  reads: ["operatingSystem"],
  byHand: BY_HAND,
  judge({ operatingSystem: { version } }) {
    const build = buildOf(version);
    if (build === undefined) return unreadFinding(`"${version}" is not a Windows version`, BY_HAND);
    return build < SERVER_2025_BUILD
      ? pass(`OS build ${build}.`)
      : fail(
          `OS build ${build}, Windows Server 2025 or later.`,
          "Set `sensor: v2` for it in the estate file, or try the v3 sensor on one such domain controller first.",
        );
  },
});

function lowestRevision(
  build: number,
  generation: "v2" | "v3",
  revisions: Readonly<Record<string, number>>,
): number | undefined {
  if (generation === "v3") return revisions[String(build)];
  return build === SERVER_2019_BUILD ? SERVER_2019_LOWEST_REVISION : undefined;
}

/** Build of a version such as 10.0.17763. */
function buildOf(version: string): number | undefined {
  const match = /^\d+\.\d+\.(\d+)/.exec(version);
  return match ? Number(match[1]) : undefined;
}
