import { basename } from "node:path";
import type { Estate, SecretReference } from "../../estate/schema.ts";
import { resolveSecret } from "../../remote/secret.ts";
import { toolEnvironment } from "../../tools/environment.mjs";
import { runPulumi } from "../engine.ts";

/**
 * Gives the secrets that hosts are reached with. One that is kept in stack config is asked of `pulumi`, once, for the
 * stack the estate file is named after; no other estate needs the engine here.
 */
export async function hostSecrets(
  estate: Estate,
  estateFile: string,
): Promise<(reference: SecretReference) => string> {
  const { authentication } = estate.connection;
  const kept = "privateKey" in authentication ? authentication.privateKey : undefined;
  const value = kept && "config" in kept ? await stackSecret(kept.config, estateFile) : undefined;
  return (reference) => resolveSecret(reference, () => value);
}

async function stackSecret(name: string, estateFile: string): Promise<string | undefined> {
  const stack = basename(estateFile).replace(/\.ya?ml$/i, "");
  const options = { cwd: process.cwd(), env: toolEnvironment() };
  const got = await runPulumi(["config", "get", name, "--stack", stack], options);
  return got.code === 0 ? got.stdout.replace(/\n$/, "") : undefined;
}
