import type * as pulumi from "@pulumi/pulumi";

/** The inputs of a resource as the program may give them: each may still be on its way. */
export type Declared<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** Names of outputs, so that the engine knows them before the provider has answered. */
export function awaited<T extends string>(...names: T[]): Record<T, undefined> {
  return Object.fromEntries(names.map((name) => [name, undefined])) as Record<T, undefined>;
}
