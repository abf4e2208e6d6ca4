import type { Target } from "../../estate/target.ts";
import type { WorkspaceRef } from "../../plan/declared.ts";
import type { WayBack } from "../../plan/rollback/measured.ts";
import type { Call } from "../handler.ts";
import type { CenterAddress } from "./client.ts";
import { orUnread, readGatewayStatus } from "./lockMeasurement.ts";

interface Place {
  target: Target;
  center: CenterAddress & { target: Target };
  workspace: WorkspaceRef;
}

/** The gateway on the host, the Center on its own, and the Center's list, all at once. What cannot be read is unread. */
export async function measureWayBack(
  { target, center, workspace }: Place,
  deadlineSeconds: number,
  call: Call,
): Promise<WayBack> {
  const [host, centerHost, centerList] = await Promise.all([
    readGatewayStatus(target, deadlineSeconds, call),
    readGatewayStatus(center.target, deadlineSeconds, call),
    readCenterList(center, workspace, call),
  ]);
  return { host, centerHost, centerList };
}

/** The gateways a Center lists, or why that could not be read. */
export function readCenterList(
  center: CenterAddress,
  workspace: WorkspaceRef,
  call: Call,
): Promise<WayBack["centerList"]> {
  return orUnread(call.services.centerConsole.gateways(center, workspace, call.signal), call.signal);
}
