import sparticuz from "@sparticuz/chromium";
import axe from "axe-core";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";
import { expect } from "vitest";

/** The browser that comes inside an npm package: nothing to install, also as root and without a screen. */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(fileURLToPath(new URL("../../../web/dist/index.html", import.meta.url)))) {
    throw new Error("The page has not been built. Run npm test, or npm run build -w web first.");
  }
  return await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    // text drawn the same on every machine; the sandbox needs rights that containers withhold
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--font-render-hinting=none",
      "--hide-scrollbars",
    ],
  });
}

/** Nothing sticks out to the side, once the page has settled at the width it was given. */
export async function expectWhole(page: Page, where: string = page.url()): Promise<void> {
  await expect
    .poll(async () => await page.evaluate<number>("document.documentElement.scrollWidth"), { message: where })
    .toBeLessThanOrEqual(page.viewportSize()!.width);
}

interface AxeResults {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

/**
 * What axe finds on the page, one line each; best practices included. A colour on its way from one theme to
 * the other is none of the page's: what is found must still be there a moment later.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  let found = await axeRun(page);
  for (let look = 0; look < 3 && found.length > 0; look++) {
    await page.waitForTimeout(200);
    found = await axeRun(page);
  }
  return found;
}

async function axeRun(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  );
}

/** Collects what the console complains about, content security policy first of all. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // a refused request is told to the person by the page; the browser's own line about it is not news
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) found.push(message.text());
  });
  return found;
}

const GUIDE = fileURLToPath(new URL("../../../docs/guide/img/", import.meta.url));

/** With PICTURES=1 the guide's picture of that name is taken anew. */
export async function guidePicture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES === "1") await page.screenshot({ path: `${GUIDE}${name}.png` });
}
