import { type Case, dc, hold, window } from "./cases.ts";

const prepare = (more: object) => ({ preparation: more });
const setup = { uri: "https://files.contoso.com/ndp48.exe", sha256: "ab".repeat(32) };

const cases: Case[] = [
  [
    "what interrupts nothing needs nothing else",
    (e) => Object.assign(e, prepare({ checks: ["power-plan"] })),
  ],
  [
    "all of it, with an installer and a window",
    (e) =>
      Object.assign(
        e,
        prepare({
          checks: ["net-framework", "large-send-offload"],
          netFramework: { ...setup, restart: true },
          windows: [window({})],
        }),
      ),
  ],
  [
    "an installer that nobody named",
    (e) => dc(e, 0, { prepare: ["net-framework"] }),
    [
      "preparation.netFramework",
      "`net-framework` is asked for, and nothing says where its installer is",
      "add `netFramework: { uri: https://…, sha256: … }` to `preparation`",
    ],
  ],
  [
    "a restart at any time",
    (e) =>
      Object.assign(e, prepare({ checks: ["net-framework"], netFramework: { ...setup, restart: true } })),
    [
      "preparation.windows",
      "net-framework restarts the host, and nothing says when it may",
      'add a window to `preparation.windows`, days before the move: { days: [sun], from: "02:00", to: "05:00", timeZone: … }',
    ],
  ],
  [
    "a link that drops at any time",
    (e) => dc(e, 1, { prepare: ["large-send-offload"] }),
    [
      "preparation.windows",
      "large-send-offload drops the link, and nothing says when it may",
      'add a window to `preparation.windows`, days before the move: { days: [sun], from: "02:00", to: "05:00", timeZone: … }',
    ],
  ],
  [
    "done and put back at once",
    (e) => {
      Object.assign(e, prepare({ checks: ["power-plan"] }));
      dc(e, 0, { putBack: ["power-plan"] });
      dc(e, 1, { prepare: [], putBack: ["power-plan"] });
    },
    [
      "domainControllers[0].putBack[0]",
      "power-plan is to be prepared on dc01 and put back as well",
      "give dc01 a `prepare` list without it, or remove it here",
    ],
  ],
  [
    "a window in no time zone",
    (e) => Object.assign(e, prepare({ windows: [window({ timeZone: "Europe/Berlinn" })] })),
    ["preparation.windows[0].timeZone", "no time zone has this name", "did you mean `Europe/Berlin`?"],
  ],
];
hold("preparation", cases);
