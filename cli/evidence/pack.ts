import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ProblemError } from "../../plan/problem.ts";
import { surveyFile } from "../planning/planFiles.ts";
import { collectReport } from "../report/collect.ts";
import { renderCsv } from "../report/csv.ts";
import { renderReport } from "../report/render.ts";
import { recordedRuns } from "../run/runFolder.ts";
import type { StackStatus } from "../status/collect.ts";
import { programVersion } from "../version.ts";
import { readSigningKey } from "./key.ts";
import { entryOf, filesBelow, MANIFEST, type Manifest, SIGNATURE, type Signature } from "./manifest.ts";
import { withoutSecrets } from "./withoutSecrets.ts";

export interface PackOptions {
  /** The clone: where the estate and the records of runs are. */
  cwd: string;
  /** A folder that is not there yet, or is empty. */
  folder: string;
  keyFile: string;
}

/**
 * Everything that proves a move, in one folder: report, plan, estate with its attestations, survey, state without
 * secrets, and the engine's events of every recorded run. Each file is hashed and the list is signed.
 */
export function packEvidence(status: StackStatus, { cwd, folder, keyFile }: PackOptions): Manifest {
  // First the key: without one nothing is written.
  const key = readSigningKey(keyFile);
  beginFolder(folder);
  const { stack } = status;
  const model = collectReport(status, cwd);
  const put = (file: string, text: string) => putFile(join(folder, file), text);
  put("report.html", renderReport(model));
  put("report.json", json(model));
  put("report.csv", renderCsv(model));
  put("plan.json", json(stack.plan));
  put("state.json", json(stateOf(status)));
  put("attestations.json", json(stack.estate.attestations));
  const estate = join(cwd, stack.estateFile);
  for (const file of [estate, surveyFile(estate)]) {
    if (existsSync(file)) put(basename(file), readFileSync(file, "utf8"));
  }
  for (const run of recordedRuns(cwd, stack.stack)) {
    cpSync(run.folder, join(folder, "runs", basename(run.folder)), { recursive: true });
  }

  const manifest: Manifest = {
    schema: 1,
    program: programVersion(),
    stack: stack.stack,
    estate: stack.estate.name,
    madeAt: new Date(status.at).toISOString(),
    planHash: stack.plan.hash,
    files: filesBelow(folder).map((file) => entryOf(folder, file)),
  };
  const text = json(manifest);
  put(MANIFEST, text);
  const signed: Signature = {
    algorithm: "Ed25519",
    publicKey: key.publicKey,
    signature: key.sign(Buffer.from(text)),
  };
  put(SIGNATURE, json(signed));
  return manifest;
}

function stateOf({ stack }: StackStatus) {
  const { resources, pending } = stack.deployment;
  return {
    pending,
    resources: [...resources.values()].map(({ name, urn, type, created, modified, initErrors, ...rest }) => ({
      name,
      urn,
      type,
      created,
      modified,
      initErrors,
      dependsOn: rest.dependsOn,
      inputs: withoutSecrets(rest.inputs),
      outputs: withoutSecrets(rest.outputs),
    })),
  };
}

function beginFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw unfit(`${folder} is no folder`, `${folder}-evidence`);
  if (found && readdirSync(folder).length > 0) throw unfit(`${folder} is not empty`, `${folder}-2`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

function unfit(measured: string, better: string): ProblemError {
  return new ProblemError({
    id: "EVIDENCE-FOLDER",
    cause: "evidence goes into a folder of its own, and nothing is written over",
    measured,
    cure: "Name a folder that is not there yet.",
    command: `npx ata2mdi evidence pack ${better} --key <private key>`,
  });
}

function putFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
