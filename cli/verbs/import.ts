import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import {
  carryOverFileOf,
  inventoryText,
  loadInventory,
  mergeInventories,
} from "../../estate/ata/carryOverFile.ts";
import type { Answers } from "../../estate/ata/directory.ts";
import { type EstateText, mergedEstateText, newEstateText } from "../../estate/ata/estateFile.ts";
import { InputError } from "../../estate/ata/inputProblem.ts";
import type { Inventory } from "../../estate/ata/inventory.ts";
import { proposeEstate } from "../../estate/ata/proposal.ts";
import { readAta } from "../../estate/ata/read.ts";
import type { Source } from "../../estate/ata/reader/source.ts";
import type { AtaReading } from "../../estate/ata/reading.ts";
import { redact } from "../../estate/ata/redact.ts";
import { redactTold } from "../../estate/ata/redactTold.ts";
import { compileCarryOver } from "../../plan/carryOver/compile.ts";
import { ProblemError } from "../../plan/problem.ts";
import { pinOfFile } from "../../remote/center/access.ts";
import { centerSources } from "../carryOver/centerSources.ts";
import { type ImportResult, importReport } from "../carryOver/importReport.ts";
import { asProblem, inputFiles, isFolder, pseudonymKey, withInputProblems } from "../carryOver/inputs.ts";
import { type PrivateFile, writePrivateFiles } from "../carryOver/privateFiles.ts";
import { FINE, PROBLEM, printProblem, runVerb } from "../exit.ts";

export interface ImportOptions {
  out?: string;
  directory?: string[];
  center?: string;
  centerUser?: string;
  certificate?: string;
  redact?: true;
  name?: string;
  workspace?: string;
  tenant?: string;
  client?: string;
  user?: string;
  knownHosts?: string;
  site?: string;
  json?: true;
}

const keyFile = ".ata2mdi/redact.key";

/** `ata2mdi import <file…>`: exports of ATA become the estate file and the list of what is to be carried over. */
export function registerImport(program: Command): void {
  program
    .command("import")
    .description(
      "Read exports of ATA: fill the estate file, and list every setting that is to be carried over",
    )
    .argument(
      "[file...]",
      "configuration backups, REST bodies, exports of UniqueEntity or SuspiciousActivity, directory facts; or folders of them",
    )
    .option(
      "--out <estate>",
      "estate file to write or to add to, such as estates/prod.yaml; without it nothing is written",
    )
    .option("--directory <file...>", "facts of the directory, or a survey (estates/<stack>.facts.json)")
    .option(
      "--center <url>",
      "read the Center itself, over its REST interface: https://atacenter.contoso.com",
    )
    .option(
      "--center-user <account>",
      "sign in as DOMAIN\\account with the password in ATA2MDI_CENTER_PASSWORD; default: as who runs this",
    )
    .option("--certificate <file>", "the Center's own certificate, where nobody this machine knows signed it")
    .option("--redact", `pseudonyms for people, hosts, domains and addresses; the key is kept in ${keyFile}`)
    .option("--name <name>", "name of a new estate")
    .option("--workspace <name>", "Defender for Identity workspace of a new estate")
    .option("--tenant <id>", "its Microsoft Entra tenant")
    .option("--client <id>", "the application that calls Microsoft Graph")
    .option("--user <account>", "account on the hosts")
    .option("--known-hosts <path>", "known_hosts file with the hosts' keys")
    .option("--site <name>", "site of domain controllers whose site no source knows")
    .option("--json", "print everything that was found as one JSON document")
    .addHelpText(
      "after",
      "\nExit codes: 0 read, 1 problems (they are printed, nothing is written), 2 used wrongly.",
    )
    .action((files: string[], options: ImportOptions, self: Command) => {
      if (files.length === 0 && options.center === undefined) self.error("name exports, or --center <url>");
      return runVerb("ata2mdi import", () => importFiles(files, options));
    });
}

