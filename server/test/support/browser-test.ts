import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { complaints, launchBrowser } from "./browser.ts";
import { signInOwner } from "./owner.ts";
import { type RunningServer, startServer } from "./running-server.ts";

/** What the tests of a file work with, once it has called `browserTest`. */
export let server: RunningServer;
export let browser: Browser;
export let context: BrowserContext;
/** a new one for every test, unless the file keeps one */
export let page: Page;

interface BrowserTest extends BrowserContextOptions {
  /** the server, where one on an empty database will not do */
  startServer?: () => Promise<RunningServer>;
  /** Dana has come by the one-time link and is the owner */
  signedIn: boolean;
  /** one page for all the tests, because what it shows takes long to load */
  keepPage?: boolean;
  /** what has to be there before the first test */
  prepare?: () => Promise<void>;
}

/** A server and a browser for the tests of this file; after each of them the console must not have complained. */
export function browserTest(given: BrowserTest): void {
  const { startServer: start = startServer, signedIn, keepPage = false, prepare, ...options } = given;
  let said: string[];
  const openPage = async () => {
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    said = complaints(page);
  };
  beforeAll(async () => {
    [server, browser] = await Promise.all([start(), launchBrowser()]);
    context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      baseURL: server.address,
      reducedMotion: "reduce",
      ...options,
    });
    if (signedIn) await signInOwner(context, server);
    if (keepPage) await openPage();
    await prepare?.();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    if (!keepPage) await openPage();
  });
  afterEach(async () => {
    if (!keepPage) await page.close();
    // a style or script that the content security policy refuses is a complaint too
    if (said.length > 0) throw new Error(`The console complained:\n${said.join("\n")}`);
  });
}
