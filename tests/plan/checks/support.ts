import { checks } from "../../../plan/checks/index.ts";
import type { ComponentFacts, HostFacts } from "../../../plan/facts.ts";
import type { Check, CheckContext, Finding } from "../../../plan/verdict.ts";

export const context: CheckContext = {
  host: "dc01",
  domain: "contoso.test",
  generation: "v2",
  gateway: "lightweight",
  cloud: "global",
  managedAccounts: [],
};
export const v3: CheckContext = { ...context, generation: "v3" };

export function checkOf(id: string): Check {
  const check = checks.find((candidate) => candidate.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
}

export function find(id: string, facts: HostFacts, of: Partial<CheckContext> = {}): Finding {
  return checkOf(id).judge(facts, { ...context, ...of });
}

/** Every single fact a check reads, as the path to it: a group, or one place of a product. */
export function readPaths(check: Check): string[][] {
  return check.reads.flatMap((group) =>
    ["gateway", "center", "sensor"].includes(group)
      ? ["service", "registry", "file", "product"].map((place) => [group, place])
      : [[group]],
  );
}

/** The facts with one of them unread. */
export function without(facts: HostFacts, path: readonly string[], reason = "access denied"): HostFacts {
  const [group, place] = path as [keyof HostFacts, keyof ComponentFacts | undefined];
  const unread = { unread: reason };
  return {
    ...facts,
    [group]: place === undefined ? unread : { ...(facts[group] as ComponentFacts), [place]: unread },
  };
}
