import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { getConfig } from "@pulumi/pulumi/runtime/index.js";
import { Migration } from "./components/migration.ts";
import { formatEstateProblems, loadEstate } from "./estate/load.ts";
import { resolveTargets, workspaceRef } from "./estate/reach.ts";
import type { Estate } from "./estate/schema.ts";
import type { Target } from "./estate/target.ts";
import { checks } from "./plan/checks/index.ts";
import { planMove } from "./plan/planner/planner.ts";
import { parseSurvey, type Survey } from "./plan/survey.ts";
import { resolveSecret } from "./remote/secret.ts";
import { sshTransport } from "./remote/sshTransport.ts";

// Read the estate → plan → declare. One stack an environment: stack `prod` moves estates/prod.yaml.
const file = new pulumi.Config().get("estate") ?? `estates/${pulumi.getStack()}.yaml`;
const estate = readEstate(file);
const plan = planMove(estate, readSurvey(file));

const migration = new Migration(estate.name, {
  estate,
  plan,
  targets: reachable(estate),
  workspace: workspaceRef(estate),
  transport: sshTransport((reference) => resolveSecret(reference, (name) => getConfig(`ata2mdi:${name}`))),
});

const { domainControllers, centers, checklist } = migration;

/** Name of the resource group, where the estate has an `azure` section. */
const azureResourceGroup = pulumi.output(estate.azure ? declareAzure(estate.azure) : null);

export { azureResourceGroup, centers, checklist, domainControllers };

/** What was agreed to, short: the whole plan is what `ata2mdi plan` prints, under the same hash. */
export const agreed = {
  hash: plan.hash,
  waves: Object.fromEntries(plan.waves.map((wave) => [wave.name, wave.domainControllers.join(" ")])),
};

/** azure-native is large: it is loaded only where the estate asks for something of it. */
async function declareAzure(azure: NonNullable<Estate["azure"]>): Promise<pulumi.Output<string>> {
  const { AzureFoundation } = await import("./components/azureFoundation.ts");
  return new AzureFoundation("azure", { azure, tenantId: estate.workspace.tenantId }).resourceGroup;
}

function readEstate(path: string): Estate {
  const loaded = loadEstate(path, { checks });
  if (!loaded.ok) throw new pulumi.RunError(formatEstateProblems(loaded.problems));
  return loaded.estate;
}

function readSurvey(estateFile: string): Survey | undefined {
  const path = estateFile.replace(/\.ya?ml$/, ".facts.json");
  return existsSync(path) ? parseSurvey(readFileSync(path, "utf8")) : undefined;
}

function reachable(of: Estate): Record<string, Target> {
  const { targets, problems } = resolveTargets(of, process.cwd(), file);
  if (problems.length > 0) throw new pulumi.RunError(formatEstateProblems(problems));
  return targets;
}
