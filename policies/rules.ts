import { centerAfterLock, lockAfterBackup, lockTakesEverything } from "./centerRules.ts";
import { deadlineAndHostKey, neverUndone, noSecretInClear } from "./commandRules.ts";
import { type Finding, Graph, type GraphResource } from "./graph.ts";
import {
  actsWhereMeasured,
  clearedAfterGate,
  preparedBeforeMeasured,
  removalAfterGate,
  sensorAfterRemoval,
  verifiedAfterInstall,
  wavesInOrder,
} from "./hostRules.ts";
import { restInOrder } from "./restRules.ts";
import { rollbackInOrder } from "./rollbackRules.ts";
import { keyBeforeRemoval, lastThingsLast } from "./serviceRules.ts";
import { stagedBeforeMeasured, workspaceFirst } from "./stagingRules.ts";

export type { Finding, GraphResource } from "./graph.ts";

/** A rule over the whole graph. Pure; findings in the order of the resources. */
export interface Rule {
  name: string;
  description: string;
  judge(graph: Graph): Finding[];
}

/** A second guard over the order: it sees the finished graph alone, and shares no code with what declares it. */
export const rules: readonly Rule[] = [
  {
    name: "workspace-first",
    description: "Nothing is touched before the service was seen to answer and to allow what is needed.",
    judge: workspaceFirst,
  },
  {
    name: "staged-before-measured",
    description: "Scripts, package and whatever interrupts a host are over before the host is measured.",
    judge: stagedBeforeMeasured,
  },
  {
    name: "removal-after-gate",
    description: "No gateway is removed before its host was measured: ready, or watched by sensors.",
    judge: (graph) => [...removalAfterGate(graph), ...clearedAfterGate(graph)],
  },
  {
    name: "prepared-before-measured",
    description: "What is prepared on a host is over before the host is measured.",
    judge: preparedBeforeMeasured,
  },
  {
    name: "sensor-after-removal",
    description: "A sensor is put on only after the gateway is gone.",
    judge: sensorAfterRemoval,
  },
  {
    name: "key-before-removal",
    description: "A host that was found ready has the access key of its v2 sensor before its gateway goes.",
    judge: keyBeforeRemoval,
  },
  {
    name: "verified-after-install",
    description: "A sensor is verified after it was put on.",
    judge: verifiedAfterInstall,
  },
  {
    name: "waves-in-order",
    description:
      "A wave's hosts are measured after the gate of the wave before, which waits for its sensors.",
    judge: wavesInOrder,
  },
  {
    name: "rollback-in-order",
    description: "Going back: way back measured, sensor gone, gateway installed, gateway verified.",
    judge: rollbackInOrder,
  },
  {
    name: "acts-where-measured",
    description: "What acts on a host reaches the address that was measured for it.",
    judge: actsWhereMeasured,
  },
  {
    name: "last-things-last",
    description:
      "Initial synchronisation, health, signal, key rotation and orphans wait for the sensors they are about.",
    judge: lastThingsLast,
  },
  {
    name: "center-after-lock",
    description: "A Center is removed only after its lock.",
    judge: centerAfterLock,
  },
  {
    name: "lock-takes-everything",
    description: "A Center's lock depends on every outcome of its forest.",
    judge: lockTakesEverything,
  },
  {
    name: "lock-after-backup",
    description: "A Center is backed up after its hosts have moved, and its lock waits for that backup.",
    judge: lockAfterBackup,
  },
  {
    name: "rest-in-order",
    description: "A Center that is kept is stopped after its lock alone, and runs before anything asks it.",
    judge: restInOrder,
  },
  {
    name: "deadline-and-host-key",
    description: "Every command has a deadline, every remote one a pinned host key.",
    judge: deadlineAndHostKey,
  },
  {
    name: "never-undone",
    description: "No command undoes what was done on a host: destroy forgets.",
    judge: neverUndone,
  },
  {
    name: "no-secret-in-clear",
    description: "No secret in a command line, an environment, a log or in clear in the state.",
    judge: noSecretInClear,
  },
];

/** What every rule has to say of a program's resources; empty where all hold. */
export function judgeGraph(resources: readonly GraphResource[]): Finding[] {
  const graph = new Graph(resources);
  return rules.flatMap((rule) => rule.judge(graph));
}
