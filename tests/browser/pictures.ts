import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { frame } from "../../cli/live/frame.ts";
import { inColour } from "../../cli/live/paint.ts";
import { isBlind } from "../../cli/live/view.ts";
import { collectReport } from "../../cli/report/collect.ts";
import { renderReport } from "../../cli/report/render.ts";
import { statusOf } from "../../cli/status/collect.ts";
import { replay, stackAfter } from "../cli/recordings.ts";
import { startBrowser } from "./browser.ts";
import { terminalPage } from "./terminalPage.ts";

/**
 * `node tests/browser/pictures.ts`: the pictures of docs/images that show screens, taken of the recorded move of `dev`:
 * the report in light and dark, and the live view in the middle of the move.
 */
const images = join(import.meta.dirname, "..", "..", "docs", "images");
const page = join(images, "picture.html");
mkdirSync(images, { recursive: true });
const browser = await startBrowser();
try {
  const status = statusOf(stackAfter("moved"), { cwd: images, env: {} }, Date.parse("2026-11-22T17:30:00Z"));
  const report = renderReport(collectReport(status, images));
  for (const colorScheme of ["light", "dark"] as const) {
    await shoot(report, `report-${colorScheme}.png`, {
      colorScheme,
      viewport: { width: 1000, height: 1180 },
    });
  }
  await shoot(terminalPage(busiest()), "live.png", { viewport: { width: 1000, height: 600 } }, "pre");
} finally {
  await browser.close();
  rmSync(page, { force: true });
}

type Context = NonNullable<Parameters<typeof browser.newContext>[0]>;

async function shoot(html: string, name: string, context: Context, part?: string): Promise<void> {
  writeFileSync(page, html);
  const tab = await (await browser.newContext(context)).newPage();
  await tab.goto(pathToFileURL(page).href);
  const path = join(images, name);
  await (part ? tab.locator(part).screenshot({ path }) : tab.screenshot({ path }));
}

/** The live view where most domain controllers were without protection at once, near the end of that. */
function busiest(): string[] {
  const moments = replay("moved");
  const blind = ({ view }: (typeof moments)[number]) =>
    view.chains.filter(({ host }) => isBlind(view, host)).length;
  const most = Math.max(...moments.map(blind));
  const moment = moments.findLast((one) => blind(one) === most);
  if (!moment) throw new Error("an empty recording");
  const options = { columns: 104, rows: 40, now: moment.at, left: 14, paint: inColour };
  return frame(moment.view, {
    ...options,
    footer: "Ctrl-C stops after the steps under way; nothing is lost.",
  });
}
