import { type Case, freeze, hold, policy, window } from "./cases.ts";

const calendars: Case[] = [
  [
    "an unknown time zone",
    policy({ windows: [window({ timeZone: "Europe/Berln" })] }),
    ["policy.windows[0].timeZone", "no time zone has this name", "did you mean `Europe/Berlin`?"],
  ],
  [
    "a time zone by its name in Windows",
    policy({ freezes: [freeze({ timeZone: "W. Europe Standard Time" })] }),
    [
      "policy.freezes[0].timeZone",
      "no time zone has this name",
      "write an IANA name such as Europe/Berlin (Windows has names of its own)",
    ],
  ],
  [
    "a window of no length",
    policy({ windows: [window({}), window({ from: "20:00", to: "20:00" })] }),
    [
      "policy.windows[1].to",
      "the window closes at the moment it opens",
      'write another time; a whole day is from "00:00" to "24:00"',
    ],
  ],
  [
    "a window in the hour that daylight saving skips",
    policy({ windows: [window({ from: "02:00", to: "03:00" })] }),
    [
      "policy.windows[0].from",
      "on 2027-03-28 the clocks of Europe/Berlin skip all of 02:00 to 03:00: the window never opens",
      "let it begin earlier or end later than the skipped hour, or take that day out of `days`",
    ],
  ],
  [
    "a window for an unknown site and an unknown domain",
    policy({ windows: [window({}), window({ sites: ["Olso"], domains: ["contoso.org"] })] }),
    [
      "policy.windows[1].sites[0]",
      "there is no site of this name in `sites`",
      "did you mean `Oslo`? Else add it to `sites`",
    ],
    [
      "policy.windows[1].domains[0]",
      "there is no domain of this name in `domains`",
      "did you mean `contoso.com`? Else add it to `domains`",
    ],
  ],
  [
    "windows that leave a site without any",
    policy({ windows: [window({ sites: ["Berlin", "Oslo"] }), window({ domains: ["fabrikam.net"] })] }),
    [
      "policy.windows",
      "no window is about site Lisbon and domain emea.contoso.com: dc04 could never move",
      "add a window for them, or one without `sites` and `domains`; `hold` keeps one as it is",
    ],
  ],
  [
    "a freeze that ends before it begins",
    policy({ freezes: [freeze({ from: "2027-01-06", to: "2026-12-20" })] }),
    [
      "policy.freezes[0].to",
      "the freeze ends before it begins (2027-01-06)",
      "exchange the two, or correct the year",
    ],
  ],
  [
    "a freeze that covers everything, at one site",
    policy({ freezes: [freeze({}), freeze({ from: "2026-01-01", to: "2028-12-31", sites: ["Oslo"] })] }),
    [
      "policy.freezes[1]",
      "with this freeze nothing is open in the year from 2026-11-20 for dc03",
      "shorten the freeze, or add a window outside it",
    ],
  ],
];

hold("windows and freezes", calendars);
