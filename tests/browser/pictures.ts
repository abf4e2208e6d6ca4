import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { collectReport } from "../../cli/report/collect.ts";
import { renderReport } from "../../cli/report/render.ts";
import { writeWhole } from "../../cli/report/write.ts";
import { statusOf } from "../../cli/status/collect.ts";
import { stackAfter } from "../cli/recordings.ts";
import { startBrowser } from "./browser.ts";

/** `node tests/browser/pictures.ts`: the pictures of the report in docs/images, taken of the recorded move of `dev`. */
const images = join(import.meta.dirname, "..", "..", "docs", "images");
const page = join(images, "report.html");
const status = statusOf(stackAfter("moved"), { cwd: images, env: {} }, Date.parse("2026-11-22T17:30:00Z"));

mkdirSync(images, { recursive: true });
writeWhole(page, renderReport(collectReport(status, images)));
const browser = await startBrowser();
for (const colorScheme of ["light", "dark"] as const) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1100, height: 820 } });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page).href);
  await tab.screenshot({ path: join(images, `report-${colorScheme}.png`) });
}
await browser.close();
rmSync(page);
