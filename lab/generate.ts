import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** What a generated estate is like. */
export interface GenerateOptions {
  domainControllers: number;
  /** DCs of one site; default 5. */
  perSite?: number;
  /** DCs of one domain; default 25. */
  perDomain?: number;
  /** Share of DCs that can take a sensor of generation 3, 0 to 1; default 0.4. */
  generation3?: number;
  /** Lab seconds of everything a host does; default: as in any scenario. 0: at once. */
  stepSeconds?: number;
  /** Waves of the estate's policy; default [1, 5, "50%"]. */
  waves?: Array<number | string>;
  /** Limits of the estate's policy; default: one of a site, half of a domain. */
  maxUnavailable?: { site: number; domain: string };
}

const BASE_PORT = 42_100;
const FIRST_PORT = BASE_PORT + 101;
const TENANT = "11111111-2222-4333-8444-555555555555";
const CLIENT = "66666666-7777-4888-9999-000000000000";
const USER = "CONTOSO\\svc-ata2mdi";

interface Controller {
  name: string;
  domain: string;
  site: string;
  os: "2016" | "2019";
  port: number;
  roles: string[];
}

/** A scenario of the lab and the estate file that fits it, as texts; ports and paths as in `estates/dev.yaml`. */
export function generate(options: GenerateOptions): { scenario: string; estate: string } {
  const controllers = Array.from({ length: options.domainControllers }, (_, at) => controller(at, options));
  return {
    scenario: stringify(scenario(controllers, options)),
    estate: stringify(estate(controllers, options)),
  };
}

/** Writes both into a folder as `scenario.yaml` and `estate.yaml`; answers their paths. */
export function writeGenerated(
  folder: string,
  options: GenerateOptions,
): { scenario: string; estate: string } {
  const texts = generate(options);
  mkdirSync(folder, { recursive: true });
  const files = { scenario: join(folder, "scenario.yaml"), estate: join(folder, "estate.yaml") };
  writeFileSync(files.scenario, texts.scenario);
  writeFileSync(files.estate, texts.estate);
  return files;
}

function controller(at: number, options: GenerateOptions): Controller {
  const perDomain = options.perDomain ?? 25;
  const domain = Math.floor(at / perDomain);
  const firstOfDomain = at % perDomain === 0;
  return {
    name: `dc${String(at + 1).padStart(3, "0")}`,
    domain: domain === 0 ? "contoso.test" : `d${domain}.contoso.test`,
    site: `Site-${String(Math.floor(at / (options.perSite ?? 5)) + 1).padStart(2, "0")}`,
    // Spread evenly: every 1/share-th DC is a newer one.
    os:
      Math.floor((at + 1) * (options.generation3 ?? 0.4)) > Math.floor(at * (options.generation3 ?? 0.4))
        ? "2019"
        : "2016",
    port: FIRST_PORT + at,
    roles: [
      "globalCatalog",
      ...(at === 0 ? ["schemaMaster", "domainNamingMaster"] : []),
      ...(firstOfDomain ? ["pdcEmulator", "ridMaster", "infrastructureMaster"] : []),
    ],
  };
}

function scenario(controllers: readonly Controller[], options: GenerateOptions): unknown {
  const names = [
    "facts",
    "status",
    "package",
    "keepPackage",
    "stopService",
    "uninstall",
    "install",
    "removeCenter",
    "reboot",
    "sensorVisible",
    "sensorOnboarding",
    "sensorStarting",
    "firstActivation",
    "activation",
  ];
  return {
    name: `generated-${controllers.length}`,
    basePort: BASE_PORT,
    controlPort: BASE_PORT + 99,
    user: USER,
    ...(options.stepSeconds === undefined
      ? {}
      : { durations: Object.fromEntries(names.map((name) => [name, options.stepSeconds])) }),
    graph: {
      port: BASE_PORT,
      tenantId: TENANT,
      clientId: CLIENT,
      clientSecret: "lab-graph-client-secret",
      workspace: "contoso",
    },
    hosts: {
      ...Object.fromEntries(
        controllers.map(({ name, domain, site, os, port, roles }) => [
          name,
          {
            port,
            domain,
            forest: "contoso.test",
            site,
            os,
            roles,
            gateway: true,
            defenderForEndpoint: os === "2019",
          },
        ]),
      ),
      atacenter: { port: BASE_PORT + 21, kind: "centerServer", domain: "contoso.test", os: "2016" },
    },
    centers: [{ host: "atacenter", consolePort: BASE_PORT + 20, forest: "contoso.test" }],
  };
}

function estate(controllers: readonly Controller[], options: GenerateOptions): unknown {
  const unique = (of: "domain" | "site") => [...new Set(controllers.map((one) => one[of]))];
  return {
    name: `generated-${controllers.length}`,
    workspace: {
      name: "contoso",
      tenantId: TENANT,
      clientId: CLIENT,
      cloud: "lab",
      lab: {
        graph: `https://127.0.0.1:${BASE_PORT}`,
        token: `https://127.0.0.1:${BASE_PORT}/token`,
        ca: ".ata2mdi/lab/ca.pem",
      },
    },
    connection: {
      user: USER,
      authentication: { privateKey: { file: ".ata2mdi/lab/id_ed25519" } },
      knownHosts: ".ata2mdi/lab/known_hosts",
      deadline: "5m",
    },
    domains: unique("domain").map((name) => ({ name, forest: "contoso.test" })),
    sites: unique("site").map((name) => ({ name })),
    domainControllers: controllers.map(({ name, domain, site, os, port, roles }) => ({
      name,
      domain,
      site,
      address: "127.0.0.1",
      port,
      os,
      defenderForEndpoint: os === "2019",
      roles,
    })),
    centers: [
      {
        name: "atacenter",
        forest: "contoso.test",
        domain: "contoso.test",
        address: "127.0.0.1",
        port: BASE_PORT + 21,
        console: `https://127.0.0.1:${BASE_PORT + 20}`,
      },
    ],
    policy: {
      waves: options.waves ?? [1, 5, "50%"],
      soak: "0s",
      initialSync: "0s",
      maxUnavailable: options.maxUnavailable ?? { site: 1, domain: "50%" },
      readyFor: "10m",
      poll: "1s",
      sensorDeadline: "5m",
    },
  };
}
