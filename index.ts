import * as pulumi from "@pulumi/pulumi";
import { getConfig } from "@pulumi/pulumi/runtime/index.js";
import { Migration } from "./components/migration.ts";
import { readMoveInputs } from "./components/moveInputs.ts";
import { tuneSdk } from "./components/sdk.ts";
import { workspaceRef } from "./estate/reach.ts";
import type { Estate } from "./estate/schema.ts";
import { agreedOf } from "./plan/planner/agreed.ts";
import { ProblemError } from "./plan/problem.ts";
import { resolveSecret } from "./remote/secret.ts";
import { sshTransport } from "./remote/sshTransport.ts";

// Read the estate → plan → declare. One stack an environment: stack `prod` moves estates/prod.yaml.
const file = new pulumi.Config().get("estate") ?? `estates/${pulumi.getStack()}.yaml`;
tuneSdk(file);
const { estate, targets, plan, carryOver } = told(() => readMoveInputs(file, process.cwd()));

const migration = told(
  () =>
    new Migration(estate.name, {
      estate,
      plan,
      targets,
      carryOver,
      workspace: workspaceRef(estate),
      transport: sshTransport((reference) =>
        resolveSecret(reference, (name) => getConfig(`ata2mdi:${name}`)),
      ),
    }),
);

const { domainControllers, centers, checklist } = migration;
/** Name of the resource group, where the estate has an `azure` section. */
const azureResourceGroup = pulumi.output(estate.azure ? declareAzure(estate.azure) : null);

export { azureResourceGroup, centers, checklist, domainControllers };

/** What was agreed to, short: the whole plan is what `ata2mdi plan` prints, under the same hash. */
export const agreed = agreedOf(plan);

/** Problems end the program with their words alone, without a stack. */
function told<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProblemError ? new pulumi.RunError(error.message) : error;
  }
}

/** azure-native is large: it is loaded only where the estate asks for something of it. */
async function declareAzure(azure: NonNullable<Estate["azure"]>): Promise<pulumi.Output<string>> {
  const { AzureFoundation } = await import("./components/azureFoundation.ts");
  return new AzureFoundation("azure", { azure, tenantId: estate.workspace.tenantId }).resourceGroup;
}
