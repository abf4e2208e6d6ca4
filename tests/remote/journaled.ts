import type { Script } from "./gate.ts";
import { callOf, functionOf, nameOf, nodesOf, parsePowerShell } from "./grammar.ts";

/** The only folder whose functions change Windows itself. */
const WINDOWS = "windows/";
const CHANGING_VERBS =
  /^(Add|Clear|Disable|Enable|New|Protect|Register|Remove|Restart|Set|Start|Stop|Unregister)-/;
/** Functions of ours that change what is outside the journal, beside those of `windows`. */
const CHANGING = ["Copy-Proven", "Save-Download", "Expand-Package", "Clear-ProductFolder"];
/** What these change is this program's own: its folder, its files, its tasks; the journal itself is among them. */
const OWN = ["Protect-HostFolder", "Protect-Folder", "Register-WorkTask", "Unregister-WorkTask"];
/** Files that keep the journal: they run before any work has a name. */
const KEEPERS = ["Attempt.ps1", "Invoke-Work.ps1", "Invoke-Step.ps1", "Work.ps1"];

interface Event {
  kind: "line" | "change" | "call";
  name: string;
  at: number;
}

/**
 * Functions that may change the host before a line stands in its journal: those that call something that changes it
 * with no `Write-Journal` above, in themselves or in whoever calls them. One line each.
 */
export async function unjournaled(scripts: readonly Script[]): Promise<string[]> {
  const changing = new Set([...CHANGING, ...(await windowsChanges(scripts))]);
  const functions = new Map<string, Event[]>();
  for (const { path, source } of scripts) {
    if (path.startsWith(WINDOWS) || KEEPERS.includes(path)) continue;
    const tree = await parsePowerShell(source);
    for (const node of nodesOf(tree, "function_statement")) functions.set(nameOf(node), []);
    for (const node of nodesOf(tree, "command")) {
      const name = callOf(node).name;
      const inside = functionOf(node);
      if (!name || !inside) continue;
      const kind = name === "Write-Journal" ? "line" : changing.has(name) ? "change" : "call";
      functions.get(nameOf(inside))?.push({ kind, name, at: node.startIndex });
    }
  }
  const found: string[] = [];
  for (const [name, events] of functions) {
    if (changing.has(name)) continue;
    for (const change of events.filter(({ kind }) => kind === "change")) {
      if (!covered(functions, name, change.at, new Set())) found.push(`${name} calls ${change.name}`);
    }
  }
  return [...new Set(found)];
}

/** Whether a line is written before this place of a function, in every way that leads there. */
function covered(functions: Map<string, Event[]>, name: string, at: number, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  if (functions.get(name)?.some((event) => event.kind === "line" && event.at < at)) return true;
  const callers = [...functions].flatMap(([caller, events]) =>
    events.filter((event) => event.name === name).map((event) => ({ caller, at: event.at })),
  );
  const further = new Set(seen).add(name);
  return (
    callers.length > 0 && callers.every((caller) => covered(functions, caller.caller, caller.at, further))
  );
}

async function windowsChanges(scripts: readonly Script[]): Promise<string[]> {
  const names: string[] = [];
  for (const { path, source } of scripts) {
    if (!path.startsWith(WINDOWS)) continue;
    for (const node of nodesOf(await parsePowerShell(source), "function_statement")) names.push(nameOf(node));
  }
  return names.filter((name) => CHANGING_VERBS.test(name) && !OWN.includes(name));
}
