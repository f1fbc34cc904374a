import type { SystemInfo } from "@taskwright/api/system.ts";
import type { TaskOutcomes } from "@taskwright/api/task.ts";
import { beforeEach, expect, test } from "vitest";
import { browserTest, page, server } from "../support/browser-test.ts";
import { type Filled, fillServer } from "../support/filled-server.ts";
import { fixTime } from "../support/fixed-time.ts";
import { expectPicture } from "../support/snapshot.ts";

/** The main pages look as they did: each beside the picture of it that is kept in snapshots/. */

let filled: Filled;
browserTest({
  // the wide layout in a picture of 960 × 600
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 0.75,
  timezoneId: "Europe/Berlin",
  signedIn: true,
  prepare: async () => {
    filled = await fillServer(server);
  },
});
beforeEach(async () => {
  await fixTime(page);
  await fixMachine();
});

const pages: [name: string, address: string, shows: string][] = [
  ["home-light", "/", "The last 24 hours"],
  ["tasks-light", "/tasks", "Health of the shop"],
  ["tasks-dark", "/tasks", "Health of the shop"],
  ["task-light", "/tasks/1", "Add up the lines"],
  ["task-dark", "/tasks/1", "Add up the lines"],
  ["inbox-light", "/inbox?request=1", "Payable"],
  ["inbox-dark", "/inbox?request=1", "Payable"],
  ["definitions-light", "/definitions", "Supplier invoice"],
  ["editor-light", "/definitions/{invoice}", "No problems found"],
  ["agents-light", "/agents", "accounts-payable"],
  ["apps-light", "/apps?app=pets", "2 tools wait for you"],
  ["about-light", "/settings?tab=about", "Oldest queued"],
];

test.each(pages)("%s looks as it did", async (name, address, shows) => {
  await page.emulateMedia({ colorScheme: name.endsWith("dark") ? "dark" : "light" });
  await page.goto(address.replace(/\{(\w+)\}/, (_, noun: keyof Filled) => String(filled[noun])));
  await page.getByText(shows).first().scrollIntoViewIfNeeded();
  await page.getByTitle("Live", { exact: false }).first().waitFor();
  await expect.poll(async () => await page.locator("[aria-busy=true]").count()).toBe(0);
  await expectPicture(page, name);
});

/** What is another thing on every machine, or in every hour. */
async function fixMachine(): Promise<void> {
  await answer<SystemInfo>("system", {
    version: "1.2.3",
    node: "v24.0.0",
    startedAt: "2026-03-12T08:00:00.000Z",
    database: { version: "18.4", embedded: true, bytes: 48_000_000, latencyMs: 1 },
    workers: [
      { name: "desk.1", host: "desk", pid: 4_711, live: true, running: 0, heartbeatAt: "2026-03-12T10:23:58.000Z" },
    ],
    disk: { path: "/data", freeBytes: 80_000_000_000, usedBytes: 20_000_000_000 },
    secretKey: { from: "file", id: "1f2e3d4c", unreadable: 0 },
  });
  const from = (hour: number) => new Date(Date.UTC(2026, 2, 11, 11 + hour)).toISOString();
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    from: from(hour),
    complete: hour % 5,
    error: 0,
    cancelled: 0,
  }));
  await answer<TaskOutcomes>("tasks/outcomes?*", { hours });
}

async function answer<Reply extends object>(path: string, fixed: Partial<Reply>): Promise<void> {
  await page.route(`**/api/v1/${path}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: { ...((await response.json()) as Reply), ...fixed } });
  });
}