async function importFiles(paths: readonly string[], options: ImportOptions): Promise<number> {
  const command = [
    "ata2mdi import",
    ...paths,
    ...again("--center", options.center?.replace(userInfo, "//")),
    ...again("--out", options.out),
  ].join(" ");
  const files = inputFiles([...paths, ...(options.directory ?? [])]);
  const read = await readAta([...files, ...(await liveSources(options, command))]);
  if (!read.ok) {
    for (const problem of read.problems) printProblem(asProblem(problem, command));
    return PROBLEM;
  }
  const reading = withAnswers(options.redact ? redacted(read.reading) : read.reading, options);
  const result = withInputProblems(command, () => imported(reading, options, command));
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${importReport(result)}\n`);
  return FINE;
}

/** `//ann:password@` of an address. */
const userInfo = /\/\/[^/]*@/;

/** An option as it was given, for the command to type again. */
function again(option: string, value: string | undefined): string[] {
  return value === undefined ? [] : [option, value];
}

/** The Center itself, where it is asked for. */
async function liveSources(options: ImportOptions, command: string): Promise<Source[]> {
  if (options.center === undefined) return [];
  if (!URL.canParse(options.center) || new URL(options.center).protocol !== "https:") {
    throw new ProblemError({
      id: "CENTER-ANSWER",
      cause: "a Center is read over HTTPS alone",
      measured: `--center ${options.center.replace(userInfo, "//…@")}`,
      cure: "Give the address of its console: https://atacenter.contoso.com",
      command,
    });
  }
  if (userInfo.test(options.center)) {
    throw new ProblemError({
      id: "CENTER-ANSWER",
      cause: "an address that holds an account or a password would be seen by everybody on this machine",
      measured: `--center ${options.center.replace(userInfo, "//…@")}`,
      cure: "Give the address alone, and the account as --center-user, with the password in ATA2MDI_CENTER_PASSWORD.",
      command,
    });
  }
  return centerSources({
    console: options.center,
    account: options.centerUser
      ? { user: options.centerUser, password: process.env.ATA2MDI_CENTER_PASSWORD ?? "" }
      : null,
    pins: options.certificate ? [pinOfFile(options.certificate, command)] : [],
    advice: {
      center: new URL(options.center).hostname,
      command,
      account:
        "Run it as an ATA administrator (kinit, or a Windows session), or name one: --center-user, with the password in ATA2MDI_CENTER_PASSWORD.",
      certificate: {
        cure: "Export the Center's certificate on its server and name the file: --certificate center.cer",
        command,
      },
      unreachable: "Open TCP 443 to it, start its service, or give exports in files.",
    },
  });
}

function imported(reading: AtaReading, options: ImportOptions, command: string): ImportResult {
  const proposed = proposeEstate(reading);
  const { inventory: newer, answers: _answers, domainControllers: _dcs, ...rest } = reading;
  const told = { ...rest, notes: [...reading.notes, ...proposed.notes] };
  if (options.out === undefined) {
    return { reading: told, inventory: newer, carryOver: compileCarryOver(newer), estate: null, written: [] };
  }
  const file = options.out;
  if (isFolder(file)) {
    throw new InputError({
      id: "ATA-ESTATE",
      place: { file },
      cause: "--out names a folder, so nothing can be written there",
      fix: "Name the estate file in it, such as estates/prod.yaml.",
    });
  }
  const isNew = !existsSync(file);
  const before = isNew ? null : readFileSync(file, "utf8");
  const estate: EstateText =
    before === null
      ? newEstateText(proposed, reading.answers, basename(file).replace(/\.ya?ml$/i, ""))
      : mergedEstateText(before, file, proposed);
  const inventory = withKnown(file, newer, command);
  const files = changed([
    { path: carryOverFileOf(file), text: inventoryText(inventory) },
    { path: file, text: estate.text },
  ]);
  writePrivateFiles(files, command);
  return {
    reading: told,
    inventory,
    carryOver: compileCarryOver(inventory),
    estate: { ...estate, file, isNew },
    written: files.map(({ path }) => path),
  };
}

function withKnown(file: string, newer: Inventory, command: string): Inventory {
  const known = loadInventory(file);
  if (known === null) return newer;
  if (known.redacted !== newer.redacted) {
    throw new ProblemError({
      id: "ATA-REDACTED",
      cause: "real names and pseudonyms do not mix in one estate",
      measured: `${carryOverFileOf(file)} holds ${known.redacted ? "pseudonyms" : "real names"}`,
      cure: "Give --out another file.",
      command,
    });
  }
  return mergeInventories(known, newer);
}

/** Files whose text is not what stands there already. */
function changed(files: readonly PrivateFile[]): PrivateFile[] {
  return files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text);
}

function redacted(reading: AtaReading): AtaReading {
  const hidden = redact(reading, pseudonymKey(keyFile));
  return { ...reading, ...hidden, ...redactTold(reading, reading, hidden) };
}

/** What is said on the command line goes before what a file of answers says. */
function withAnswers(reading: AtaReading, options: ImportOptions): AtaReading {
  const defined = (values: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const { answers } = reading;
  const given: Answers = {
    ...answers,
    kind: "ata2mdi-answers",
    ...defined({ name: options.name, site: options.site }),
    workspace: {
      ...answers?.workspace,
      ...defined({ name: options.workspace, tenantId: options.tenant, clientId: options.client }),
    },
    connection: {
      ...answers?.connection,
      ...defined({ user: options.user, knownHosts: options.knownHosts }),
    },
  };
  return { ...reading, answers: given };
}
