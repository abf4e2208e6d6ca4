import { describe, expect, test } from "@jest/globals";
import { type Loose, problemsOf } from "../samples.ts";
import { askForRemoval, dc, freeze, inLab, policy, window } from "./cases.ts";

describe("what is allowed", () => {
  test.each<[string, (estate: Loose) => void]>([
    ["a new domain controller without gateway that nobody watches", (e) => dc(e, 1, { gateway: "none" })],
    ["a site without domain controllers", (e) => e.sites.push({ name: "Rome" })],
    ["references in another case", (e) => dc(e, 0, { domain: "CONTOSO.COM", site: "BERLIN" })],
    ["one role in two domains", (e) => dc(e, 2, { roles: ["pdcEmulator"] })],
    [
      "several ATA domain synchronizers",
      (e) => [0, 1].map((i) => dc(e, i, { roles: ["ataDomainSynchronizer"] })),
    ],
    [
      "one address with two ports",
      (e) => [0, 1].map((i) => dc(e, i, { address: "127.0.0.1", port: 2200 + i })),
    ],
    [
      "the lab, all on loopback, with short times",
      (e) => {
        inLab(e);
        Object.assign(e, { policy: { initialSync: "1s", soak: "0s", poll: "1s" } });
      },
    ],
    [
      "a forest without gateways and without Center",
      (e) => {
        e.centers.pop();
        dc(e, 4, { gateway: "none" });
      },
    ],
    [
      "an approved removal",
      (e) => {
        askForRemoval(e.centers[0]);
        Object.assign(e.centers[0], {
          retainUntil: "2026-01-01",
          approval: { by: "me", at: "2026-11-20T08:00:00+01:00" },
        });
      },
    ],
    [
      "a held domain controller that no window is about",
      (e) => {
        dc(e, 3, { hold: "being replaced" });
        Object.assign(e, {
          policy: { windows: [window({ sites: ["Berlin", "Oslo"] }), window({ domains: ["fabrikam.net"] })] },
        });
      },
    ],
    ["a window across the skipped hour", policy({ windows: [window({ from: "02:00", to: "06:00" })] })],
    ["a freeze that is over", policy({ freezes: [freeze({ from: "2020-01-01", to: "2025-12-31" })] })],
  ])("%s", (_name, change) => {
    expect(problemsOf(change)).toEqual([]);
  });
});
