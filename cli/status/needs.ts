import type { CenterEntry } from "../../estate/schema.ts";
import { typed } from "../../plan/problem.ts";
import { isBlind, standingOf } from "../live/view.ts";
import type { StackStatus } from "./collect.ts";
import { daysUntil } from "./override.ts";

/** Something that does not go on by itself. */
export interface Need {
  kind:
    | "failure"
    | "cutOff"
    | "blind"
    | "sensor"
    | "begin"
    | "approval"
    | "held"
    | "blocked"
    | "rollback"
    | "checklist"
    | "center";
  /** The host it is about; null: the move as a whole. */
  host: string | null;
  /** One sentence. */
  what: string;
  /** The command to type. */
  command: string;
}

/** What a person has to see to, the most urgent first. Empty: a run goes on and is well, or everything is done. */
export function needsOf(status: StackStatus): Need[] {
  const running = status.activity.kind === "running" || status.activity.kind === "elsewhere";
  const urgent = [...failures(status), ...stoppedSensors(status)];
  // While a run goes on nothing else waits for a person yet: what is open may still be done by it.
  if (running) return urgent;
  return [
    ...cutOff(status),
    ...blind(status),
    ...urgent,
    ...toBegin(status),
    ...approvals(status),
    ...staying(status),
    ...checklist(status),
    ...centers(status),
  ];
}

function up({ stack }: StackStatus): string {
  return `npx ata2mdi up --stack ${stack.stack}`;
}

function failures({ view }: StackStatus): Need[] {
  return view.failures
    .filter(({ problem }) => problem.id !== "CANCELLED")
    .map(({ host, resource, problem }) => ({
      kind: "failure",
      host: host ?? null,
      what: `${resource} failed: ${problem.id}, ${problem.cause}. Cure: ${problem.cure}`,
      command: typed(problem.command),
    }));
}

function cutOff(status: StackStatus): Need[] {
  const { activity, stack } = status;
  const { pending } = stack.deployment;
  if (activity.kind === "unseen" && pending.length > 0) {
    return [
      {
        kind: "cutOff",
        host: null,
        what: `a run of another machine is at ${pending.join(", ")}, or was killed there: this backend does not tell which; a new run is refused while one goes on`,
        command: up(status),
      },
    ];
  }
  if (activity.kind !== "killed") return [];
  const during = pending.length > 0 ? ` during ${pending.join(", ")}` : "";
  const which = activity.run ? `the last run begun ${activity.run.begun.startedAt}` : "a run";
  return [
    {
      kind: "cutOff",
      host: null,
      what: `${which} was killed${during}; nothing is lost, the next run takes it up`,
      command: up(status),
    },
  ];
}

function blind(status: StackStatus): Need[] {
  return status.view.chains
    .filter((chain) => isBlind(status.view, chain.host))
    .map(({ host }) => ({
      kind: "blind",
      host,
      what: `${host} has no gateway and no verified sensor, and ${noRun(status)}`,
      command: up(status),
    }));
}

function noRun({ activity }: StackStatus): string {
  return activity.kind === "unseen" ? "no run of this clone goes on" : "no run goes on";
}

function stoppedSensors(status: StackStatus): Need[] {
  return status.stack.state.domainControllers.flatMap(({ name, progress }) =>
    progress.kind === "moved" && progress.serviceStatus !== "running"
      ? [
          {
            kind: "sensor" as const,
            host: name,
            what: `the sensor of ${name} was ${progress.serviceStatus} when it was last looked at`,
            command: `pulumi refresh --stack ${status.stack.stack}`,
          },
        ]
      : [],
  );
}

