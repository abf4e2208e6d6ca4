import { type Chain, type Part, resourceName } from "../state/chain.ts";
import type { RunView } from "./view.ts";

/** Which host and step a resource belongs to; the empty host where it belongs to none. */
export interface Place {
  resource: string;
  host: string;
  kind: Chain["kind"] | "wave" | "checklist" | "common";
  part: Part | "gate" | null;
  wave: number | null;
}

/** Reads a resource's name: `dc01-sensor`, `wave-0-gate`, `checklist-syslog`, `workspace-reachable`. */
export function placeOf(view: Pick<RunView, "chains" | "waves">, resource: string): Place {
  const place = placesOf(view.chains).get(resource);
  if (place) return place;
  const wave = view.waves.find(({ gate }) => gate === resource);
  if (wave) return { resource, host: "", kind: "wave", part: "gate", wave: wave.index };
  const kind = resource.startsWith("checklist-") ? "checklist" : "common";
  return { resource, host: "", kind, part: null, wave: null };
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
        return [resource, { resource, host, kind, part, wave }];
      }),
    ),
  );
  known.set(chains, made);
  return made;
}
