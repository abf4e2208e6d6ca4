import { describe, expect, test } from "@jest/globals";
import { type Loose, problemsOf } from "../samples.ts";

/** What is changed, and every problem that must come of it: its place, what it says, what it advises. */
export type Case = [string, (estate: Loose) => void, ...[string, string, string][]];

/** Holds each case to exactly its problems: no other may come of the change. */
export function hold(group: string, cases: Case[]): void {
  describe(group, () => {
    test.each(cases)("%s", (_name, change, ...expected) => {
      const found = problemsOf(change).map(({ path, message, fix }) => [path, message, fix]);
      expect(found.toSorted()).toEqual(expected.toSorted());
    });
  });
}

export const dc = (estate: Loose, index: number, more: object) =>
  Object.assign(estate.domainControllers[index], more);
export const policy = (more: object) => (estate: Loose) => Object.assign(estate, { policy: more });

export function askForRemoval(center: Loose): void {
  Reflect.set(center, "then", "remove");
}

export function attestation(row: string, more: object): object {
  return { row, state: "done", by: "me", at: "2026-11-20T09:00:00Z", evidence: "ticket 1", ...more };
}

export function waiver(check: string, hosts: string[]): object {
  return { check, hosts, reason: "agreed", by: "me", expires: "2027-01-31" };
}

export const lab = { graph: "https://127.0.0.1:1", token: "https://localhost:1/token", ca: "ca.pem" };
export const inLab = (e: Loose) => {
  Object.assign(e.workspace, { cloud: "lab", lab: { ...lab } });
  const all = [...e.domainControllers, ...e.standaloneGateways, ...e.centers];
  for (const [port, host] of all.entries()) Object.assign(host, { address: "127.0.0.1", port: port + 1 });
  for (const center of e.centers) center.console = "https://127.0.0.1";
};

export const window = (more: object) => ({
  days: ["sun"],
  from: "01:00",
  to: "05:00",
  timeZone: "Europe/Berlin",
  ...more,
});
export const freeze = (more: object) => ({
  from: "2026-12-20",
  to: "2027-01-06",
  reason: "year end",
  ...more,
});
