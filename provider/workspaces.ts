import type { WorkspaceRef } from "../plan/declared.ts";

/** Whether two references mean the same workspace, however it is reached. */
export function sameWorkspace(one: WorkspaceRef, other: WorkspaceRef): boolean {
  return one.name === other.name && one.tenantId === other.tenantId && one.cloud === other.cloud;
}
