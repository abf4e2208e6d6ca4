import { counted, defineCheck, fail, pass, unreadFinding } from "./define.ts";
import {
  LOWEST_FREE_BYTES,
  LOWEST_MEMORY_BYTES,
  LOWEST_PROCESSORS,
  RECOMMENDED_FREE_BYTES,
} from "./thresholds.ts";

const PREREQUISITES = "Microsoft Learn: Defender for Identity sensor v2.x prerequisites";

export const processors = defineCheck({
  id: "processors",
  title: "Processors",
  protectsFrom:
    "A sensor that cannot keep up, drops traffic, and takes time from the domain controller itself.",
  threshold: `At least ${LOWEST_PROCESSORS} logical processors. What a busy host needs beyond that is a matter of the sizing tool.`,
  source: `${PREREQUISITES}; Capacity planning`,
  generations: ["v2"],
  blocking: "blocking",
  reads: ["hardware"],
  byHand: "(Get-CimInstance Win32_ComputerSystem).NumberOfLogicalProcessors",
  judge({ hardware: { logicalProcessors } }) {
    const measured = `${counted(logicalProcessors, "logical processor")}.`;
    return logicalProcessors >= LOWEST_PROCESSORS
      ? pass(measured)
      : fail(measured, `Give the host at least ${LOWEST_PROCESSORS} processors.`);
  },
});

export const memory = defineCheck({
  id: "memory",
  title: "Memory",
  protectsFrom:
    "A sensor that stops and restarts itself to spare the domain controller, so that traffic is only partly seen.",
  threshold: "At least 6 GB, less 1 MiB that firmware may keep.",
  source: `${PREREQUISITES}; Test-MdiReadiness.ps1 (the allowance of 1 MiB)`,
  generations: ["v2"],
  blocking: "blocking",
  reads: ["hardware"],
  byHand: "(Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory",
  judge({ hardware: { memoryBytes } }) {
    const measured = `${gigabytes(memoryBytes)} of memory.`;
    return memoryBytes >= LOWEST_MEMORY_BYTES
      ? pass(measured)
      : fail(measured, "Give the host at least 6 GB of memory, all of it reserved on a virtual machine.");
  },
});

export const diskSpace = defineCheck({
  id: "disk-space",
  title: "Free space on the system drive",
  protectsFrom: "A setup that ends half-way, or logs that fill the drive of a domain controller.",
  threshold: "At least 6 GB free; 10 GB are recommended.",
  source: PREREQUISITES,
  generations: ["v2"],
  blocking: "blocking",
  prepares: "installation",
  reads: ["hardware"],
  byHand: "Get-CimInstance Win32_LogicalDisk -Filter \"DeviceID='$env:SystemDrive'\"",
  judge({ hardware: { systemDriveFreeBytes: free } }) {
    const measured = `${gigabytes(free)} free.`;
    if (free < LOWEST_FREE_BYTES) {
      return fail(measured, "Free at least 6 GB on the system drive: old logs, update caches, dumps.");
    }
    return pass(free < RECOMMENDED_FREE_BYTES ? `${measured} 10 GB are recommended.` : measured);
  },
});

export const dynamicMemory = defineCheck({
  id: "dynamic-memory",
  title: "Memory of a virtual machine is all its own",
  protectsFrom: "Memory taken away by the hypervisor: the sensor restarts, and network traffic goes unread.",
  threshold:
    "Hyper-V: dynamic memory off. VMware and others: all memory reserved, which a guest cannot see, so it stays unread.",
  source: `${PREREQUISITES} (dynamic memory requirements); Deploy the sensor v3.x (memory requirements)`,
  blocking: "advisory",
  reads: ["hardware"],
  byHand: "Get-CimInstance Win32_ComputerSystem | Format-List Manufacturer, Model",
  judge({ hardware: { platform, dynamicMemory: dynamic } }) {
    if (platform === "physical") return pass("A physical machine.");
    if (dynamic === true) {
      return fail(
        "Dynamic memory is on.",
        "Shut the virtual machine down in its window and run on the Hyper-V host: `Set-VMMemory -VMName <name> -DynamicMemoryEnabled $false`.",
      );
    }
    if (dynamic === false) return pass("Dynamic memory is off.");
    if (platform === "azure") return pass("An Azure virtual machine: its memory is fixed by its size.");
    return unreadFinding(
      "whether all memory is reserved cannot be seen from inside this virtual machine; look in the hypervisor",
      "Get-CimInstance Win32_ComputerSystem | Format-List Manufacturer, Model",
    );
  },
});

/** Bytes as GB with one decimal, rounded down so that a value below a limit never reads as the limit. */
function gigabytes(bytes: number): string {
  return `${(Math.floor((bytes / 1024 ** 3) * 10) / 10).toFixed(1)} GB`;
}
