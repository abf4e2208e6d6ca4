import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ProblemError } from "../../plan/problem.ts";
import { runPulumi } from "../engine.ts";
import type { Place } from "../place.ts";
import { shortName } from "../stack.ts";
import { type Form, forms } from "./forms.ts";

/** Where messages of a stack go. */
export interface NotifySettings {
  /** Secret: who knows it can post. */
  address: string;
  form: Form;
}

const COMMAND = "pulumi config set --secret webhook";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The webhook of a stack: `ata2mdi:webhook` of its configuration (a secret) and `ata2mdi:webhookForm`, or the variables
 * ATA2MDI_WEBHOOK and ATA2MDI_WEBHOOK_FORM. Undefined: nobody asked for messages. Throws NOTIFY-SETTINGS.
 */
export async function notifySettings(
  stack: string,
  { cwd, env }: Place,
): Promise<NotifySettings | undefined> {
  const config = configOf(stack, cwd);
  const configured = "ata2mdi:webhook" in config;
  const address = env.ATA2MDI_WEBHOOK ?? (configured ? await secretOf(stack, { cwd, env }) : undefined);
  if (!address) return undefined;
  const form = env.ATA2MDI_WEBHOOK_FORM ?? String(config["ata2mdi:webhookForm"] ?? "json");
  if (!isForm(form))
    throw unfit(`the form ${form} is none of ${forms.join(", ")}`, "pulumi config set webhookForm teams");
  return { address: checked(address), form };
}

function checked(address: string): string {
  const url = URL.parse(address);
  if (!url) throw unfit("it is no address", COMMAND);
  const plain = url.protocol === "http:" && LOOPBACK.has(url.hostname);
  if (url.protocol !== "https:" && !plain)
    throw unfit(`its protocol is ${url.protocol}//, not https://`, COMMAND);
  return address;
}

function isForm(text: string): text is Form {
  return (forms as readonly string[]).includes(text);
}

/** The stack's settings file; secrets in it are encrypted. */
function configOf(stack: string, cwd: string): Record<string, unknown> {
  const file = join(cwd, `Pulumi.${shortName(stack)}.yaml`);
  const config: unknown = existsSync(file) ? parse(readFileSync(file, "utf8"))?.config : undefined;
  return typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
}

async function secretOf(stack: string, { cwd, env }: Place): Promise<string> {
  const asked = await runPulumi(["config", "get", "ata2mdi:webhook", "--stack", stack], {
    cwd,
    env,
    onOutput: () => {},
  });
  if (asked.code === 0) return asked.stdout.trim();
  throw unfit(asked.stderr.trim() || `pulumi ended with ${asked.code}`, COMMAND);
}

function unfit(measured: string, command: string): ProblemError {
  return new ProblemError({
    id: "NOTIFY-SETTINGS",
    cause: "messages cannot be sent as the stack's configuration has it",
    measured,
    cure: "Set the webhook's https address as a secret, and its form: json, teams or slack.",
    command,
  });
}
