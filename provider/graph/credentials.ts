/** How the application proves who it is. */
export type GraphCredentials =
  | { kind: "secret"; secret: string }
  | { kind: "certificate"; path: string }
  | { kind: "workloadIdentity" }
  | { kind: "managedIdentity"; clientId: string | undefined }
  | { kind: "azureCli" };

/**
 * Picks the credentials from the stack's configuration and the environment, the most explicit first:
 * `graphClientSecret` (or ATA2MDI_GRAPH_CLIENT_SECRET), `graphCertificate` (path of a PEM file with key and
 * certificate), `graphManagedIdentity` (`system` or a client id), a federated token of the platform
 * (AZURE_FEDERATED_TOKEN_FILE), and at last whoever is signed in to the Azure CLI.
 */
export function chooseCredentials(
  config: (name: string) => string | undefined,
  environment: Record<string, string | undefined>,
): GraphCredentials {
  const secret = config("graphClientSecret") || environment.ATA2MDI_GRAPH_CLIENT_SECRET;
  if (secret) return { kind: "secret", secret };
  const path = config("graphCertificate");
  if (path) return { kind: "certificate", path };
  const identity = config("graphManagedIdentity");
  if (identity) {
    return { kind: "managedIdentity", clientId: identity === "system" ? undefined : identity };
  }
  if (environment.AZURE_FEDERATED_TOKEN_FILE) return { kind: "workloadIdentity" };
  return { kind: "azureCli" };
}
