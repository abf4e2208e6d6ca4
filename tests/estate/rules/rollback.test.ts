import { askForRemoval, type Case, dc, hold } from "./cases.ts";

const back = (...names: string[]) => ({ rollback: names });

const rollback: Case[] = [
  ["a domain controller that goes back", (e) => Object.assign(e, back("DC01"))],
  [
    "an unknown one",
    (e) => Object.assign(e, back("dc09")),
    [
      "rollback[0]",
      "there is no domain controller of this name in `domainControllers`",
      "did you mean `dc01`? Else add it to `domainControllers`",
    ],
  ],
  [
    "one named twice",
    (e) => Object.assign(e, back("dc01", "DC01")),
    ["rollback[1]", "stands twice in this list", "remove one of the two"],
  ],
  [
    "one that is held",
    (e) => {
      Object.assign(e, back("dc01"));
      dc(e, 0, { hold: "being replaced" });
    },
    [
      "rollback[0]",
      "dc01 is also held back (`hold`), which says that it stays as it is",
      "remove one of the two",
    ],
  ],
  [
    "one that had no gateway of its own",
    (e) => Object.assign(e, back("dc03")),
    [
      "rollback[0]",
      "dc03 has `gateway: none`: there is no gateway of its own to go back to",
      "remove it here; the standalone gateway that watched it is installed again by hand",
    ],
  ],
  [
    "the canary",
    (e) => Object.assign(e, back("dc01"), { policy: { canary: "dc01" } }),
    [
      "rollback[0]",
      "dc01 is also the canary, which moves before everybody else",
      "choose another canary, or leave it out and let the plan choose",
    ],
  ],
  [
    "one whose Center is to go",
    (e) => {
      Object.assign(e, back("dc01"));
      askForRemoval(e.centers[0]);
      Object.assign(e.centers[0], {
        retainUntil: "2026-01-01",
        approval: { by: "me", at: "2026-01-02T09:00:00Z" },
      });
    },
    [
      "rollback[0]",
      "the removal of the Center ata1 is asked for, to which the gateway of dc01 would report",
      "set `then: retain` at ata1 first",
    ],
  ],
];
hold("going back", rollback);
