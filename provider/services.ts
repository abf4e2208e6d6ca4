import type { WorkspaceRef } from "../plan/declared.ts";
import type { CenterConsole } from "./center/client.ts";
import type { GraphAccess } from "./graph/access.ts";
import type { Hosts } from "./hosts.ts";
import type { SharedCauses } from "./sharedCauses.ts";

/** What handlers may use of the world outside. Tests put their own in its place. */
export interface Services {
  now(): Date;
  /** What this run knows of domain controllers that failed, for those that could fail for the same cause. */
  readonly sharedCauses: SharedCauses;
  /** Microsoft Graph for a workspace; the same object for the same workspace, so that its pollers are shared. */
  graph(workspace: WorkspaceRef): GraphAccess;
  readonly hosts: Hosts;
  readonly centerConsole: CenterConsole;
  /** Reads what is at an address to its end and answers with its SHA-256, lower-case hex. Nothing is kept. */
  sha256Of(workspace: WorkspaceRef, address: string, signal: AbortSignal): Promise<string>;
}
