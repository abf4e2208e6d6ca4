import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { LabClient, LabRefusal, type LabStatus, readLabInfo } from "../../lab/client.ts";
import { writeGenerated } from "../../lab/generate.ts";
import { ProblemError } from "../../plan/problem.ts";
import { FINE, runVerb } from "../exit.ts";
import { LAB_FOLDER } from "../lab.ts";
import { labUp } from "../labUp.ts";

const SCENARIO = join(import.meta.dirname, "..", "..", "lab", "scenarios", "dev.yaml");

interface Where {
  dir: string;
}

interface UpOptions extends Where {
  scenario: string;
  basePort?: number;
  timeFactor?: number;
}

/** `ata2mdi lab …`: the stand-in estate on 127.0.0.1, raised, looked at, broken and mended. */
export function registerLab(program: Command): void {
  const lab = program
    .command("lab")
    .description("The stand-in estate on 127.0.0.1: hosts, Graph and Centers");
  const verb = (name: string, about: string) =>
    lab
      .command(name)
      .description(about)
      .option("--dir <folder>", "the lab's folder", LAB_FOLDER)
      .addHelpText("after", "\nExit codes: 0 done, 1 a problem (it is printed), 2 used wrongly.");

  verb("up", "Raise the lab; goes on with the state it had")
    .option("--scenario <file>", "what it plays", SCENARIO)
    .option("--base-port <port>", "shift every port, so that the first one is this", positive)
    .option("--time-factor <number>", "lab seconds in one real second (default 60)", positive)
    .action((options: UpOptions) => runLab("ata2mdi lab up", () => up(options)));
  verb("down", "End the lab; its state stays").action(({ dir }: Where) =>
    runLab("ata2mdi lab down", async () => {
      await client(dir).shutdown();
      while (readLabInfo(dir)) await new Promise((done) => setTimeout(done, 50));
      return say("The lab is down.");
    }),
  );
  verb("status", "Hosts, sensors, faults and counters")
    .option("--json", "print it as one JSON document")
    .action(({ dir, json }: Where & { json?: true }) =>
      runLab("ata2mdi lab status", async () => {
        const status = await client(dir).status();
        return say(json ? JSON.stringify(status) : described(status));
      }),
    );
  verb("faults", "Every fault there is").action(({ dir }: Where) =>
    runLab("ata2mdi lab faults", async () => {
      const faults = await client(dir).faults();
      const lines = faults.map(({ scope, name, argument, about, once }) => {
        const shown = argument ? `${name}:<${argument.replace("?", "")}>` : name;
        return `${scope.padEnd(6)}${shown.padEnd(32)}${about}${once ? " (once)" : ""}`;
      });
      return say(lines.join("\n"));
    }),
  );
  verb("fault <host> <name>", "Switch a fault of a host on")
    .option("--off", "switch it off")
    .action((host: string, name: string, { dir, off }: Where & { off?: true }) =>
      runLab("ata2mdi lab fault", async () => {
        await client(dir).fault(host, name, off ? "off" : "on");
        return say(`${host}: ${name} is ${off ? "off" : "on"}.`);
      }),
    );
  verb("graph-fault <name>", "Switch a fault of the service on")
    .option("--off", "switch it off")
    .action((name: string, { dir, off }: Where & { off?: true }) =>
      runLab("ata2mdi lab graph-fault", async () => {
        await client(dir).graphFault(name, off ? "off" : "on");
        return say(`Graph: ${name} is ${off ? "off" : "on"}.`);
      }),
    );
  verb("reset", "Put everything back to the scenario's beginning").action(({ dir }: Where) =>
    runLab("ata2mdi lab reset", async () => {
      await client(dir).reset();
      return say("The lab is as it was at first.");
    }),
  );
  lab
    .command("generate <domain-controllers> <folder>")
    .description("Write a scenario and its estate file for so many domain controllers")
    .action((count: string, folder: string) =>
      runLab("ata2mdi lab generate", () => {
        const files = writeGenerated(folder, { domainControllers: positive(count) });
        return say(`${files.scenario}\n${files.estate}`);
      }),
    );
}

/** Runs a verb; what the lab refuses is a problem with its cure, and not a surprise. */
function runLab(command: string, work: () => Promise<number> | number): Promise<void> {
  return runVerb(command, async () => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LabRefusal)) throw error;
      throw new ProblemError({
        id: "LAB-REFUSED",
        cause: "the lab will not do that",
        measured: error.message,
        cure: "Name hosts as `ata2mdi lab status` does and faults as `ata2mdi lab faults` does.",
        command: "ata2mdi lab faults",
      });
    }
  });
}

async function up(options: UpOptions): Promise<number> {
  const running = readLabInfo(options.dir);
  if (running) return say(`The lab is up already: scenario ${running.scenario}, Graph ${running.graph}.`);
  const info = await labUp({ ...options, folder: options.dir }, "ata2mdi lab up");
  return say(
    [
      `The lab plays ${info.scenario}: one lab minute takes ${(60 / info.timeFactor).toFixed(1)} s.`,
      `  a host:  ssh -F ${join(options.dir, "ssh_config")} dc01 hostname`,
      `  Graph:   ${info.graph} (authority ${join(options.dir, "ca.pem")})`,
      "  next:    ata2mdi lab status",
    ].join("\n"),
  );
}

function client(dir: string): LabClient {
  const info = readLabInfo(dir);
  if (info) return new LabClient(info);
  throw new ProblemError({
    id: "LAB-NOT-UP",
    cause: "no lab runs here",
    measured: `no process of ${join(dir, "lab.json")}`,
    cure: "Raise it first.",
    command: "ata2mdi lab up",
  });
}

function described(status: LabStatus): string {
  const hosts = status.hosts.map(({ name, os, gateway, sensor, away, faults, counters }) => {
    const has = [gateway ? "gateway" : "", sensor ? "sensor" : "", away ? "restarting" : ""].filter(Boolean);
    const steps = Object.values(counters.stepStarts).reduce((sum, one) => sum + one, 0);
    return [
      name.padEnd(14),
      os.padEnd(8),
      has.join(" and ").padEnd(22),
      `${counters.connections} connections, ${steps} steps, ${counters.writes} writes`,
      faults.length > 0 ? `  faults: ${faults.join(", ")}` : "",
    ].join("");
  });
  const sensors = status.graph.sensors.map(
    (row) =>
      `${String(row.displayName).padEnd(14)}${row.version}  ${row.deploymentStatus}, ${row.serviceStatus}, ${row.healthStatus}`,
  );
  const faults = status.graph.faults.length > 0 ? `  faults: ${status.graph.faults.join(", ")}` : "";
  return [
    `Scenario ${status.scenario}, one lab minute takes ${(60 / status.timeFactor).toFixed(1)} s`,
    ...hosts,
    `Graph ${status.graph.address}, ${status.graph.counters.requests} requests${faults}`,
    ...sensors,
  ].join("\n");
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It takes a number above 0.");
  return value;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return FINE;
}
