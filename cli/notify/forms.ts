import type { Notice } from "./notice.ts";

/** What the receiver of a webhook understands. */
export const forms = ["json", "teams", "slack"] as const;
export type Form = (typeof forms)[number];

/** The body of a message in a receiver's form, to be sent as JSON. */
export function bodyOf(notice: Notice, form: Form): unknown {
  switch (form) {
    case "json":
      return notice;
    case "teams":
      return adaptiveCard(notice);
    case "slack":
      return { text: escapedForSlack(lines(notice).join("\n")) };
  }
}

/** What a Teams workflow "when a webhook request is received" posts into a channel. */
function adaptiveCard(notice: Notice): unknown {
  const [title, ...rest] = lines(notice);
  const block = (text: string | undefined, more: object) => ({
    type: "TextBlock",
    text: escapedForCard(text ?? ""),
    wrap: true,
    ...more,
  });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            block(title, {
              weight: "Bolder",
              color: notice.event === "failure" ? "Attention" : "Default",
            }),
            ...rest.map((line) => block(line, { spacing: "Small" })),
          ],
        },
      },
    ],
  };
}

function lines(notice: Notice): string[] {
  return [
    `${notice.estate}: ${notice.title}`,
    ...(notice.problem ? [notice.problem.cause] : []),
    `stack ${notice.stack}, ${notice.at}`,
  ];
}

/** Slack's three control characters; nothing else is read as markup by then but what stands between them. */
function escapedForSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A card's text is a part of Markdown: links and emphasis of a host's name are none. */
function escapedForCard(text: string): string {
  return text.replace(/[\\`*_[\]()#]/g, "\\$&");
}
