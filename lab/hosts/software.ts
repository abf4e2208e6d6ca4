import type { Host } from "./host.ts";
import type { Service } from "./state.ts";

/** What a product leaves on a host, in the four places where it is looked for. */
interface Software {
  service: string;
  registryKey: string;
  folder: string;
  executable: string;
  productName: string;
  setup: string;
}

export type ComponentName = "gateway" | "center" | "sensor";

const ATA = "Microsoft Advanced Threat Analytics";
const ATA_VERSION = "1.9.7478.57683";
const SENSOR_FOLDER = "C:/Program Files/Azure Advanced Threat Protection Sensor";

const software: Record<ComponentName, Software> = {
  gateway: {
    service: "ATAGateway",
    registryKey: `HKLM/SOFTWARE/Microsoft/${ATA}/Gateway`,
    folder: `C:/Program Files/${ATA}/Gateway`,
    executable: "Microsoft.Tri.Gateway.exe",
    productName: `${ATA} Gateway`,
    setup: "Microsoft ATA Gateway Setup.exe",
  },
  center: {
    service: "ATACenter",
    registryKey: `HKLM/SOFTWARE/Microsoft/${ATA}/Center`,
    folder: `C:/Program Files/${ATA}/Center`,
    executable: "Microsoft.Tri.Center.exe",
    productName: `${ATA} Center`,
    setup: "Microsoft ATA Center Setup.exe",
  },
  sensor: {
    service: "AATPSensor",
    registryKey: "HKLM/SOFTWARE/Microsoft/Azure Advanced Threat Protection/Sensor",
    folder: SENSOR_FOLDER,
    executable: "Microsoft.Tri.Sensor.exe",
    productName: "Azure Advanced Threat Protection Sensor",
    setup: "Azure ATP sensor Setup.exe",
  },
};

const cachedBundle: Record<ComponentName, string> = {
  gateway: "C:/ProgramData/Package Cache/{0f2d2d0c-5a5d-4a42-8f1c-9b7f2f5b1a01}",
  center: "C:/ProgramData/Package Cache/{0f2d2d0c-5a5d-4a42-8f1c-9b7f2f5b1a02}",
  sensor: "C:/ProgramData/Package Cache/{0f2d2d0c-5a5d-4a42-8f1c-9b7f2f5b1a03}",
};

/** Services of a Center and of its database, in the order of stopping. */
export const CENTER_SERVICES: readonly string[] = ["ATACenter", "MongoDB"];

/** The folder of the product's own files; the sensor's carries its version. */
export function productFolder(component: ComponentName, version: string): string {
  return component === "sensor" ? `${SENSOR_FOLDER}/${version}` : software[component].folder;
}

/** Path of the setup that Windows keeps for removal: what "keep the package" copies. */
export function cachedSetup(component: ComponentName): string {
  return `${cachedBundle[component]}/${software[component].setup}`;
}

export function putSoftware(host: Host, component: ComponentName, version: string): void {
  const it = software[component];
  const folder = productFolder(component, version);
  host.setService(it.service, "Running", `${folder}/${it.executable}`, version);
  if (component === "sensor") {
    host.setService("AATPSensorUpdater", "Running", `${folder}/Microsoft.Tri.Sensor.Updater.exe`, version);
    host.state.measured.loopback444 = "Microsoft.Tri.Sensor.Updater";
  }
  if (component === "center") {
    host.setService("MongoDB", "Running", `${folder}/MongoDB/bin/mongod.exe`, "3.6.18");
    const profile = `{"_t":"CenterSystemProfile","NetbiosName":"${host.name.toUpperCase()}"}\n`;
    host.files.place(`${folder}/Backup/SystemProfile_202610010800.json`, profile);
    for (const file of ["ATA.0", "ATA.ns", "WiredTiger.wt"]) {
      host.files.place(`${folder}/MongoDB/bin/data/${file}`, `lab database file ${file}\n`);
    }
  }
  host.state.registry[it.registryKey] = windows(it.folder);
  host.files.place(`${folder}/${it.executable}`, `${it.productName} ${version}\n`);
  host.files.makeFolders(`${folder}/Logs`);
  host.files.place(cachedSetup(component), `${it.setup} ${version}\n`);
  host.state.products = host.state.products.filter((product) => product.name !== it.productName);
  host.state.products.push({
    name: it.productName,
    version,
    quietUninstall: `"${windows(cachedSetup(component))}" /uninstall /quiet`,
  });
  host.changed();
}

/** Takes a product away as its setup does: the Center's database files stay. */
export function takeSoftware(host: Host, component: ComponentName): void {
  const it = software[component];
  host.removeService(it.service);
  if (component === "sensor") {
    host.removeService("AATPSensorUpdater");
    host.state.measured.loopback444 = null;
  }
  delete host.state.registry[it.registryKey];
  if (component === "center") {
    host.removeService("MongoDB");
    host.files.removeFile(`${it.folder}/${it.executable}`);
  } else host.files.removeTree(it.folder);
  host.files.removeTree(cachedBundle[component]);
  host.state.products = host.state.products.filter((product) => product.name !== it.productName);
  host.changed();
}

/** The parts of a component as they are found; null is absence. */
export interface ComponentParts {
  service: Omit<Service, "since"> | null;
  registry: string | null;
  file: string | null;
  product: { name: string; version: string; quietUninstall: string | null } | null;
}

export function findSoftware(host: Host, component: ComponentName): ComponentParts {
  const it = software[component];
  const product = host.state.products.find((one) => one.name === it.productName);
  const version = product?.version ?? host.service(it.service)?.version;
  const folder = version === undefined ? it.folder : productFolder(component, version ?? "");
  const executable = `${folder}/${it.executable}`;
  return {
    service: describeService(host.service(it.service)),
    registry: host.state.registry[it.registryKey] ?? null,
    file: host.files.exists(executable) ? windows(executable) : null,
    product: product ? { ...product } : null,
  };
}

/** True where the product can be removed by its own setup. */
export function isUninstallable(host: Host, component: ComponentName): boolean {
  const product = host.state.products.find((one) => one.name === software[component].productName);
  return product?.quietUninstall != null && host.files.exists(cachedSetup(component));
}

/** What a setup leaves that says 0 and did half of its work: registry key and executable. */
export function leaveRemnants(host: Host, component: ComponentName): void {
  const it = software[component];
  host.removeService(it.service);
  host.state.products = host.state.products.filter((product) => product.name !== it.productName);
  host.files.removeTree(cachedBundle[component]);
}

/** Registry key (below HKLM) and folder of a product, as remnants are named. */
export function remnantParts(component: ComponentName): { key: string; folder: string } {
  const { registryKey, folder } = software[component];
  return { key: registryKey.replace("HKLM/", ""), folder };
}

export function serviceOf(component: ComponentName): string {
  return software[component].service;
}

/** True where the component is in none of the four places. */
export function isAbsent(host: Host, component: ComponentName): boolean {
  return Object.values(findSoftware(host, component)).every((part) => part === null);
}

export function describeService(service: Service | undefined): Omit<Service, "since"> | null {
  if (!service) return null;
  const { since: _, ...shown } = service;
  return { ...shown, path: windows(shown.path) };
}

/** The version a gateway or Center of the lab has. */
export function ataVersion(): string {
  return ATA_VERSION;
}

export function windows(path: string): string {
  return path.replaceAll("/", "\\");
}
