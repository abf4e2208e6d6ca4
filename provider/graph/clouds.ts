import type { WorkspaceRef } from "../../plan/declared.ts";
import { type Problem, ProblemError } from "../../plan/problem.ts";

/** Where Microsoft Graph and its tokens are, for one cloud. No trailing slash. */
export interface CloudEndpoints {
  graph: string;
  authority: string;
}

const clouds: Record<Exclude<WorkspaceRef["cloud"], "lab">, CloudEndpoints> = {
  global: { graph: "https://graph.microsoft.com", authority: "https://login.microsoftonline.com" },
  usGovL4: { graph: "https://graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  usGovL5: { graph: "https://dod-graph.microsoft.us", authority: "https://login.microsoftonline.us" },
};

/** Addresses for a workspace's cloud. In the lab `authority` is the whole address of the token endpoint. */
export function endpointsOf(workspace: WorkspaceRef): CloudEndpoints {
  if (workspace.cloud !== "lab") {
    const endpoints = clouds[workspace.cloud];
    if (!endpoints) throw new ProblemError(unknownCloud(workspace.cloud));
    return endpoints;
  }
  if (!workspace.lab) throw new ProblemError(unknownCloud("lab without its addresses"));
  for (const address of [workspace.lab.graph, workspace.lab.token]) {
    const { hostname, protocol } = new URL(address);
    if (protocol !== "https:" || !["127.0.0.1", "localhost", "[::1]"].includes(hostname)) {
      throw new ProblemError(notLoopback(address));
    }
  }
  return { graph: workspace.lab.graph.replace(/\/+$/, ""), authority: workspace.lab.token };
}

function unknownCloud(cloud: string): Problem {
  return {
    id: "GRAPH-CLOUD",
    cause: "Microsoft Graph has no Defender for Identity in this cloud, or this program does not know it",
    measured: `workspace.cloud: ${cloud}`,
    cure: "Use global, usGovL4 or usGovL5. The others (China among them) have no such interface.",
    command: "ata2mdi check",
  };
}

function notLoopback(address: string): Problem {
  return {
    id: "GRAPH-CLOUD",
    cause: "a lab must be on this machine and speak TLS",
    measured: `workspace.lab: ${address}`,
    cure: "Use an https address of 127.0.0.1, or another cloud than lab.",
    command: "ata2mdi check",
  };
}