function toBegin(status: StackStatus): Need[] {
  const { view } = status;
  const approved = new Set(
    status.stack.plan.waves.slice(0, firstUnapproved(status)).flatMap((wave) => wave.domainControllers),
  );
  const left = view.chains.filter(
    (chain) =>
      chain.kind === "domainController" && approved.has(chain.host) && standingOf(view, chain) !== "moved",
  );
  if (left.length === 0) return [];
  const begun = status.stack.deployment.resources.size > 0;
  return [
    {
      kind: "begin",
      host: null,
      what: `${begun ? "the move is not finished" : "the move has not begun"}: ${left.length} ${left.length === 1 ? "domain controller is" : "domain controllers are"} left, and ${noRun(status)}`,
      command: up(status),
    },
  ];
}

function firstUnapproved({ stack }: StackStatus): number {
  const first = stack.plan.waves.findIndex((wave) => wave.approval === "needed");
  return first < 0 ? stack.plan.waves.length : first;
}

function approvals(status: StackStatus): Need[] {
  const wave = status.stack.plan.waves[firstUnapproved(status)];
  if (!wave) return [];
  return [
    {
      kind: "approval",
      host: null,
      what: `${wave.name} and all after it wait for an approval: policy.approvals.${wave.name}`,
      command: `npx ata2mdi plan ${status.stack.estateFile}`,
    },
  ];
}

function staying({ stack }: StackStatus): Need[] {
  return stack.plan.domainControllers.flatMap(({ name, decision }): Need[] => {
    if (decision.kind === "move") return [];
    if (decision.kind === "rollback") return goingBack(stack, name);
    const kind = decision.kind === "hold" ? "held" : "blocked";
    const cure = decision.kind === "blocked" ? `; ${decision.unblockedBy}` : "";
    return [
      {
        kind,
        host: name,
        what: `${name} keeps its gateway and the Center (${kind}): ${decision.reason}${cure}`,
        command: `npx ata2mdi plan ${stack.estateFile} --why ${name}`,
      },
    ];
  });
}

/** One that is back keeps the Center; one that is not yet needs a run. */
function goingBack(stack: StackStatus["stack"], name: string): Need[] {
  const progress = stack.state.domainControllers.find((dc) => dc.name === name)?.progress;
  const isBack = progress?.kind === "rolledBack";
  return [
    {
      kind: "rollback",
      host: name,
      what: isBack
        ? `${name} went back to its gateway and keeps the Center; take it out of \`rollback\` when it may move again`
        : `${name} is to go back to its gateway and is not there yet`,
      command: isBack
        ? `npx ata2mdi plan ${stack.estateFile} --why ${name}`
        : `pulumi up --stack ${stack.stack}`,
    },
  ];
}

function checklist({ stack }: StackStatus): Need[] {
  const open = stack.state.checklist.filter((row) => row.state === "open");
  if (open.length === 0) return [];
  return [
    {
      kind: "checklist",
      host: null,
      what: `${open.length} of ${stack.state.checklist.length} checklist rows are open`,
      command: `npx ata2mdi runbook ${stack.estateFile}`,
    },
  ];
}

function centers(status: StackStatus): Need[] {
  return status.stack.estate.centers.flatMap((center): Need[] => {
    const state = status.stack.state.centers.find(({ name }) => name === center.name)?.state;
    if (center.then === "retain" || state === "removed") return [];
    const what = centerWait(center, new Date(status.at));
    return [{ kind: "center", host: center.name, what, command: up(status) }];
  });
}

/** What the removal of a Center still waits for by the estate itself. */
export function centerWait(center: CenterEntry, now: Date): string {
  const name = `Center ${center.name}`;
  const days = center.retainUntil ? daysUntil(center.retainUntil, now) : null;
  if (days === null) return `${name} waits for retainUntil: no day is set`;
  if (days > 0) return `${name} is retained for ${days} more days, until ${center.retainUntil}`;
  if (!center.approval) return `${name} may go by its date and waits for an approval`;
  return `${name} may go as soon as its lock opens`;
}

/** What to know of a Center whose services this program has stopped. */
export function stoppedWhileKept(name: string): string {
  return `Center ${name} is kept stopped; \`whileKept: running\` in the estate file starts it`;
}
