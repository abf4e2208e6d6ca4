import type { Host } from "../hosts/host.ts";
import { CENTER_SERVICES, isAbsent } from "../hosts/software.ts";
import type { Service } from "../hosts/state.ts";
import { type Definition, HOST_FOLDER } from "./definition.ts";

const SAVED = `${HOST_FOLDER}/saved/Set-AtaCenterRest.json`;

type Rest = "stopped" | "running";
type StartModes = Record<string, Service["startMode"]>;

/** Lets a Center that is kept rest, or wakes it again with the start modes its services had. */
export const setAtaCenterRest: Definition<"Set-AtaCenterRest"> = {
  prepare: (_host, _world, { rest, once }) => ({ rest, once }),

  before(host, data) {
    if (isAbsent(host, "center"))
      return { outcome: "refused", reason: "there is no ATA Center on this host" };
    return isAtRest(host, data.rest as Rest) ? { outcome: "already", reason: null } : undefined;
  },

  phases: (host, _world, data) => [
    {
      name: data.rest === "stopped" ? "let the Center rest" : "wake the Center",
      seconds: host.durations.stopService,
      main: true,
      run() {
        if (data.rest === "stopped") suspend(host);
        else resume(host);
        return undefined;
      },
    },
  ],

  facts: (host) => ({
    services: servicesOf(host).map(({ name, state, startMode }) => ({ name, state, startMode })),
  }),

  holds: (host, data) =>
    data.once === true || (!isAbsent(host, "center") && isAtRest(host, data.rest as Rest)),
};

function servicesOf(host: Host): Service[] {
  return CENTER_SERVICES.flatMap((name) => host.service(name) ?? []);
}

function isAtRest(host: Host, rest: Rest): boolean {
  const services = servicesOf(host);
  return rest === "stopped"
    ? services.every(({ state, startMode }) => state === "Stopped" && startMode !== "Auto")
    : services.every(({ state }) => state === "Running") && !host.files.exists(SAVED);
}

function suspend(host: Host): void {
  const services = servicesOf(host);
  if (!host.files.exists(SAVED)) {
    const modes = Object.fromEntries(services.map(({ name, startMode }) => [name, startMode]));
    host.files.place(SAVED, JSON.stringify(modes));
  }
  for (const { name, startMode } of services) {
    if (startMode === "Auto") host.setStartMode(name, "Manual");
    host.switchService(name, "Stopped");
  }
}

function resume(host: Host): void {
  const modes = JSON.parse(host.files.read(SAVED)?.toString("utf8") ?? "{}") as StartModes;
  for (const { name, startMode } of servicesOf(host).toReversed()) {
    const before = modes[name] ?? startMode;
    host.setStartMode(name, before === "Disabled" ? "Manual" : before);
    host.switchService(name, "Running");
  }
  host.files.removeFile(SAVED);
}
