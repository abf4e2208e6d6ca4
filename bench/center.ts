import { setTimeout as wait } from "node:timers/promises";
import { openInputs } from "../tests/plan/centerLock/example.ts";
import { makeWorld, noGateway, sensorOf, urnOf } from "../tests/provider/support/world.ts";
import type { Bench } from "./bench.ts";

const HOSTS = 1000;
/** How long the hosts take to answer: most of them little, some much more. */
const QUICK_MS = 300;
const SLOWEST_MS = 3000;

/** A Center's lock over many domain controllers: what is waited for is the slowest host, not their sum. */
export const bench: Bench = {
  name: "center",
  async run() {
    const world = makeWorld();
    const [example] = openInputs().domainControllers;
    if (!example) throw new Error("the example has one");
    const names = Array.from({ length: HOSTS }, (_, at) => `dc${String(at).padStart(4, "0")}`);
    world.sensors = names.map((name) => sensorOf(name));
    const { measure } = world.services.hosts;
    world.services = Object.assign(world.services, {
      hosts: {
        measure: async (...asked: Parameters<typeof measure>) => {
          const at = names.indexOf(asked[0].host);
          await wait(at % 100 === 7 ? SLOWEST_MS : QUICK_MS);
          return measure(...asked);
        },
      },
    });
    for (const name of names) world.hosts[`Get-GatewayStatus ${name}`] = noGateway;
    const inputs = openInputs({
      retainUntil: "2020-01-01",
      approval: { by: "a.person", at: "2020-01-01T00:00:00Z", retainUntil: "2020-01-01" },
      backup: { folder: null, name: "atacenter-1", maxAgeSeconds: 100 * 365 * 86_400 },
      domainControllers: names.map((name) => ({
        ...example,
        name,
        sensorId: `s-${name}`,
        verifiedAt: "2020-01-01T00:00:00Z",
        target: { ...example.target, host: name },
      })),
      standaloneGateways: [],
    });
    world.now = new Date("2026-12-02T00:00:00Z");
    const start = performance.now();
    const { outs } = await world.provider.create(urnOf("CenterLock", "atacenter-lock"), inputs);
    const seconds = (performance.now() - start) / 1000;
    if (!outs.open) throw new Error("the lock of the bench does not open");
    return {
      figures: [
        {
          name: `lock over ${HOSTS} domain controllers`,
          value: seconds / (SLOWEST_MS / 1000),
          unit: "x",
          limit: 1.3,
          note: `${seconds.toFixed(1)} s beside ${SLOWEST_MS / 1000} s of the slowest host`,
        },
      ],
    };
  },
};
