import { freezeText, windowText } from "../../estate/calendar.ts";
import type { Estate } from "../../estate/schema.ts";
import type { KeptRule, Plan } from "../plan.ts";
import type { Group } from "./limits.ts";
import type { Model } from "./model.ts";
import type { Standing } from "./order.ts";
import { copiesAtOnce } from "./packages.ts";
import { type Reason, type RuleName, rules } from "./rules.ts";
import type { StepTimes } from "./times.ts";
import { lengthText } from "./words.ts";

export interface Kept {
  estate: Estate;
  model: Model;
  plan: Pick<Plan, "waves" | "standaloneGateways">;
  times: StepTimes;
  without: ReadonlySet<RuleName>;
  /** What was told of each domain controller. */
  reasons: Iterable<readonly Reason[]>;
}

/** Every rule of the order that there is something to say of: what it is here, how many it binds, who set it aside. */
export function keptRules(kept: Kept): KeptRule[] {
  const bound = new Map<RuleName, number>();
  for (const told of kept.reasons) {
    for (const rule of new Set(told.map((reason) => reason.rule)))
      bound.set(rule, (bound.get(rule) ?? 0) + 1);
  }
  const here = valuesOf(kept);
  return (Object.keys(rules) as RuleName[]).flatMap((name): KeptRule[] => {
    if (kept.without.has(name)) {
      const by = kept.estate.policy.setAside.find((one) => one.rule === name)?.by;
      return [{ name, here: "does not hold", binds: 0, setAside: by ?? "whoever asked for this plan" }];
    }
    const value = here[name];
    return value === "" ? [] : [{ name, here: value, binds: bound.get(name) ?? 0 }];
  });
}

/** What each rule is in this estate; empty where it has nothing to hold. */
function valuesOf({ estate, model, plan, times }: Kept): Record<RuleName, string> {
  const { policy } = estate;
  const groups = (rule: RuleName) => model.allGroups.filter((group) => group.rule === rule);
  const whose = (test: (standing: Standing) => boolean) =>
    model.standings
      .flatMap((standing, member) => (test(standing) ? (model.names[member] ?? []) : []))
      .join(", ");
  return {
    "site-limit": limitsText(groups("site-limit")),
    "domain-limit": limitsText(groups("domain-limit")),
    "forest-limit": limitsText(groups("forest-limit")),
    apart: groups("apart")
      .map(({ name }) => name)
      .join(", "),
    "hypervisor-apart": groups("hypervisor-apart")
      .flatMap(({ name, members }) => (members.length > 1 ? [name] : []))
      .join(", "),
    "last-of-site-alone": whose(({ lastOfSite }) => lastOfSite !== undefined),
    "roles-late": whose(({ tier }) => tier === "special" || tier === "operationsMaster"),
    "synchronizers-last": whose(({ tier }) => tier === "domainSynchronizer"),
    "canary-first": onlyOne(plan.waves[0]?.domainControllers),
    "wave-sizes": plan.waves.length > 0 ? policy.waves.join(", ") : "",
    "gateway-after-watched": plan.standaloneGateways.map(({ name }) => name).join(", "),
    "package-bandwidth": estate.sites
      .flatMap((site) => {
        const copies = copiesAtOnce(site, estate.connection.deadline, times);
        return copies === undefined ? [] : [`${copies} at once to ${site.name}`];
      })
      .join(", "),
    windows: policy.windows.map((window) => windowText(window) + aboutText(window)).join("; "),
    freezes: policy.freezes.map((freeze) => freezeText(freeze) + aboutText(freeze)).join("; "),
    "gap-budget": Object.entries({
      "a domain controller": policy.gapBudget.domainController,
      "a site": policy.gapBudget.site,
      "a domain": policy.gapBudget.domain,
    })
      .flatMap(([what, seconds]) => (seconds === undefined ? [] : [`${lengthText(seconds)} ${what}`]))
      .join(", "),
  };
}

/** The canary; none where the first wave is of all that had begun. */
function onlyOne(names: readonly string[] = []): string {
  return names.length === 1 ? (names[0] ?? "") : "";
}

/** `1 at once: site Oslo, site Lisbon; 2 at once: site Berlin`. */
function limitsText(groups: readonly Group[]): string {
  const byLimit = new Map<number, string[]>();
  for (const { limit, name } of groups) {
    const names = byLimit.get(limit);
    if (names) names.push(name);
    else byLimit.set(limit, [name]);
  }
  return [...byLimit]
    .sort(([a], [b]) => a - b)
    .map(([limit, names]) => `${limit} at once: ${names.join(", ")}`)
    .join("; ");
}

function aboutText({ sites, domains }: { sites?: readonly string[]; domains?: readonly string[] }): string {
  const about = [...(sites ?? []), ...(domains ?? [])];
  return about.length === 0 ? "" : ` for ${about.join(", ")}`;
}
