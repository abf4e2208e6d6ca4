import { compareVersions, defineCheck, fail, pass, unreadFinding } from "./define.ts";
import { LARGEST_CLOCK_SKEW_SECONDS, LOWEST_NPCAP_VERSION } from "./thresholds.ts";

const DRIVER_BY_HAND =
  "Get-ItemProperty 'HKLM:\\SOFTWARE\\WOW6432Node\\Npcap', 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\npcap\\Parameters'";

export const captureDriver = defineCheck({
  id: "capture-driver",
  title: "Capture driver",
  protectsFrom:
    "A setup that fails on WinPcap (with NIC teaming), or a sensor that captures nothing with a wrong Npcap.",
  threshold: `No WinPcap. Npcap either absent (the setup brings it) or ${LOWEST_NPCAP_VERSION} and later, WinPcap-compatible, not admin-only, without loopback capture. UNCONFIRMED: one public script expects loopback on; the documentation's word is followed.`,
  source: "Microsoft Learn: Technical FAQ (Npcap options); Health issues (packet capturing component)",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["captureDriver"],
  byHand: DRIVER_BY_HAND,
  judge({ captureDriver: { npcap, winPcap } }) {
    if (winPcap !== null) {
      return fail(
        `WinPcap ${winPcap} is installed.`,
        "Find out what uses it, uninstall it, and let the setup bring Npcap.",
      );
    }
    if (npcap === null) return pass("No capture driver; the setup brings Npcap.");
    const age = compareVersions(npcap.version, LOWEST_NPCAP_VERSION);
    if (age === undefined) {
      return unreadFinding(`"${npcap.version}" is not a version of Npcap`, DRIVER_BY_HAND);
    }
    const wrong = [
      age < 0 ? `older than ${LOWEST_NPCAP_VERSION}` : "",
      npcap.winPcapCompatible ? "" : "not WinPcap-compatible",
      npcap.adminOnly ? "admin-only" : "",
      npcap.loopback ? "with loopback capture" : "",
    ].filter((word) => word !== "");
    return wrong.length === 0
      ? pass(`Npcap ${npcap.version} with the right options.`)
      : fail(
          `Npcap ${npcap.version} is ${wrong.join(", ")}.`,
          "Uninstall it where nothing else uses it and let the setup bring its own, or install Npcap 1.0 OEM with /loopback_support=no /winpcap_mode=yes /admin_only=no.",
        );
  },
});

export const loopback444 = defineCheck({
  id: "loopback-444",
  title: "Port 444 on localhost",
  protectsFrom:
    "A sensor and an updater that cannot talk to each other: socket timeouts, no updates, no start.",
  threshold:
    "Nobody listens on localhost:444 but ATA's gateway (it goes) or the sensor itself. Whether a firewall blocks loopback traffic is not measured.",
  source:
    "Microsoft Learn: sensor v2.x prerequisites (required ports); Troubleshooting known issues (communication error)",
  generations: ["v2"],
  blocking: "blocking",
  reads: ["loopback444"],
  byHand: "Get-NetTCPConnection -LocalPort 444 -State Listen",
  judge({ loopback444: process }) {
    if (process === null) return pass("Nobody listens there.");
    return /^Microsoft\.Tri\.(Sensor|Gateway)\b/i.test(process)
      ? pass(`${process} listens there, as it should.`)
      : fail(
          `${process} listens on localhost:444.`,
          "Move that program to another port; the sensor's is fixed.",
        );
  },
});

export const clockSkew = defineCheck({
  id: "clock-skew",
  title: "Clock against the PDC emulator",
  protectsFrom: "Kerberos and TLS refusing the sensor, and activities that are put into the wrong order.",
  threshold: `At most ${LARGEST_CLOCK_SKEW_SECONDS} seconds (5 minutes) from the PDC emulator, either way.`,
  source: "Microsoft Learn: sensor v2.x prerequisites; Deploy the sensor v3.x (recommended settings)",
  blocking: "blocking",
  reads: ["clockSkewSeconds"],
  byHand: "w32tm /stripchart /computer:<PDC emulator> /samples:1 /dataonly",
  judge({ clockSkewSeconds: skew }) {
    if (!Number.isFinite(skew))
      return unreadFinding("the difference is not a number", "w32tm /query /status");
    const measured = `${Math.abs(skew)} s ${skew < 0 ? "behind" : "ahead of"} the PDC emulator.`;
    return Math.abs(skew) <= LARGEST_CLOCK_SKEW_SECONDS
      ? pass(measured)
      : fail(
          measured,
          "Run `w32tm /config /syncfromflags:domhier /update` and `w32tm /resync`; on a virtual machine switch off the hypervisor's own time synchronisation.",
        );
  },
});
