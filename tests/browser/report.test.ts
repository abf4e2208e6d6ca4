import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { collectReport } from "../../cli/report/collect.ts";
import type { ReportModel } from "../../cli/report/model.ts";
import { renderReport } from "../../cli/report/render.ts";
import type { StackView } from "../../cli/stack.ts";
import { statusOf } from "../../cli/status/collect.ts";
import { hostileTexts } from "../cli/hostile.ts";
import { largeMove } from "../cli/largeMove.ts";
import { stackAfter } from "../cli/recordings.ts";
import { browserPath, startBrowser } from "./browser.ts";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

jest.setTimeout(60_000);

let folder: string;
let browser: Browser;
const opened: Page[] = [];

const inBrowser = browserPath ? describe : describe.skip;
if (!browserPath)
  console.warn("no Chromium on this machine: the tests of the report in a browser are skipped");

inBrowser("the report in Chromium", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ata2mdi-browser-"));
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("opens from disk: no request to anywhere, nothing in the console", async () => {
    const { page, requests, complaints } = await open(modelOf(stackAfter("moved")));
    expect(await page.title()).toBe("Move of dev to Defender for Identity");
    expect(requests).toEqual([page.url()]);
    expect(complaints).toEqual([]);
    // Its own style and script are let in by its policy.
    expect(await page.locator("#filter").isVisible()).toBe(true);
  });

  test("search, outcome and site choose rows and details together, and say how many", async () => {
    const { page } = await open(modelOf(stackAfter("moved")));
    const rows = () => page.locator("[data-dc]:visible th").allInnerTexts();
    const details = () => page.locator("details:visible summary strong").allInnerTexts();
    expect(await rows()).toHaveLength(7);
    await page.getByLabel("Search").fill("emea lisb");
    expect(await rows()).toEqual(["dc05", "dc06"]);
    expect(await details()).toEqual(["dc05", "dc06"]);
    expect(await page.locator("#shown").textContent()).toBe("2 of 7 shown");
    await page.getByLabel("Outcome").selectOption("held");
    expect(await rows()).toEqual(["dc06"]);
    await page.getByLabel("Search").fill("");
    await page.getByLabel("Outcome").selectOption("");
    await page.getByLabel("Site").selectOption("Berlin");
    expect(await rows()).toEqual(["dc01", "dc02"]);
  });

  test("the link of a domain controller opens its details", async () => {
    const { page } = await open(modelOf(stackAfter("moved")));
    const steps = page.getByText("Steps of dc04");
    expect(await steps.isVisible()).toBe(false);
    await page.getByRole("link", { name: "dc04", exact: true }).click();
    expect(await steps.isVisible()).toBe(true);
    await page.goto(`${page.url().split("#")[0]}#d0`);
    await page.reload();
    expect(await page.getByText("Steps of dc01").isVisible()).toBe(true);
  });

  test("can be read and used by keyboard alone", async () => {
    const { page } = await open(modelOf(stackAfter("moved")));
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the report");
    await page.keyboard.press("Enter");
    expect(page.url()).toContain("#main");
    await page.locator("#d3 summary").focus();
    await page.keyboard.press("Enter");
    expect(await page.getByText("Steps of dc04").isVisible()).toBe(true);
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing serious in %s",
    async (colorScheme) => {
      for (const model of [modelOf(stackAfter("stepsFail")), modelOf(stackAfter("moved"))]) {
        const { page } = await open(model, { colorScheme, bypassCSP: true });
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        await page.addScriptTag({ content: axe });
        const violations = (await page.evaluate("axe.run()")) as { violations: Violation[] };
        const serious = violations.violations.filter(
          ({ impact }) => impact === "serious" || impact === "critical",
        );
        expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])).toEqual([]);
      }
    },
    60_000,
  );

  test("dark and light differ, and print is light without the form and with all details", async () => {
    const { page } = await open(modelOf(stackAfter("moved")), { colorScheme: "dark" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.emulateMedia({ colorScheme: "light" });
    expect(await background()).not.toBe(dark);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#filter").isVisible()).toBe(false);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 4).toString()).toBe("%PDF");
    expect(await page.getByText("Steps of dc04").isVisible()).toBe(true);
  });

  test("a window of 320 pixels needs no sideways scrolling of the page", async () => {
    const { page } = await open(modelOf(stackAfter("stepsFail")), { viewport: { width: 320, height: 700 } });
    const [content, width] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(content).toBeLessThanOrEqual(width ?? 0);
  });

  test("hostile texts stay text: no dialog, no request, no complaint, the filter works", async () => {
    const base = modelOf(stackAfter("stepsFail"));
    const [pattern] = base.domainControllers;
    if (!pattern) throw new Error("none");
    const domainControllers = hostileTexts.map((text) => ({
      ...pattern,
      name: text,
      site: text,
      says: text,
      because: [text],
    }));
    const failures = hostileTexts.map((text) => ({
      id: text,
      cause: text,
      measured: text,
      cure: text,
      command: text,
    }));
    const { page, requests, complaints } = await open({
      ...base,
      estate: hostileTexts[2],
      domainControllers,
      failures,
    });
    expect(requests).toHaveLength(1);
    expect(complaints).toEqual([]);
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("img").count()).toBe(0);
    await page.getByLabel("Search").fill("<script>");
    expect(await page.locator("[data-dc]:visible").count()).toBe(1);
    await page.getByLabel("Search").fill("\\ .* [");
    expect(await page.locator("[data-dc]:visible").count()).toBe(0);
  });

  test("350 domain controllers are searched through", async () => {
    const { page, complaints } = await open(modelOf(largeMove(350)));
    await page.getByLabel("Search").fill("dc00042");
    expect(await page.locator("[data-dc]:visible").count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string }[];
}

function modelOf(stack: StackView): ReportModel {
  const now = Date.parse("2026-11-22T17:30:00Z");
  const env = { PULUMI_BACKEND_URL: `file://${folder}/state` };
  return collectReport(statusOf(stack, { cwd: folder, env }, now), folder);
}

/** Opens a report from disk, and collects what it asks for and what the browser has to say against it. */
async function open(model: ReportModel, options: BrowserContextOptions = {}) {
  const file = join(folder, `report-${opened.length}.html`);
  writeFileSync(file, renderReport(model));
  const page = await (await browser.newContext(options)).newPage();
  opened.push(page);
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  return { page, requests, complaints };
}
