import { createHash } from "node:crypto";
import type { Host } from "../hosts/host.ts";
import { windows } from "../hosts/software.ts";
import { type Definition, type Ending, packageFolder } from "./definition.ts";

const SIGNER = "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US";

/** The lab keeps the package as it came; a real host has it extracted. */
const PACKAGE = `${packageFolder("sensor")}/Azure ATP Sensor Setup.zip`;

interface Data extends Record<string, unknown> {
  version: string;
  sha256: string;
  signer: string;
  status: number;
}

export const getSensorPackage: Definition<"Get-SensorPackage"> = {
  // The address carries an access token: it is tried here and not written down.
  prepare: (_host, world, input): Data => ({
    version: input.version,
    sha256: input.sha256,
    signer: input.signer,
    status: world.download(input.uri).status,
  }),

  before(host, data) {
    if (packageHash(host) !== (data as Data).sha256) return undefined;
    return { outcome: "already", reason: null };
  },

  phases: (host, world, data) => [
    {
      name: "download",
      seconds: host.durations.package,
      main: true,
      run: () => finish(host, data as Data, world.sensorPackage((data as Data).version)),
    },
  ],

  facts: (host) => ({ folder: windows(packageFolder("sensor")), signer: signerOf(host) }),

  holds: (host, data) => packageHash(host) === (data as Data).sha256,
};

function finish(host: Host, data: Data, bytes: Buffer | undefined): Ending | undefined {
  if (data.status !== 200 || !bytes) return failed(`the download answered HTTP ${data.status}`);
  if (host.has("disk-full")) return failed("There is not enough space on the disk. (0x80070070)");
  if (host.has("download-fails")) return failed("The underlying connection was closed: a receive failed.");
  host.files.place(PACKAGE, host.has("package-damaged") ? bytes.subarray(0, -7) : bytes);
  if (host.has("package-deleted")) host.files.removeFile(PACKAGE);
  const found = packageHash(host);
  if (found === undefined) return failed("the package was gone right after it was downloaded");
  if (found !== data.sha256) {
    host.files.removeFile(PACKAGE);
    return failed(`the package's SHA-256 is ${found}, not ${data.sha256}`);
  }
  const signer = signerOf(host);
  if (!signer.includes(data.signer)) {
    host.files.removeFile(PACKAGE);
    return failed(`the installer is signed by "${signer}", which does not hold "${data.signer}"`);
  }
  return undefined;
}

/** SHA-256 of the package on the host; undefined: it is not there. */
export function packageHash(host: Host): string | undefined {
  const bytes = host.files.read(PACKAGE);
  return bytes && createHash("sha256").update(bytes).digest("hex");
}

function signerOf(host: Host): string {
  return host.has("package-foreign-signer") ? "CN=Fabrikam Repackaging, O=Fabrikam, C=US" : SIGNER;
}

function failed(reason: string): Ending {
  return { outcome: "failed", reason };
}
