import { resolveSecret } from "../remote/secret.ts";
import { centerConsole } from "./center/client.ts";
import { type Configuration, listOf } from "./configuration.ts";
import { sha256Of } from "./download.ts";
import { type GraphAccess, graphAccess } from "./graph/access.ts";
import { graphApi } from "./graph/client.ts";
import { chooseCredentials } from "./graph/credentials.ts";
import { reachableHosts } from "./hosts.ts";
import { senderFor } from "./http.ts";
import type { Services } from "./services.ts";
import { curedIn, SharedCauses } from "./sharedCauses.ts";

/**
 * The world outside, for real.
 *
 * @param notice told of pauses of the service that a person would notice
 */
export function realServices(
  configuration: Configuration,
  environment: Record<string, string | undefined>,
  cancelled: AbortSignal,
  notice: (text: string) => void,
): Services {
  const accesses = new Map<string, GraphAccess>();
  const hosts = reachableHosts((reference) => resolveSecret(reference, configuration));
  return {
    now: () => new Date(),
    sharedCauses: new SharedCauses(hosts, curedIn(configuration("cured"))),
    graph(workspace) {
      const key = JSON.stringify(workspace);
      const known = accesses.get(key);
      if (known) return known;
      const api = graphApi(workspace, chooseCredentials(configuration, environment), { notice });
      const access = graphAccess(api, cancelled);
      accesses.set(key, access);
      return access;
    },
    hosts,
    centerConsole: centerConsole({
      fingerprints: listOf(configuration("centerCertificates")),
      secret: (reference) => resolveSecret(reference, configuration),
    }),
    sha256Of: (workspace, address, signal) => sha256Of(address, senderFor(workspace), signal),
  };
}
