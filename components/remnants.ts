import type * as pulumi from "@pulumi/pulumi";
import { type MoveContext, targetOf } from "./context.ts";

/** Products of which a failed removal or installation may have left something. */
export type RemnantProduct = "gateway" | "sensor";

export interface ClearRemnantsArgs {
  context: MoveContext;
  host: string;
  product: RemnantProduct;
  /** A service among the remnants may still protect the host: it goes only while this gate's word is fresh. */
  permitUntil: pulumi.Input<string | null>;
}

/**
 * Clears what the estate lists of a product's remnants on a host: what a person was shown, and nothing else. None where
 * the estate lists nothing.
 */
export function clearRemnants(
  { context, host, product, permitUntil }: ClearRemnantsArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const listed = context.estate.clearRemnants.find((one) => one.host === host && one.product === product);
  if (!listed) return [];
  const run = context.transport.runStep(
    `${host}-clear-${product}-remnants`,
    {
      target: targetOf(context, host),
      step: "Clear-Remnants",
      work: `${host}/Clear-Remnants/${product}`,
      deadlineSeconds: context.estate.connection.deadline,
      input: { product, shown: listed.shown, permitUntil },
    },
    options,
  );
  return [run.resource];
}
