import { type WaveGateInputs, type WaveGateOutputs, waveGateInputs } from "../../plan/declared.ts";
import { weighIssues } from "../../plan/healthIssues.ts";
import { cloudWord, isUnhealthy, sensorOf } from "../../plan/sensorState.ts";
import { soakAfter, soakBegin } from "../../plan/soak.ts";
import type { GraphHealthIssue, GraphSensor } from "../graph/api.ts";
import { readSnapshot } from "../graph/ask.ts";
import type { Snapshot } from "../graph/poller.ts";
import type { ResourceHandler, WorkCall } from "../handler.ts";
import { inWords, type Look } from "../waiting.ts";
import { sameWorkspace } from "../workspaces.ts";
import { gateDue, passGate } from "./gate.ts";

/** Most names in one line of status. */
const NAMED = 3;

/** Seconds between two looks at the least, where the last one came just before the soak was over. */
const SOON = 0.25;

/** Passes when every sensor of a wave has been seen healthy, without a break, for the soak. */
export const waveGate: ResourceHandler<WaveGateInputs, WaveGateOutputs> = {
  token: "ata2mdi:index:WaveGate",
  inputs: waveGateInputs,
  minds: ["domainControllers"],
  notes: ["workspace", "since"],
  farewell: "forgotten; nothing was made that would have to go",
  idOf: (inputs) => inputs.wave,

  async due(state, inputs) {
    if (!sameWorkspace(state.workspace, inputs.workspace)) return "another workspace: it is waited for there";
    return gateDue(state, inputs);
  },

  async create(inputs, call) {
    const watch = new WaveWatch(inputs, call);
    const passed = await passGate(
      {
        look: (signal) => watch.look(signal),
        // Deadline and warning are for getting healthy; the soak comes on top.
        deadlineSeconds: inputs.soakSeconds + inputs.deadlineSeconds,
        warnAfterSeconds: inputs.warnAfterSeconds && inputs.soakSeconds + inputs.warnAfterSeconds,
        skipWithReason: inputs.skipWithReason,
        holds: `${inputs.wave} ${inputs.soakSeconds > 0 ? `did not stay healthy for ${inWords(inputs.soakSeconds)}` : "is not healthy"}, so nothing that waits for it begins`,
        cure: "Look at these sensors and their health issues in the portal; the soak begins anew with the next run.",
      },
      call,
    );
    const tolerated = [...watch.tolerated];
    if (tolerated.length > 0) call.warn(`health issues that did not hold it up: ${tolerated.join("; ")}`);
    return { ...passed, tolerated };
  },
};

/** What a wave's gate has seen so far. */
class WaveWatch {
  /** Titles of open issues that did not count against a sensor at the last look. */
  tolerated = new Set<string>();
  private readonly inputs: WaveGateInputs;
  private readonly call: WorkCall<WaveGateOutputs>;
  private soak = soakBegin;
  private sensors: Snapshot<GraphSensor[]> | undefined;
  private issues: Snapshot<GraphHealthIssue[]> | undefined;

  constructor(inputs: WaveGateInputs, call: WorkCall<WaveGateOutputs>) {
    this.inputs = inputs;
    this.call = call;
  }

  async look(signal: AbortSignal): Promise<Look<true>> {
    const { domainControllers, soakSeconds } = this.inputs;
    const seen = await this.unwell(signal);
    const at = this.call.services.now().getTime();
    if (!("value" in seen)) {
      this.soak = soakAfter(this.soak, "unread", at);
      return seen;
    }
    this.soak = soakAfter(this.soak, seen.value.length > 0 ? "unwell" : "well", at);
    if (seen.value.length > 0) return { missing: shortened(seen.value) };
    if (this.soak.healthySeconds >= soakSeconds) return { reached: true };
    const { length } = domainControllers;
    const healthy = length === 1 ? "its sensor healthy" : `all ${length} sensors healthy`;
    return { missing: `${healthy} for ${inWords(this.soak.healthySeconds)} of ${inWords(soakSeconds)}` };
  }

  /** The poll interval; less where the soak ends before it does, so that nobody waits a whole one for its last second. */
  private nextLookSeconds(): number {
    const { pollSeconds, soakSeconds } = this.inputs;
    if (this.soak.wellAt === undefined) return pollSeconds;
    return Math.min(pollSeconds, Math.max(SOON, soakSeconds - this.soak.healthySeconds));
  }

  /** Who is not well, and why; or that it could not be read. */
  private async unwell(signal: AbortSignal): Promise<{ value: string[] } | Look<never>> {
    const { workspace, domainControllers } = this.inputs;
    const graph = this.call.services.graph(workspace);
    this.sensors = await graph.sensors.next(this.sensors, this.nextLookSeconds(), signal);
    const sensors = readSnapshot(this.sensors);
    if (!("value" in sensors)) return sensors;
    const found = domainControllers.map((subject) => ({
      subject,
      sensor: sensorOf(sensors.value, subject).sensor,
    }));
    const words: string[] = [];
    let unhealthy = false;
    for (const { subject, sensor } of found) {
      const word = cloudWord(sensor);
      if (word.state !== "good") words.push(`${subject.name} ${word.says}`);
      else if (sensor && isUnhealthy(sensor)) unhealthy = true;
    }
    if (!unhealthy) {
      this.tolerated.clear();
      return { value: words };
    }
    // Only where a sensor is not healthy it is asked why: some issues hold nothing up.
    this.issues = await graph.healthIssues.next(this.issues, this.inputs.pollSeconds, signal);
    const issues = readSnapshot(this.issues);
    if (!("value" in issues)) return issues;
    return { value: [...words, ...this.unhealthyAmong(found, issues.value)] };
  }

  private unhealthyAmong(
    found: readonly {
      subject: WaveGateInputs["domainControllers"][number];
      sensor: GraphSensor | undefined;
    }[],
    issues: readonly GraphHealthIssue[],
  ): string[] {
    this.tolerated.clear();
    return found.flatMap(({ subject, sensor }) => {
      if (!sensor || !isUnhealthy(sensor)) return [];
      const { blocking, slow, earlier } = weighIssues(issues, [subject], this.inputs.since ?? null);
      for (const issue of [...slow, ...earlier]) this.tolerated.add(issue.displayName);
      if (blocking.length > 0) {
        const titles = [...new Set(blocking.map((issue) => issue.displayName))];
        return [`${subject.name} has the health issue ${titles.join(", ")}`];
      }
      // Unhealthy for a reason that is not told counts against it.
      return slow.length + earlier.length > 0
        ? []
        : [`${subject.name} runs, but its health is ${sensor.healthStatus}`];
    });
  }
}

function shortened(unwell: readonly string[]): string {
  const more = unwell.length - NAMED;
  return [...unwell.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
