import { expect, test, vi } from "vitest";
import { axeFindings, expectWhole } from "../support/browser.ts";
import { browserTest, page, server } from "../support/browser-test.ts";

/** What is around every page, and Home: by keyboard, in two languages, in both themes, on a phone. */

browserTest({ signedIn: false });

test("after the one-time link come name and password, and then Home", async () => {
  await page.goto(server.ownerLink);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Name").fill("Dana Smith");
  await page.getByLabel("Login").fill("dana");
  await page.getByLabel("New password").fill("correct horse battery");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("heading", { name: "Hello, Dana Smith" }).waitFor();
  await page.getByRole("heading", { name: "Your first three steps" }).waitFor();
}, 60_000);

test("Home's three steps are done on the spot, each with its tick, and then leave", async () => {
  await page.goto("/");
  const steps = page.getByRole("region", { name: "Your first three steps" });
  await steps.getByRole("button", { name: "Choose what shall be done" }).waitFor();
  await axeEverywhere("Home with its steps");
  await page.getByRole("button", { name: /^Supplier invoice Reads/ }).click();
  await steps.getByRole("button", { name: "Choose what shall be done (done)" }).waitFor();
  await page.getByRole("button", { name: "Run it with the example" }).click();
  await steps.getByRole("button", { name: "Run it (done)" }).waitFor();
  // the request of one's own task, not of the one that waited before
  await page.getByRole("heading", { name: /^Pay .* to / }).waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "That is all there is to it" }).waitFor();
  await vi.waitUntil(async () => (await tasksWith("complete"))[0] === 2, { timeout: 10_000 });
  await page.getByRole("button", { name: "Close" }).first().click();
  await page.getByRole("heading", { name: "That is all there is to it" }).waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("region", { name: "The last 24 hours" }).getByText("Complete").waitFor();
  expect(await page.getByRole("heading", { name: "Your first three steps" }).count()).toBe(0);
  await page.getByRole("button", { name: /Complete 1/ }).waitFor();
}, 60_000);

test("Home shows what waits, and comes up to date by itself", async () => {
  await page.goto("/");
  await page.getByRole("region", { name: "Waiting for you" }).getByRole("link", { name: /^Pay/ }).waitFor();
  await page.getByText("Nothing went wrong in the last 24 hours.").waitFor();
  await server.call("POST", "/definitions", {
    source: JSON.stringify({
      name: "Broken",
      title: "A broken task",
      steps: [{ id: "no", use: "http.request", with: { url: "http://127.0.0.1:9/" } }],
    }),
  });
  await server.call("POST", "/tasks", { definition: "Broken" });
  await page
    .getByRole("region", { name: "Went wrong" })
    .getByRole("link", { name: /A broken task/ })
    .waitFor();
  await page.getByRole("link", { name: "Went wrong 1" }).waitFor();
}, 60_000);

