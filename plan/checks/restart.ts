import { defineCheck, fail, pass } from "./define.ts";
import { DOT_NET_RELEASE } from "./thresholds.ts";

const SOURCES = {
  componentServicing: "component servicing",
  windowsUpdate: "Windows Update",
  fileRenames: "pending file renames",
  computerRename: "a computer rename",
} as const;

export const netFramework = defineCheck({
  id: "net-framework",
  title: ".NET Framework 4.7",
  protectsFrom:
    "A setup that installs .NET first and restarts the domain controller by itself in the middle of its work.",
  threshold: `Release of .NET Framework 4 is ${DOT_NET_RELEASE} (4.7) or higher.`,
  source:
    "Microsoft Learn: sensor v2.x prerequisites; How to determine which .NET Framework versions are installed",
  generations: ["v2"],
  blocking: "blocking",
  prepares: "installation",
  reads: ["dotNetRelease"],
  byHand: "(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full').Release",
  judge({ dotNetRelease }) {
    const measured = dotNetRelease === 0 ? ".NET Framework 4 is not installed." : `Release ${dotNetRelease}.`;
    return dotNetRelease >= DOT_NET_RELEASE
      ? pass(measured)
      : fail(
          measured,
          "Install .NET Framework 4.8 (ndp48-x86-x64-allos-enu.exe /q /norestart) and restart the host, some days before the move.",
        );
  },
});

export const pendingReboot = defineCheck({
  id: "pending-reboot",
  title: "No restart is pending",
  protectsFrom:
    "A removal or a setup that restarts the domain controller by itself, at a moment nobody chose; `norestart` is not reliable.",
  threshold:
    "Nothing is left by component servicing, Windows Update, file renames or a computer rename. Once the gateway is removed, file renames alone do not count: its own removal leaves them.",
  source:
    "Microsoft Learn: Install the sensor (a restart happens where one is already pending). Which registry keys the setup looks at is UNCONFIRMED; the usual four are read",
  blocking: "blocking",
  prepares: "installation",
  reads: ["pendingReboot"],
  byHand:
    "Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending'; (Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager').PendingFileRenameOperations",
  judge({ pendingReboot: pending }, _context, state) {
    const left = (Object.keys(SOURCES) as (keyof typeof SOURCES)[]).filter((source) => pending[source]);
    if (left.length === 0) return pass("No restart is pending.");
    const measured = `A restart is pending, left by ${left.map((source) => SOURCES[source]).join(", ")}.`;
    if (state === "gatewayRemoved" && left.every((source) => source === "fileRenames")) {
      return pass(`${measured} Removing a gateway leaves that.`);
    }
    return fail(measured, "Restart the host in its maintenance window (`Restart-Computer`), then go on.");
  },
});

export const installerBusy = defineCheck({
  id: "installer-busy",
  title: "No other installation is running",
  protectsFrom:
    "Windows Installer refusing the removal or the setup (1618), with the gateway perhaps half gone.",
  threshold: "No Windows Installer transaction is under way.",
  source: "Microsoft Learn: Troubleshooting ATA known issues (0x80070652); Windows Installer error codes",
  blocking: "blocking",
  prepares: "installation",
  reads: ["installerBusy"],
  byHand:
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\InProgress' -ErrorAction SilentlyContinue; Get-Process msiexec",
  judge({ installerBusy: busy }) {
    return busy
      ? fail(
          "A Windows Installer transaction is under way.",
          "Wait until it has ended (a few minutes; `Get-Process msiexec`), then run `pulumi up` again. If it stays, restart the host in its window.",
        )
      : pass("No installation is running.");
  },
});
