import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium of this machine; undefined: there is none, and the tests that need it are left out and counted. */
export const browserPath = [process.env.CHROMIUM_PATH, ...PLACES].find((path) => path && existsSync(path));

/** Starts it without a window. In a container of root's it has no sandbox of its own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath, chromiumSandbox: process.getuid?.() !== 0 });
}
