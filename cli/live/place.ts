import { type Chain, type Part, resourceName } from "../state/chain.ts";
import type { RunView } from "./view.ts";

/** Which host and step a resource belongs to; the empty host where it belongs to none. */
export interface Place {
  resource: string;
  host: string;
  /** staying: a host that does not move, and may be prepared all the same. */
  kind: Chain["kind"] | "staying" | "wave" | "checklist" | "common";
  part: Part | "gate" | null;
  /** What is done to the host beside its chain, such as `prepare-power-plan` or `backup-1`; else null. */
  task: string | null;
  wave: number | null;
}

/** Reads a resource's name: `dc01-sensor`, `wave-0-gate`, `dc01-prepare-power-plan`, `checklist-syslog`, `workspace-reachable`. */
export function placeOf(view: Pick<RunView, "chains" | "waves" | "staying">, resource: string): Place {
  const place = placesOf(view.chains).get(resource);
  if (place) return place;
  const wave = view.waves.find(({ gate }) => gate === resource);
  if (wave) return { resource, host: "", kind: "wave", part: "gate", task: null, wave: wave.index };
  const beside = resource.startsWith("checklist-") ? undefined : taskPlace(view, resource);
  if (beside) return beside;
  const kind = resource.startsWith("checklist-") ? "checklist" : "common";
  return { resource, host: "", kind, part: null, task: null, wave: null };
}

/** A component that holds the steps of a Center's backup, and is none itself. */
const BACKUPS = "backups";

/** The longest name of a host that a resource's name begins with. A preparation belongs to no wave. */
function taskPlace(
  { chains, staying }: Pick<RunView, "chains" | "staying">,
  resource: string,
): Place | undefined {
  const kinds = kindsOf(chains);
  const kindOf = (host: string) =>
    kinds.get(host) ?? (staying.some(({ name }) => name === host) ? "staying" : undefined);
  if (kindOf(resource)) return undefined;
  for (let end = resource.lastIndexOf("-"); end > 0; end = resource.lastIndexOf("-", end - 1)) {
    const host = resource.slice(0, end);
    const kind = kindOf(host);
    const task = resource.slice(end + 1);
    if (kind) return task === BACKUPS ? undefined : { resource, host, kind, part: null, task, wave: null };
  }
  return undefined;
}

const kindsKnown = new WeakMap<readonly Chain[], ReadonlyMap<string, Chain["kind"]>>();

function kindsOf(chains: readonly Chain[]): ReadonlyMap<string, Chain["kind"]> {
  const found = kindsKnown.get(chains);
  if (found) return found;
  const made = new Map(chains.map(({ host, kind }) => [host, kind]));
  kindsKnown.set(chains, made);
  return made;
}

const known = new WeakMap<readonly Chain[], ReadonlyMap<string, Place>>();

/** Looked up for every event, and the chains of a run never change. */
function placesOf(chains: readonly Chain[]): ReadonlyMap<string, Place> {
  const found = known.get(chains);
  if (found) return found;
  const made = new Map(
    chains.flatMap((chain) =>
      chain.parts.map((part): [string, Place] => {
        const { host, kind, wave } = chain;
        const resource = resourceName(chain, part);
        return [resource, { resource, host, kind, part, task: null, wave }];
      }),
    ),
  );
  known.set(chains, made);
  return made;
}
