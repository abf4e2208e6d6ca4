import * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as securityinsights from "@pulumi/azure-native/securityinsights/index.js";
import * as storage from "@pulumi/azure-native/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Estate } from "../estate/schema.ts";

/** Days for which nothing in the evidence container can be changed or deleted, once a person has locked the policy: no resource can. */
const EVIDENCE_IMMUTABLE_DAYS = 365;

export interface AzureFoundationArgs {
  azure: NonNullable<Estate["azure"]>;
  tenantId: string;
}

/**
 * What the estate's `azure` section asks for: resource group, Log Analytics workspace, Sentinel with the Defender for
 * Identity connector, and storage for evidence. This module loads azure-native, so import it only where it is wanted.
 */
export class AzureFoundation extends pulumi.ComponentResource {
  /** Name of the resource group that holds the rest. */
  readonly resourceGroup: pulumi.Output<string>;

  constructor(name: string, args: AzureFoundationArgs, options?: pulumi.ComponentResourceOptions) {
    super("ata2mdi:index:AzureFoundation", name, {}, options);
    const group = new resources.ResourceGroup(
      `${name}-group`,
      { resourceGroupName: args.azure.resourceGroup, location: args.azure.location },
      { parent: this },
    );
    const logs = this.declareLogAnalytics(name, args, group);
    if (args.azure.sentinel) this.connectSentinel(name, args, group, logs);
    if (args.azure.evidenceStorageAccount) {
      this.declareEvidence(name, args.azure.evidenceStorageAccount, args.azure.location, group);
    }
    this.resourceGroup = group.name;
    this.registerOutputs();
  }

  private declareLogAnalytics(name: string, args: AzureFoundationArgs, group: resources.ResourceGroup) {
    return new operationalinsights.Workspace(
      `${name}-logs`,
      {
        resourceGroupName: group.name,
        workspaceName: args.azure.logAnalyticsWorkspace,
        location: args.azure.location,
        sku: { name: "PerGB2018" },
      },
      { parent: this },
    );
  }

  private connectSentinel(
    name: string,
    args: AzureFoundationArgs,
    group: resources.ResourceGroup,
    logs: operationalinsights.Workspace,
  ): void {
    const onboarding = new securityinsights.SentinelOnboardingState(
      `${name}-sentinel`,
      { resourceGroupName: group.name, workspaceName: logs.name, sentinelOnboardingStateName: "default" },
      { parent: this },
    );
    new securityinsights.AATPDataConnector(
      `${name}-connector`,
      {
        kind: "AzureAdvancedThreatProtection",
        resourceGroupName: group.name,
        workspaceName: logs.name,
        tenantId: args.tenantId,
        dataTypes: { alerts: { state: "Enabled" } },
      },
      { parent: this, dependsOn: onboarding },
    );
  }

  private declareEvidence(
    name: string,
    accountName: string,
    location: string,
    group: resources.ResourceGroup,
  ): void {
    const account = new storage.StorageAccount(
      `${name}-evidence`,
      {
        resourceGroupName: group.name,
        accountName,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_GRS" },
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        minimumTlsVersion: "TLS1_2",
      },
      { parent: this, protect: true },
    );
    const container = new storage.BlobContainer(
      `${name}-evidence-container`,
      {
        resourceGroupName: group.name,
        accountName: account.name,
        containerName: "evidence",
        publicAccess: "None",
      },
      { parent: this, protect: true },
    );
    new storage.BlobContainerImmutabilityPolicy(
      `${name}-evidence-policy`,
      {
        resourceGroupName: group.name,
        accountName: account.name,
        containerName: container.name,
        immutabilityPeriodSinceCreationInDays: EVIDENCE_IMMUTABLE_DAYS,
        allowProtectedAppendWrites: true,
      },
      { parent: this, protect: true },
    );
  }
}
