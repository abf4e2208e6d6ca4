import { counted, defineCheck, fail, pass } from "./define.ts";
import { HIGH_PERFORMANCE } from "./thresholds.ts";

export const powerPlan = defineCheck({
  id: "power-plan",
  title: "Power plan",
  protectsFrom: "Processors that slow down when the sensor needs them, and the health issue that says so.",
  threshold: `The active scheme is "High performance" (${HIGH_PERFORMANCE}). A scheme with minimum and maximum processor state at 100 % does as well, but that is not measured.`,
  source:
    "Microsoft Learn: sensor v2.x prerequisites; Deploy the sensor v3.x (recommended settings); Health issues",
  blocking: "advisory",
  reads: ["powerScheme"],
  byHand: "powercfg /getactivescheme",
  judge({ powerScheme }) {
    const measured = `The active power scheme is ${powerScheme}.`;
    return powerScheme.toLowerCase() === HIGH_PERFORMANCE
      ? pass(measured)
      : fail(measured, `Run \`powercfg /setactive ${HIGH_PERFORMANCE}\`, or set it by GPO.`);
  },
});

export const largeSendOffload = defineCheck({
  id: "large-send-offload",
  title: "Large send offload on VMware",
  protectsFrom:
    "Network packets the sensor cannot read: traffic that goes unseen, with a health issue of high severity.",
  threshold: "On VMware no network adapter has large send offload on; elsewhere it does not matter.",
  source:
    "Microsoft Learn: Troubleshooting known issues (VMware virtual machine sensor issue); Health issues",
  generations: ["v2"],
  blocking: "advisory",
  reads: ["hardware", "largeSendOffload"],
  byHand: "Get-NetAdapterLso",
  judge({ hardware: { platform }, largeSendOffload: adapters }) {
    if (platform !== "vmware") return pass(`Not a VMware machine (${platform}).`);
    if (adapters.length === 0) return pass("Off on every adapter.");
    return fail(
      `On for ${counted(adapters.length, "adapter")}: ${adapters.join(", ")}.`,
      `Outside the move's window, since the link drops for a moment: ${adapters.map((name) => `\`Disable-NetAdapterLso -Name '${name}'\``).join(", ")}.`,
    );
  },
});
