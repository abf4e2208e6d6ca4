import type { LockReason } from "../../plan/declared.ts";

/** Reasons of one rule with one cure: a checklist alone may have a dozen. */
export interface ReasonGroup {
  rule: string;
  outcome: LockReason["outcome"];
  cure: string;
  reasons: LockReason[];
  /** The first command, and how many there are besides. */
  commands: string[];
  more: number;
}

export function reasonGroups(reasons: readonly LockReason[]): ReasonGroup[] {
  const groups = Map.groupBy(reasons, ({ rule, outcome, cure }) => JSON.stringify([rule, outcome, cure]));
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const commands = [...new Set(of.map(({ command }) => command))];
    const { rule, outcome, cure } = first;
    return [{ rule, outcome, cure, reasons: of, commands: commands.slice(0, 1), more: commands.length - 1 }];
  });
}
