import { join } from "node:path";
import type { Product } from "../cases/hostUnderTest.ts";

/** A product as it is on a host of the sandbox; paths of files are below the sandbox. */
export interface SandboxProduct {
  /** Start of the setup's log names. */
  title: string;
  /** `startMode`: Auto where there is none. */
  services: Record<string, { state: string; command: string; startMode?: string }>;
  registry: Record<"64" | "32", Record<string, Record<string, string>>>;
  files: Record<string, string>;
}

const UNINSTALL = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall";
export const SENSOR_VERSION = "2.250.18500.1";

/** The three products, below a sandbox. */
export function products(sandbox: string): Record<Product, SandboxProduct> {
  const ata = (name: "Gateway" | "Center", extra: Record<string, string>): SandboxProduct => {
    const title = `Microsoft Advanced Threat Analytics ${name}`;
    const folder = `Program Files/Microsoft Advanced Threat Analytics/${name}`;
    const executable = `${folder}/Microsoft.Tri.${name}.exe`;
    const cache = `Package Cache/{${name}-bundle}`;
    const cached = `${cache}/Microsoft ATA ${name} Setup.exe`;
    const version = "1.9.7478.57683";
    const services: SandboxProduct["services"] = {
      [`ATA${name}`]: running(join(sandbox, executable)),
    };
    if (name === "Gateway") {
      services.ATAGatewayUpdater = running(join(sandbox, folder, "Microsoft.Tri.Gateway.Updater.exe"));
    }
    return {
      title,
      services,
      registry: {
        "64": {
          [`SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\${name}`]: {
            InstallationPath: join(sandbox, folder),
          },
        },
        "32": {
          [`${UNINSTALL}\\{${name}-bundle}`]: {
            DisplayName: title,
            DisplayVersion: version,
            BundleCachePath: join(sandbox, cached),
            QuietUninstallString: `"${join(sandbox, cached)}" /uninstall /quiet`,
          },
        },
      },
      files: {
        [executable]: `version=${version}\n`,
        [cached]: `setup of ${title}\n`,
        ...extra,
      },
    };
  };
  return { gateway: gateway(ata), center: center(ata), sensor: sensor(sandbox) };
}

type Ata = (name: "Gateway" | "Center", extra: Record<string, string>) => SandboxProduct;

/** With the package inside the bundle, whose entry carries the same name and is not the one to uninstall by. */
function gateway(ata: Ata): SandboxProduct {
  const made = ata("Gateway", {
    "Package Cache/{Gateway-package}v1.9.7478.57683/Gateway.msi": "the package inside\n",
    "Program Files/Microsoft Advanced Threat Analytics/Gateway/GatewayInstallationConfiguration.json": "{}\n",
  });
  made.registry["64"][`${UNINSTALL}\\{Gateway-package}`] = {
    DisplayName: made.title,
    DisplayVersion: "1.9.7478.57683",
    UninstallString: "MsiExec.exe /X{Gateway-package}",
  };
  return made;
}

function center(ata: Ata): SandboxProduct {
  const backup = "Program Files/Microsoft Advanced Threat Analytics/Center/Backup";
  const made = ata("Center", { [`${backup}/SystemProfile_20261122.json`]: '{"profile":1}\n' });
  const installed = made.registry["64"]["SOFTWARE\\Microsoft\\Microsoft Advanced Threat Analytics\\Center"];
  made.services.MongoDB = running(join(installed?.InstallationPath ?? "", "MongoDB/bin/mongod.exe"));
  return made;
}

function sensor(sandbox: string): SandboxProduct {
  const title = "Azure Advanced Threat Protection Sensor";
  const folder = `Program Files/${title}`;
  const executable = `${folder}/${SENSOR_VERSION}/Microsoft.Tri.Sensor.exe`;
  const cached = "Package Cache/{Sensor-bundle}/Azure ATP Sensor Setup.exe";
  return {
    title,
    services: {
      AATPSensor: running(join(sandbox, executable)),
      AATPSensorUpdater: running(join(sandbox, folder, SENSOR_VERSION, "Microsoft.Tri.Sensor.Updater.exe")),
    },
    registry: {
      "64": {
        "SOFTWARE\\Microsoft\\Azure Advanced Threat Protection\\Sensor": {
          InstallationPath: join(sandbox, folder),
        },
      },
      "32": {
        [`${UNINSTALL}\\{Sensor-bundle}`]: {
          DisplayName: title,
          DisplayVersion: "2.0.0.0",
          BundleCachePath: join(sandbox, cached),
          QuietUninstallString: `"${join(sandbox, cached)}" /uninstall /quiet`,
        },
      },
    },
    files: { [executable]: `version=${SENSOR_VERSION}\n`, [cached]: `setup of ${title}\n` },
  };
}

function running(path: string) {
  return { state: "Running", command: `"${path}"` };
}
