import type { Response } from "playwright-core";
import { expect, test } from "vitest";
import { axeFindings, expectWhole, guidePicture } from "../support/browser.ts";
import { browser, browserTest, context, page, server } from "../support/browser-test.ts";
import { type Filled, fillServer } from "../support/filled-server.ts";

/**
 * Every page as it looks with something in it: accessible in both themes, whole at 360 pixels, quiet on
 * the console, light on the wire. With PICTURES=1 the guide's pictures are taken anew.
 */

/** what the guide shows; the rest would only weigh on the repository */
const SHOWN = [
  "home-light",
  "tasks-light",
  "task-light",
  "task-dark",
  "task-graph-light",
  "inbox-light",
  "inbox-narrow",
  "definition-light",
  "apps-light",
  "dry-run-light",
];

let filled: Filled;
browserTest({
  signedIn: true,
  prepare: async () => {
    filled = await fillServer(server);
  },
});

const pages: [name: string, address: string, shows: string | RegExp][] = [
  ["home", "/", "The last 24 hours"],
  ["tasks", "/tasks", "Health of the shop"],
  ["task", "/tasks/1", "Payable"],
  ["task-log", "/tasks/1?tab=log", "A person was asked"],
  ["task-graph", "/tasks/1?tab=graph", "Add up the lines"],
  ["task-history", "/tasks/1?tab=history", "Task created"],
  ["task-data", "/tasks/1?tab=data", "invoice-4711.xml"],
  ["inbox", "/inbox?request=1", "Payable"],
  ["definitions", "/definitions", "Supplier invoice"],
  ["definition", "/definitions/{invoice}", "Human controls"],
  [
    "definition-effective",
    "/definitions/{invoice}?tab=effective",
    /it is the definition itself|this is the definition itself/,
  ],
  ["definition-versions", "/definitions/{invoice}?tab=versions", "current"],
  ["new-definition", "/definitions/new", "Human controls"],
  ["new-task", "/tasks/new", "What should be done?"],
  ["run", "/tasks/new?definition={invoice}", "Start the task"],
  ["agents", "/agents", "accounts-payable"],
  ["apps", "/apps?app=pets", "2 tools wait for you"],
  ["tool", "/apps?app=csv&tool=csv.clean", "As JSON Schema"],
  ["connections", "/apps?tab=connections", "nobody else"],
  ["add-connection", "/apps?tab=connections&app=sql", "postgres://user:password@host/database"],
  ["external-actions", "/apps?tab=actions", "Nothing was done outside"],
  ["dry-run", "/tasks/{dry}?tab=dry-run", "What would have been done"],
  ["stops", "/settings?tab=stops", "lifted by"],
  ["files", "/files", "invoice-4711.xml"],
  ["outbox", "/outbox", "Welcome, Ada"],
  ["people", "/settings?tab=people", "Dana Smith"],
  ["keys", "/settings?tab=keys", "Last used"],
  ["about", "/settings?tab=about", "Oldest queued"],
  ["you", "/settings?tab=you", "Current password"],
  ["design", "/design", "Design system"],
  ["nowhere", "/no/such/page", "Nothing lives here"],
];

test.each(pages)(
  "%s is accessible in light and dark, quiet on the console and whole at 360 pixels",
  async (name, address, shows) => {
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await show(address, shows);
      expect(await axeFindings(page), `${name} in ${theme}`).toEqual([]);
      if (SHOWN.includes(`${name}-${theme}`)) await guidePicture(page, `${name}-${theme}`);
    }
    await page.setViewportSize({ width: 360, height: 720 });
    await page.getByText(shows).first().waitFor();
    await expectWhole(page, `${name} at 360`);
    // pages scroll within their frame: what makes the document longer would take the frame out of sight
    await expect
      .poll(async () => await page.evaluate("document.documentElement.scrollHeight"), { message: `${name} at 360` })
      .toBe(720);
    expect(await axeFindings(page), `${name} at 360`).toEqual([]);
    if (SHOWN.includes(`${name}-narrow`)) await guidePicture(page, `${name}-narrow`);
  },
  60_000,
);

const opened: [name: string, address: string, begins: string, open: () => Promise<void>, shows: string][] = [
  [
    "command menu",
    "/tasks",
    "Health of the shop",
    async () => await page.keyboard.press("Control+k"),
    "Search or do something",
  ],
  [
    "preview of a file",
    "/files",
    "invoice-4711.xml",
    async () => await page.getByRole("button", { name: "invoice-4711.xml", exact: true }).click(),
    "invoice-4711.xml",
  ],
  [
    "skip dialog",
    "/tasks/2",
    "Health of the shop",
    async () => await page.getByRole("button", { name: "Skip…", exact: true }).click(),
    "Skip “look”?",
  ],
];

test.each(opened)(
  "the %s is accessible in light and dark, and whole at 360 pixels",
  async (_, address, begins, open, shows) => {
    for (const [theme, width] of [
      ["light", 1280],
      ["dark", 1280],
      ["light", 360],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: theme });
      await show(address, begins);
      await open();
      await page.getByRole("dialog", { name: shows }).waitFor();
      await expectWhole(page, `${shows} at ${width}`);
      expect({ theme, width, findings: await axeFindings(page) }).toEqual({ theme, width, findings: [] });
    }
  },
  60_000,
);

/** 200 are promised; what there is room for is not to be used up unseen. */
const BUDGET_KB = 185;

test.each([
  ["/tasks", "Tasks"],
  ["/inbox", "Inbox"],
])(
  `the first load of %s takes at most ${BUDGET_KB} kB of script`,
  async (address, shows) => {
    const fresh = await browser.newContext({ baseURL: server.address, storageState: await context.storageState() });
    const first = await fresh.newPage();
    const loads: Promise<[name: string, kB: number]>[] = [];
    first.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith(".js")) loads.push(weigh(response, pathname));
    });
    await first.goto(address);
    await first.getByRole("heading", { name: shows, exact: true }).waitFor();
    await first.waitForFunction("document.querySelectorAll('main button, main a').length > 5");
    const files = (await Promise.all(loads)).toSorted(([, one], [, other]) => other - one);
    const total = files.reduce((sum, [, kB]) => sum + kB, 0);
    const list = files.map(([name, kB]) => `${kB.toFixed(1)} ${name}`).join(", ");
    console.log(`${address}: ${total.toFixed(0)} kB of script: ${list}`);
    expect(total).toBeGreaterThan(50);
    expect(total).toBeLessThanOrEqual(BUDGET_KB);
    await fresh.close();
  },
  60_000,
);

async function weigh(response: Response, pathname: string): Promise<[name: string, kB: number]> {
  const { responseBodySize } = await response.request().sizes();
  return [pathname.replace("/assets/", ""), responseBodySize / 1_000];
}

test("nothing is asked of any other host", async () => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== server.address) elsewhere.push(request.url());
  });
  for (const [, address, shows] of pages.slice(0, 10)) await show(address, shows);
  expect(elsewhere).toEqual([]);
}, 60_000);

async function show(address: string, shows: string | RegExp): Promise<void> {
  await page.goto(address.replace(/\{(\w+)\}/, (_, noun: keyof Filled) => String(filled[noun])));
  await page.getByText(shows).first().waitFor();
  await page.evaluate("document.fonts.ready");
}
