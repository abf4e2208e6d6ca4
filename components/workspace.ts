import * as pulumi from "@pulumi/pulumi";
import type { SensorGeneration } from "../estate/schema.ts";
import { type ServiceFeature, serviceFeatures } from "../plan/declared.ts";
import type { PlannedDomainController } from "../plan/plan.ts";
import { DefenderWorkspace } from "../resources/defenderWorkspace.ts";
import { DeploymentPackage } from "../resources/deploymentPackage.ts";
import type { MoveContext } from "./context.ts";

/** The Defender for Identity workspace: proven to answer before any host is touched, and the v2 sensor's installer. */
export class Workspace extends pulumi.ComponentResource {
  /** Done when the service has answered with this application's permissions. */
  readonly proven: DefenderWorkspace;
  /** The installer; undefined where no domain controller takes a v2 sensor. */
  readonly sensorPackage: DeploymentPackage | undefined;

  constructor(name: string, context: MoveContext, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:Workspace", name, {}, options);
    this.proven = new DefenderWorkspace(
      `${name}-reachable`,
      { workspace: context.workspace, generations: generationsOf(context), features: featuresOf(context) },
      { parent: this },
    );
    const takers = context.plan.domainControllers.filter(takesPackage);
    if (takers.length > 0) {
      this.sensorPackage = new DeploymentPackage(
        "sensor-package",
        {
          workspace: context.workspace,
          neededBy: takers.map((dc) => ({ name: dc.name, domain: dc.domain })),
          freshForSeconds: context.estate.policy.readyFor,
        },
        { parent: this, dependsOn: this.proven },
      );
    }
    this.registerOutputs();
  }
}

function takesPackage(dc: PlannedDomainController): boolean {
  return dc.decision.kind === "move" && dc.decision.generation === "v2";
}

function generationsOf({ plan }: MoveContext): SensorGeneration[] {
  const used = plan.domainControllers.flatMap(({ decision }) =>
    decision.kind === "move" ? [decision.generation] : [],
  );
  return [...new Set(used)].sort();
}

/** What else of the service the estate uses, so that its permissions are asked for before anything is changed. */
function featuresOf({ estate: { service, policy }, plan }: MoveContext): ServiceFeature[] {
  const deactivates = plan.domainControllers.some(
    ({ decision }) => decision.kind === "rollback" && decision.generation === "v3",
  );
  const used: Record<ServiceFeature, boolean> = {
    activationConfiguration: service.activation !== undefined,
    autoAuditing: service.autoAuditing !== undefined,
    keyRotation: service.keyRotation !== "never",
    healthIssueSuppression: service.suppress !== undefined,
    orphanRemoval: service.removeOrphans.length > 0 || deactivates,
    sensorMigration: service.migrateToV3 !== undefined,
    hunting: service.huntingSignal !== undefined || policy.dnsSignal,
  };
  return serviceFeatures.filter((feature) => used[feature]);
}
