import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import type { SecretReference } from "../estate/schema.ts";
import { ProblemError } from "../plan/problem.ts";

/**
 * The value behind a reference to a secret. Throws ProblemError `SECRET-MISSING` where there is none, `SECRET-EXPOSED`
 * where others on this machine can read its file. The value itself is never part of an error.
 *
 * @param config looks a name up in the stack's config secrets
 */
export function resolveSecret(
  reference: SecretReference,
  config: (name: string) => string | undefined,
): string {
  if ("config" in reference) {
    const value = config(reference.config);
    if (value) return value;
    throw missing(
      `stack config has no \`${reference.config}\``,
      "Set it for this stack.",
      `pulumi config set --secret ${reference.config}`,
    );
  }
  if ("env" in reference) {
    const value = process.env[reference.env];
    if (value) return value;
    throw missing(
      `environment variable ${reference.env} is empty or not set`,
      "Set it where the command is run.",
      `export ${reference.env}=…`,
    );
  }
  return readSecretFile(reference.file.replace(/^~(?=\/)/, () => homedir()));
}

function readSecretFile(file: string): string {
  let text: string;
  let mode: number;
  try {
    mode = statSync(file).mode;
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw missing(`file ${file}: ${reason}`, "Put the secret there, readable by you alone.", `ls -l ${file}`);
  }
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new ProblemError({
      id: "SECRET-EXPOSED",
      cause: "a file that holds a secret can be read by others on this machine",
      measured: `file ${file}: mode ${(mode & 0o777).toString(8)}`,
      cure: "Take the others' access away; where it was shared, make a new secret.",
      command: `chmod 600 ${file}`,
    });
  }
  if (text.trim() === "") {
    throw missing(`file ${file}: empty`, "Put the secret there, readable by you alone.", `ls -l ${file}`);
  }
  return text;
}

function missing(measured: string, cure: string, command: string): ProblemError {
  return new ProblemError({
    id: "SECRET-MISSING",
    cause: "a secret the estate refers to is not there",
    measured,
    cure,
    command,
  });
}
