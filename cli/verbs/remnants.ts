import { type Command, InvalidArgumentError } from "commander";
import { resolveTargets } from "../../estate/reach.ts";
import { FINE, PROBLEM, runVerb, USAGE } from "../exit.ts";
import { readEstate } from "../planning/planFiles.ts";
import { describeRemnants, hasRemnants } from "../survey/describeRemnants.ts";
import { measureRemnants } from "../survey/measureRemnants.ts";
import { hostSecrets } from "../survey/secrets.ts";

export interface RemnantsOptions {
  host?: string[];
  json?: true;
  deadline: number;
}

/** `ata2mdi remnants <estate>`: what removals and installations left where gateways and sensors run or ran; changes none. */
export function registerRemnants(program: Command): void {
  program
    .command("remnants")
    .description("Show what removals and installations left on domain controllers and gateways; changes none")
    .argument("<estate>", "estate file, such as estates/prod.yaml")
    .option("--host <name...>", "only these domain controllers or standalone gateways")
    .option("--deadline <seconds>", "longest time for one host", seconds, 120)
    .option("--json", "print the result as one JSON document")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is left, 1 something is left or unread (it is printed), 2 used wrongly.",
    )
    .action((file: string, options: RemnantsOptions) =>
      runVerb(`ata2mdi remnants ${file}`, () => remnants(file, options)),
    );
}

async function remnants(file: string, options: RemnantsOptions): Promise<number> {
  const estate = readEstate(file);
  const names = [...estate.domainControllers, ...estate.standaloneGateways].map(({ name }) => name);
  const unknown = (options.host ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `no such domain controller or standalone gateway in ${file}: ${unknown.join(", ")}\n`,
    );
    return USAGE;
  }
  const { targets } = resolveTargets(estate, process.cwd(), file);
  const wanted = names.filter((name) => options.host?.includes(name) ?? true);
  const found = await measureRemnants({
    targets: wanted.flatMap((name) => targets[name] ?? []),
    deadlineSeconds: options.deadline,
    secret: await hostSecrets(estate, file),
    command: `ata2mdi remnants ${file}`,
    signal: new AbortController().signal,
  });
  const unpinned = wanted.filter((name) => !targets[name]).map((host) => ({ host, remnants: noKey }));
  const all = [...found, ...unpinned];
  process.stdout.write(options.json ? `${JSON.stringify({ file, hosts: all })}\n` : describeRemnants(all));
  return hasRemnants(all) ? PROBLEM : FINE;
}

const noKey = {
  gateway: { unread: "no key pins the host: see `ata2mdi check`" },
  sensor: { unread: "no key pins the host: see `ata2mdi check`" },
};

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a number of seconds above 0.");
  return value;
}
