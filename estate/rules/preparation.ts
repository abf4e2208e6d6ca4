import { preparationsOf } from "../lookups.ts";
import type { Finding } from "../problem.ts";
import type { Estate } from "../schema.ts";

/** What is asked for can be done: a package, a window where a host is interrupted, and nothing both done and put back. */
export function possiblePreparations(estate: Estate): Finding[] {
  const { netFramework, windows } = estate.preparation;
  const asked = new Set(estate.domainControllers.flatMap((dc) => preparationsOf(estate, dc)));
  const interrupting = asked.has("large-send-offload")
    ? "large-send-offload drops the link"
    : asked.has("net-framework") && netFramework?.restart
      ? "net-framework restarts the host"
      : undefined;
  const twoWays = estate.domainControllers.flatMap((dc, index) =>
    dc.putBack.flatMap((check, position) =>
      preparationsOf(estate, dc).includes(check)
        ? [
            {
              path: ["domainControllers", index, "putBack", position],
              value: check,
              message: `${check} is to be prepared on ${dc.name} and put back as well`,
              fix: `give ${dc.name} a \`prepare\` list without it, or remove it here`,
              restsOn: ["preparation"],
            },
          ]
        : [],
    ),
  );
  return [
    ...(asked.has("net-framework") && !netFramework
      ? [
          {
            path: ["preparation", "netFramework"],
            message: "`net-framework` is asked for, and nothing says where its installer is",
            fix: "add `netFramework: { uri: https://…, sha256: … }` to `preparation`",
            restsOn: ["domainControllers"],
          },
        ]
      : []),
    ...(interrupting !== undefined && windows.length === 0
      ? [
          {
            path: ["preparation", "windows"],
            message: `${interrupting}, and nothing says when it may`,
            fix: 'add a window to `preparation.windows`, days before the move: { days: [sun], from: "02:00", to: "05:00", timeZone: … }',
            restsOn: ["domainControllers"],
          },
        ]
      : []),
    ...twoWays,
  ];
}
