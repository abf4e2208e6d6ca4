import type { Plan, PlannedDomainController } from "../../plan.ts";
import { lengthText } from "../words.ts";
import { FOLD_ABOVE } from "./layout.ts";

interface Node {
  id: string;
  label: string;
  kind: "v2" | "v3" | "mixed";
  wave: number;
  names: readonly string[];
}

/** A plan as a Mermaid flowchart: waves as boxes, edges as they are in the engine's graph. */
export function planMermaid(plan: Plan): string {
  const moving = plan.domainControllers.filter((dc) => dc.decision.kind === "move");
  const nodes = moving.length > FOLD_ABOVE ? folded(moving) : moving.map((dc, index) => single(dc, index));
  const lines = [
    "flowchart LR",
    ...plan.waves.flatMap((wave) => [
      `  subgraph ${wave.name}["${wave.name}: ${wave.domainControllers.length}"]`,
      ...nodes
        .filter((node) => node.wave === wave.index)
        .map((node) => `    ${node.id}["${text(node.label)}"]:::${node.kind}`),
      "  end",
      `  gate${wave.index}{{"${gateText(wave)}"}}:::gate`,
    ]),
    ...edges(plan, moving, nodes),
    ...ends(plan, nodes),
    "  classDef v2 fill:#0072B2,color:#fff,stroke:#00466e",
    "  classDef v3 fill:#E69F00,color:#000,stroke:#8a5f00",
    "  classDef mixed fill:#999,color:#000,stroke:#444",
    "  classDef gate fill:#fff,color:#000,stroke:#444,stroke-dasharray:4 2",
    "  classDef stays fill:#fff,color:#000,stroke:#D55E00,stroke-width:2px",
  ];
  return `${lines.join("\n")}\n`;
}

function single(dc: PlannedDomainController, index: number): Node {
  const kind = generationOf(dc);
  return { id: `dc${index}`, label: `${dc.name}<br/>${kind}`, kind, wave: dc.wave ?? 0, names: [dc.name] };
}

function folded(moving: readonly PlannedDomainController[]): Node[] {
  const groups = new Map<string, PlannedDomainController[]>();
  for (const dc of moving) {
    const key = `${dc.wave} ${dc.domain}`;
    const own = groups.get(key);
    if (own) own.push(dc);
    else groups.set(key, [dc]);
  }
  return [...groups.values()].map((members, index): Node => {
    const kinds = new Set(members.map(generationOf));
    const [first] = members;
    return {
      id: `dc${index}`,
      label: `${first?.domain ?? ""}<br/>${members.length} domain controllers`,
      kind: kinds.size === 1 ? ([...kinds][0] ?? "mixed") : "mixed",
      wave: first?.wave ?? 0,
      names: members.map((dc) => dc.name),
    };
  });
}

function generationOf(dc: PlannedDomainController): "v2" | "v3" {
  return dc.decision.kind === "move" ? dc.decision.generation : "v2";
}

function gateText(wave: Plan["waves"][number]): string {
  const approval =
    wave.approval === undefined ? "" : `approval ${wave.approval === "needed" ? "needed, " : "given, "}`;
  return `${approval}soak ${lengthText(wave.soakSeconds)}`;
}

function edges(plan: Plan, moving: readonly PlannedDomainController[], nodes: readonly Node[]): string[] {
  const idOf = new Map(nodes.flatMap((node) => node.names.map((name) => [name, node.id] as const)));
  const lines = new Set<string>();
  const followed = new Set<string>();
  const waiting = new Set<string>();
  for (const dc of moving) {
    const id = idOf.get(dc.name);
    for (const before of dc.after) {
      const from = idOf.get(before);
      if (!id || !from || id === from) continue;
      lines.add(`  ${from} --> ${id}`);
      followed.add(from);
      waiting.add(id);
    }
  }
  for (const { id, wave } of nodes) {
    if (!followed.has(id)) lines.add(`  ${id} --> gate${wave}`);
    if (!waiting.has(id) && wave > 0 && plan.waves[wave - 1]) lines.add(`  gate${wave - 1} --> ${id}`);
  }
  return [...lines];
}

function ends(plan: Plan, nodes: readonly Node[]): string[] {
  const last = plan.waves.at(-1);
  const staying = plan.domainControllers.filter((dc) => dc.decision.kind !== "move");
  const centers = plan.centers.map(
    (center, index) =>
      `  center${index}(["${text(`${center.name}<br/>${center.request === "remove" ? "goes last" : "is retained"}`)}"])`,
  );
  const toCenters = plan.centers.flatMap((_center, index) => [
    ...(last && nodes.length > 0 ? [`  gate${last.index} --> center${index}`] : []),
    ...(staying.length > 0 ? [`  staying -. keeps .-> center${index}`] : []),
  ]);
  return [
    ...(staying.length > 0
      ? [
          `  staying["${text(
            `${staying.length} stay<br/>${staying
              .map((dc) => dc.name)
              .slice(0, 6)
              .join(", ")}`,
          )}"]:::stays`,
        ]
      : []),
    ...centers,
    ...toCenters,
  ];
}

/** Text inside quotes; only our own line breaks are markup. */
function text(label: string): string {
  return label
    .split("<br/>")
    .map((part) => part.replaceAll("&", "#amp;").replaceAll('"', "#quot;").replaceAll("<", "#lt;"))
    .join("<br/>");
}
