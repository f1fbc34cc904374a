import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeFindings, expectWhole } from "../support/browser.ts";
import { browser, browserTest, page, server } from "../support/browser-test.ts";

/** Who works here and what acts here: people come and go, keys are shown once. */

browserTest({ signedIn: true });

test("a person is added with a role, comes in by a link that works once, and is out when disabled", async () => {
  await page.goto("/settings?tab=people");
  await page.getByRole("button", { name: "Add a person" }).click();
  const form = page.getByRole("dialog", { name: "Add a person" });
  await form.getByLabel("Name").fill("Omar Vega");
  await form.getByLabel("Login").fill("omar");
  await form.getByLabel("Role").selectOption("approver");
  await expectAccessible(page, "adding a person");
  await form.getByRole("button", { name: "Add" }).click();
  const shown = page.getByRole("dialog", { name: "One-time link" });
  const link = (await shown.locator("code").first().innerText()).trim();
  await shown.getByRole("button", { name: "Close" }).click();
  expect(await page.content()).not.toContain(link);

  const theirs = await browser.newContext({ locale: "en-GB", baseURL: server.address, reducedMotion: "reduce" });
  const omar = await theirs.newPage();
  await omar.goto(link);
  await omar.getByRole("heading", { name: "Sign in with your one-time link" }).waitFor();
  await expectAccessible(omar, "the one-time link");
  await omar.getByRole("button", { name: "Sign in" }).click();
  await omar.getByRole("heading", { name: "Welcome" }).waitFor();
  await expectAccessible(omar, "the first password");
  await omar.getByLabel("New password").fill("correct horse battery");
  await omar.getByRole("button", { name: "Start" }).click();
  await omar.getByRole("heading", { name: "Hello, Omar Vega" }).waitFor();
  // what the role does not include is not offered, and not done either
  await omar.goto("/settings?tab=people");
  await omar.getByRole("tab", { name: "Profile", selected: true }).waitFor();
  expect(await omar.getByRole("tab", { name: "People" }).count()).toBe(0);
  expect(await statusOf(theirs, "POST", "/tasks", { definition: "Supplier invoice" })).toBe(403);

  await page.getByRole("combobox", { name: "Role: Omar Vega" }).selectOption("operator");
  await expect.poll(() => statusOf(theirs, "POST", "/tasks", { definition: "None" })).toBe(404);
  const row = page.getByRole("listitem").filter({ hasText: "Omar Vega" });
  await row.getByRole("button", { name: "Disable" }).click();
  await page.getByText("Omar Vega can no longer sign in.").waitFor();
  expect(await statusOf(theirs, "GET", "/tasks")).toBe(401);
  await omar.goto("/tasks");
  await omar.getByRole("button", { name: "Sign in" }).waitFor();
  await expectAccessible(omar, "signing in");
  await omar.getByLabel("Login").fill("omar");
  await omar.getByLabel("Password").fill("correct horse battery");
  await omar.getByRole("button", { name: "Sign in" }).click();
  await omar.getByText("This login and password do not fit together.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("disabled").waitFor({ state: "detached" });
  await omar.getByRole("button", { name: "Sign in" }).click();
  await omar.getByRole("heading", { name: "Tasks" }).waitFor();
  await theirs.close();
}, 120_000);

test("an API key is shown once, does what its role includes, and nothing once it is revoked", async () => {
  await page.goto("/settings?tab=keys");
  await page.getByRole("button", { name: "New API key" }).click();
  const form = page.getByRole("dialog", { name: "New API key" });
  await form.getByLabel("Name").fill("nightly report");
  await form.getByLabel("Role").selectOption("viewer");
  await form.getByLabel("Valid for").selectOption("30");
  await expectAccessible(page, "making a key");
  await form.getByRole("button", { name: "Create" }).click();
  const shown = page.getByRole("dialog", { name: "Your new API key" });
  const key = (await shown.locator("code").first().innerText()).trim();
  expect(key).toMatch(/^tw_/);
  expect(await actsAs(key, "GET")).toBe(200);
  expect(await actsAs(key, "POST")).toBe(403);
  await shown.getByRole("button", { name: "Close" }).click();
  await page.reload();
  const row = page.getByRole("listitem").filter({ hasText: "nightly report" });
  await row.getByText(/^Last used/).waitFor();
  expect(await page.content()).not.toContain(key);
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog", { name: "Revoke nightly report?" }).getByRole("button", { name: "Revoke" }).click();
  await row.getByText("revoked").waitFor();
  expect(await actsAs(key, "GET")).toBe(401);
}, 60_000);

async function statusOf(as: BrowserContext, method: string, path: string, data?: unknown): Promise<number> {
  const headers = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
  return (await as.request.fetch(`/api/v1${path}`, { method, headers, data })).status();
}

async function actsAs(key: string, method: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = method === "POST" ? JSON.stringify({ definition: "Supplier invoice" }) : undefined;
  return (await fetch(`${server.address}/api/v1/tasks`, { method, headers, body })).status;
}

async function expectAccessible(on: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await on.emulateMedia({ colorScheme });
    expect(await axeFindings(on), `${where} in ${colorScheme}`).toEqual([]);
  }
  const size = on.viewportSize()!;
  await on.setViewportSize({ width: 360, height: 720 });
  await expectWhole(on, `${where} at 360`);
  await on.setViewportSize(size);
}
