import { formatDuration, parseDuration } from "../duration.ts";
import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";

/** Shortest times outside the lab, and what a shorter one would miss. */
const SHORTEST = {
  initialSync: ["2h", "the service needs that long before its data can be judged"],
  soak: ["15m", "the service calls a sensor disconnected only after 10 minutes without contact"],
  poll: ["5s", "the service throttles who asks more often"],
} as const;

/** The lab is this machine: its estate must not reach out, and no real estate may use its short times. */
export function labOnly(estate: Estate): Finding[] {
  const { cloud, lab } = estate.workspace;
  if (cloud === "lab") {
    if (lab) return loopbackOnly(estate);
    return [
      {
        path: ["workspace", "lab"],
        message: "`cloud: lab` needs to know where the lab is",
        fix: "add `lab: { graph: https://127.0.0.1:…, token: https://127.0.0.1:…/token, ca: … }`, or choose a real cloud",
      },
    ];
  }
  const stray: Finding[] = lab
    ? [
        {
          path: ["workspace", "lab"],
          message: `only \`cloud: lab\` has a \`lab\` section; this workspace is in the cloud \`${cloud}\``,
          fix: "remove `lab`, or set `cloud: lab`",
        },
      ]
    : [];
  return [...stray, ...tooShort(estate)];
}

function tooShort(estate: Estate): Finding[] {
  return (["initialSync", "soak", "poll"] as const).flatMap((key) => {
    const [shortest, why] = SHORTEST[key];
    const seconds = estate.policy[key];
    if (seconds >= (parseDuration(shortest) ?? 0)) return [];
    return [
      {
        path: ["policy", key],
        value: formatDuration(seconds),
        message: `must be at least ${shortest} outside the lab: ${why}`,
        fix: `write ${shortest} or more, or remove the key`,
        restsOn: ["workspace.cloud"],
      },
    ];
  });
}

function loopbackOnly(estate: Estate): Finding[] {
  const { lab, sensorApi } = estate.workspace;
  const addresses: [(string | number)[], string | undefined][] = [
    [["workspace", "lab", "graph"], lab?.graph],
    [["workspace", "lab", "token"], lab?.token],
    ...(sensorApi ? [[["workspace", "sensorApi"], sensorApi] as [string[], string]] : []),
    ...estate.centers.map(({ console }, i): [(string | number)[], string] => [
      ["centers", i, "console"],
      console,
    ]),
    ...(["domainControllers", "standaloneGateways", "centers"] as const).flatMap((section) =>
      estate[section].map(({ address }, i): [(string | number)[], string | undefined] => [
        [section, i, "address"],
        address,
      ]),
    ),
  ];
  return addresses
    .filter(([, address]) => !isLoopback(address))
    .map(([path, value]) => ({
      path,
      value,
      message: "the lab is on this machine alone; a host elsewhere would be changed for real",
      fix: "write an address of this machine (127.0.0.1), or choose a real cloud in `workspace.cloud`",
    }));
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const host = address.includes("://") ? new URL(address).hostname : address;
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