test("the command menu goes to a task by number, runs a definition, approves and switches the theme, by keyboard alone", async () => {
  await page.goto("/");
  await page.getByRole("heading", { name: "Hello, Dana Smith" }).waitFor();

  await openMenu();
  await page.keyboard.type("#1");
  await page.getByRole("option", { name: /#1 Supplier invoice/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Supplier invoice/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/tasks/1");

  await openMenu();
  // what was chosen last comes first
  await page
    .getByRole("group", { name: "Lately" })
    .getByRole("option", { name: /Supplier invoice/ })
    .waitFor();
  await page.keyboard.type("run health");
  await page.getByRole("option", { name: "Run Health check" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Health check/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/tasks/new");

  await openMenu();
  await page.keyboard.type("approve");
  await page.getByRole("option", { name: /^Approve: Pay/ }).waitFor();
  await page.keyboard.press("Enter");
  // shown in full before anything is approved
  await page.getByRole("heading", { name: /^Pay .* to / }).waitFor();
  await page.getByText("Payable", { exact: true }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await page.getByText(/^Approved: Pay/).waitFor();

  await openMenu();
  await page.keyboard.type("theme dark");
  await page.getByRole("option", { name: "Theme: Dark" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
  await openMenu();
  await page.keyboard.type("as the system");
  await page.keyboard.press("Enter");

  await openMenu();
  await page.keyboard.type("no such thing");
  await page.getByText("Nothing found for “no such thing”.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}, 60_000);

test("? shows the keys of the page one is on, and g leads from place to place", async () => {
  await page.goto("/inbox");
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.getByText("Go to Definitions").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  // while it is open, the page's keys are silent
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe("/inbox");
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("heading", { name: "Tasks", exact: true }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  // one who types is not led away
  await page.getByLabel("Current password").fill("");
  await page.keyboard.type("g t");
  expect(new URL(page.url()).pathname).toBe("/settings");
}, 60_000);

test("the page turns German and back, numbers included, and stays so on this device", async () => {
  await page.goto("/settings?tab=you");
  await page.getByRole("radio", { name: "Deutsch" }).click();
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  expect(await page.evaluate("document.documentElement.lang")).toBe("de");
  await page.goto("/");
  await page.getByRole("heading", { name: "Hallo, Dana Smith" }).waitFor();
  await page.getByRole("link", { name: "Aufgaben", exact: true }).waitFor();
  expect(await page.title()).toBe("Start · Taskwright");
  await axeEverywhere("Home in German");
  // what the server says of reasons, changes and refusals is said in German too
  const steps = [{ ask: "approval", title: "Zahlen?", to: ["role:approver"] }];
  await server.call("POST", "/definitions", { source: JSON.stringify({ name: "Zahlung", steps }) });
  const { id } = await server.call<{ id: number }>("POST", "/tasks", { definition: "Zahlung" });
  await page.goto(`/tasks/${id}`);
  await page.getByText("auf Freigabe durch Rolle Freigabe: Zahlen?").waitFor();
  await page.getByRole("button", { name: "Anhalten" }).click();
  await page.getByText("Angehalten. Nichts davon läuft, bis es fortgesetzt wird.").waitFor();
  await page.getByText("angehalten von Dana Smith").first().waitFor();
  await page.getByRole("button", { name: "Fortsetzen" }).click();
  await page.getByText("Es geht weiter, sobald der Agent Platz hat.").waitFor();
  await page.goto("/tasks/999999");
  await page.getByText("Aufgabe #999999 gibt es hier nicht.").waitFor();
  await page.goto("/settings?tab=about");
  await page
    .getByText(/^\d+(,\d)? [kMGT]B/)
    .first()
    .waitFor();
  expect(await page.getByRole("main").innerText()).not.toMatch(/\d\.\d+ [kMGT]B/);
  // typed at once, before the menu's code is here
  await page.keyboard.press("Control+k");
  await page.keyboard.type("sprache english");
  await page.getByRole("option", { name: "Sprache: English" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
}, 60_000);

test("on a phone the bar at the lower edge does not scroll, and More leads to the rest", async () => {
  await page.setViewportSize({ width: 360, height: 720 });
  await page.goto("/");
  await page.getByRole("heading", { name: "Hello, Dana Smith" }).waitFor();
  const bar = page.getByRole("navigation", { name: "Main" });
  expect(
    await bar.evaluate(
      (element: { scrollWidth: number; clientWidth: number }) => element.scrollWidth <= element.clientWidth,
    ),
  ).toBe(true);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("dialog", { name: "More" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Files" }).click();
  await page.getByRole("heading", { name: "Files" }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: /Search or do/ }).click();
  await page.getByRole("dialog", { name: "Search or do something" }).waitFor();
  await expectWhole(page);
}, 60_000);

test("the design page shows every primitive in both themes at once, accessible in each", async () => {
  await page.goto("/design");
  for (const name of ["JsonView", "Grid", "Timeline", "SchemaForm", "Bars", "Failed"])
    await page.getByRole("heading", { name, exact: true }).first().waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const border = page.getByRole("separator").first();
  await border.focus();
  await page.keyboard.press("ArrowRight");
  expect(await border.getAttribute("aria-valuenow")).toBe("54");
  await page.getByRole("button", { name: "Tooltip" }).first().hover();
  await page.getByRole("tooltip").waitFor();
  await page.getByRole("button", { name: "toast, undo" }).first().click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByText("It is back").waitFor();
}, 60_000);

async function openMenu(): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Search or do something" }).waitFor();
}

async function axeEverywhere(name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await axeFindings(page), `${name} in ${colorScheme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 720 });
  expect(await axeFindings(page), `${name} at 360`).toEqual([]);
  await expectWhole(page, `${name} at 360`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function tasksWith(status: string): Promise<number[]> {
  const { items } = await server.call<{ items: { id: number }[] }>("GET", `/tasks?status=${status}`);
  return items.map(({ id }) => id);
}
