import { basename } from "node:path";
import type { Estate, SecretReference } from "../../estate/schema.ts";
import { resolveSecret } from "../../remote/secret.ts";
import { toolEnvironment } from "../../tools/environment.mjs";
import { runPulumi } from "../engine.ts";

/** Gives the secrets that hosts are reached with. */
export async function hostSecrets(
  estate: Estate,
  estateFile: string,
): Promise<(reference: SecretReference) => string> {
  const { authentication } = estate.connection;
  return secretsOf("privateKey" in authentication ? [authentication.privateKey] : [], estateFile);
}

/**
 * Gives the secrets behind references of an estate file. Those that are kept in stack config are asked of `pulumi`, for
 * the stack the estate file is named after; without any the engine is not needed.
 */
export async function secretsOf(
  references: readonly SecretReference[],
  estateFile: string,
): Promise<(reference: SecretReference) => string> {
  const values = new Map<string, string | undefined>();
  for (const reference of references) {
    if ("config" in reference) values.set(reference.config, await stackSecret(reference.config, estateFile));
  }
  return (reference) => resolveSecret(reference, (name) => values.get(name));
}

async function stackSecret(name: string, estateFile: string): Promise<string | undefined> {
  const stack = basename(estateFile).replace(/\.ya?ml$/i, "");
  const options = { cwd: process.cwd(), env: toolEnvironment() };
  const got = await runPulumi(["config", "get", name, "--stack", stack], options);
  return got.code === 0 ? got.stdout.replace(/\n$/, "") : undefined;
}
