import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Command } from "commander";
import { ProblemError } from "../../plan/problem.ts";
import { packEvidence } from "../evidence/pack.ts";
import { type Verified, verifyEvidence } from "../evidence/verify.ts";
import { FINE, PROBLEM, runVerb } from "../exit.ts";
import { placeOf } from "../place.ts";
import { collectStatus } from "../status/collect.ts";
import { printable } from "../text/printable.ts";

/** `ata2mdi evidence pack|verify`: a signed folder that proves the move, and the proof of the folder. */
export function registerEvidence(program: Command): void {
  const evidence = program.command("evidence").description("a signed folder that proves what was done");
  evidence
    .command("pack <folder>")
    .description("write report, plan, estate, state and the runs' events; hash each file and sign the list")
    .requiredOption("--key <file>", "unencrypted Ed25519 private key (OpenSSH or PKCS #8)")
    .option("--stack <name>", "the stack; default: the selected one")
    .action((folder: string, options: { key: string; stack?: string }) =>
      runVerb("ata2mdi evidence pack", async () => {
        const { stack, ...place } = await placeOf(options.stack);
        const status = await collectStatus(stack, place);
        const { files, planHash } = packEvidence(status, { cwd: place.cwd, folder, keyFile: options.key });
        say(
          `${relative(process.cwd(), folder) || "."}: ${files.length} files, plan ${planHash.slice(0, 12)}, signed`,
        );
        say(`Check it anywhere: npx ata2mdi evidence verify ${folder}`);
        return FINE;
      }),
    );
  evidence
    .command("verify <folder>")
    .description(
      "whether every file is as it was signed, of a move or of a Center's archived backup; needs the folder alone",
    )
    .option("--signer <file>", "OpenSSH public key that must have signed it")
    .option("--json", "print the result as one JSON document")
    .action((folder: string, options: { signer?: string; json?: true }) =>
      runVerb("ata2mdi evidence verify", () => {
        const expected = options.signer === undefined ? undefined : readPublicKey(options.signer);
        const verified = verifyEvidence(folder, expected);
        say(options.json ? JSON.stringify(verified, null, 2) : told(verified, folder));
        if (!options.json && expected === undefined) say(WHOSE_KEY);
        return verified.findings.length === 0 ? FINE : PROBLEM;
      }),
    );
}

const WHOSE_KEY =
  "Whose key that is the folder cannot tell: compare it with the one you were given, or name that with --signer.";

function told({ manifest, signer, findings }: Verified, folder: string): string {
  const what =
    "about" in manifest
      ? `backup of Center ${printable(manifest.about.center)}, taken ${printable(manifest.about.takenAt)}`
      : `stack ${printable(manifest.stack)}, made ${printable(manifest.madeAt)}`;
  const about = `${what}, signed by ${signer}`;
  if (findings.length === 0) return `All ${manifest.files.length} files are as they were signed: ${about}.`;
  throw new ProblemError({
    id: "EVIDENCE-CHANGED",
    cause: `${findings.length} files are not as they were signed: ${about}`,
    measured: findings.map(({ file, what }) => `${what}: ${printable(file)}`).join("; "),
    cure: "Ask for the folder again; what is named here proves nothing, the other files still do.",
    command: `npx ata2mdi evidence verify ${folder}`,
  });
}

function readPublicKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw unfitKey(error instanceof Error ? error.message : String(error));
  }
  if (!/^ssh-ed25519 [A-Za-z0-9+/]+=*(\s|$)/.test(text))
    throw unfitKey(`${file} holds no Ed25519 public key`);
  return text;
}

function unfitKey(measured: string): ProblemError {
  return new ProblemError({
    id: "EVIDENCE-KEY",
    cause: "the public key cannot be read",
    measured,
    cure: "Name the file with the line of the signer's public key, as `ssh-keygen` writes it: ssh-ed25519 …",
    command: "npx ata2mdi evidence verify <folder> --signer <public key>",
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
