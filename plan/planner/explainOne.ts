import type { Plan } from "../plan.ts";
import { lengthText } from "./words.ts";

/**
 * Everything that put one domain controller, gateway or Center where it stands, as lines for a terminal; undefined
 * when the plan has nothing of this name (names are compared without regard to case).
 */
export function explainOne(plan: Plan, name: string): string[] | undefined {
  const is = (one: { name: string }) => one.name.toLowerCase() === name.toLowerCase();
  const dc = plan.domainControllers.find(is);
  if (dc) return explainDomainController(plan, dc);
  const gateway = plan.standaloneGateways.find(is);
  if (gateway) {
    return [
      `${gateway.name}: standalone gateway`,
      ...(gateway.heldBy.length > 0
        ? ["  stays", ...gateway.heldBy.map((reason) => `  because ${reason}`)]
        : [`  goes after the sensors of ${gateway.after.join(", ")}, whose traffic it reads`]),
    ];
  }
  const center = plan.centers.find(is);
  if (!center) return undefined;
  const staying = plan.domainControllers.filter(
    (one) => center.domainControllers.includes(one.name) && one.decision.kind !== "move",
  );
  return [
    `${center.name}: ATA Center of ${center.forest}`,
    `  ${center.request === "remove" ? "removal is asked for" : "is retained"}; goes last, when its lock opens`,
    ...staying.map((one) => `  kept by ${one.name}: ${one.decision.reason}`),
  ];
}

function explainDomainController(plan: Plan, dc: Plan["domainControllers"][number]): string[] {
  const { decision } = dc;
  const head = `${dc.name}: ${dc.domain}, site ${dc.site}`;
  if (decision.kind !== "move") {
    const gateways = plan.standaloneGateways.filter((one) =>
      one.heldBy.some((reason) => reason.includes(` ${dc.name},`)),
    );
    const centers = plan.centers.filter((one) => one.domainControllers.includes(dc.name));
    return [
      head,
      decision.kind === "rollback"
        ? `  goes back to its gateway: ${decision.reason}`
        : `  does not move (${decision.kind}): ${decision.reason}`,
      ...(decision.kind === "blocked" ? [`  unblocked by: ${decision.unblockedBy}`] : []),
      ...[...gateways, ...centers].map((one) => `  keeps ${one.name}`),
    ];
  }
  const followers = plan.domainControllers
    .filter((one) => one.after.includes(dc.name))
    .map((one) => one.name);
  const wave = plan.waves[dc.wave ?? -1];
  const gateways = plan.standaloneGateways.filter((one) => one.after.includes(dc.name));
  return [
    head,
    `  ${decision.generation} sensor (${decision.basis}): ${decision.reason}`,
    `  ${wave?.name ?? "no wave"}, with ${Math.max(0, (wave?.domainControllers.length ?? 1) - 1)} others`,
    ...dc.because.slice(1).map((reason) => `  because ${reason}`),
    ...approvalLine(wave),
    ...(dc.wave ? [`  measured only when ${plan.waves[dc.wave - 1]?.name ?? ""} has passed its gate`] : []),
    ...(followers.length > 0
      ? [`  ${followers.join(", ")} ${followers.length === 1 ? "waits" : "wait"} for it`]
      : []),
    ...gateways.map(
      (one) => `  standalone gateway ${one.name} goes after its sensor (gateway-after-watched)`,
    ),
    ...(dc.gap
      ? [
          `  without protection: ${lengthText(dc.gap.median)} to expect, ${lengthText(dc.gap.p95)} in 19 of 20 cases`,
        ]
      : ["  without protection: no gateway of its own to lose"]),
  ];
}

function approvalLine(wave: Plan["waves"][number] | undefined): string[] {
  if (!wave?.approval) return [];
  return [
    wave.approval === "needed"
      ? `  because ${wave.name} begins only with an approval, which is still needed (policy.approvals)`
      : `  ${wave.name} was approved by ${wave.approval.by} at ${wave.approval.at}`,
  ];
}
