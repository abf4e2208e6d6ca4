import { z } from "zod";

/** Looks up a value of the stack's configuration by its name without the project: `graphClientSecret`. */
export type Configuration = (name: string) => string | undefined;

const PREFIX = "ata2mdi:";

/**
 * The configuration the engine hands to the provider: JSON in PULUMI_CONFIG, secrets in clear. Engines give the keys of
 * the provider's own namespace without it, or all keys with it.
 */
export function configurationOf(environment: Record<string, string | undefined>): Configuration {
  const read = z.record(z.string(), z.unknown()).safeParse(parse(environment.PULUMI_CONFIG ?? "{}"));
  const values = read.success ? read.data : {};
  return (name) => {
    const value = values[name] ?? values[`${PREFIX}${name}`];
    return value === undefined || value === null ? undefined : String(value);
  };
}

/** Members of a list written with commas; none where it is not set. */
export function listOf(value: string | undefined): string[] {
  return (value ?? "").split(/[,\s]+/).filter((member) => member !== "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
