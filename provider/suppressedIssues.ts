import type { WorkspaceRef } from "../plan/declared.ts";
import type { GraphHealthIssue } from "./graph/api.ts";
import { unlessGone } from "./graph/problems.ts";
import type { Call } from "./handler.ts";

/** The issues that are suppressed now, whoever did it. */
export function listSuppressed(workspace: WorkspaceRef, call: Call): Promise<GraphHealthIssue[]> {
  return call.services.graph(workspace).api.listHealthIssues(call.signal, "suppressed");
}

/**
 * Puts issues back to open, those alone that are still suppressed: what was settled or opened meanwhile is left as it
 * is. Gives the ids of those it opened.
 *
 * @param left told after each one what is still to be put back
 */
export async function reopenIssues(
  workspace: WorkspaceRef,
  ids: readonly string[],
  call: Call,
  left: (ids: string[]) => void = () => {},
): Promise<string[]> {
  if (ids.length === 0) return [];
  const suppressed = new Set((await listSuppressed(workspace, call)).map(({ id }) => id));
  const { api } = call.services.graph(workspace);
  const reopened: string[] = [];
  for (const [index, id] of ids.entries()) {
    if (suppressed.has(id)) {
      // One that vanished since it was listed needs nothing.
      await api.updateHealthIssue(id, "open", call.signal).catch(unlessGone);
      reopened.push(id);
    }
    left(ids.slice(index + 1));
  }
  return reopened;
}
