import { expect, test } from "vitest";
import { browserTest, page } from "../support/browser-test.ts";

/** What a screen reader finds and is told: names and roles in the order of reading, and what is announced by itself. */

browserTest({ signedIn: true });

const INVOICE = "Pay 4,136.52 EUR to Linden Office Supply?";

test.each([
  ["/", "Hello, Dana Smith"],
  ["/inbox", "Inbox"],
  ["/tasks", "Tasks"],
  ["/tasks/1", "Supplier invoice invoice-4711.xml"],
  ["/definitions", "Definitions"],
  ["/agents", "Agents"],
  ["/apps", "Apps"],
  ["/files", "Files"],
  ["/settings", "Settings"],
])("%s has a way past the menu, its landmarks, and one first heading: %s", async (address, heading) => {
  await page.goto(address);
  const main = page.getByRole("main");
  await main.getByRole("heading", { level: 1, name: heading }).waitFor();
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
  const heard = await page.locator("body").ariaSnapshot();
  expect(heard).toMatch(/^- link "Skip to content"/);
  for (const landmark of ["- banner:", '- navigation "Main":', "- main:", '- region "Messages"'])
    expect(heard).toContain(landmark);
});

test("a row of the list says what the task is, how it is, whom it waits for, and how old it is", async () => {
  await page.goto("/tasks");
  const row = page.getByRole("row", { name: "Supplier invoice invoice-4711.xml, number 1" });
  await row.waitFor();
  const cells = await row.getByRole("gridcell").all();
  const said = await Promise.all(cells.map(async (cell) => (await cell.textContent())?.trim()));
  expect(said.slice(1)).toEqual([
    "Supplier invoice invoice-4711.xml#1",
    expect.stringMatching(/^Waiting\s?for approval by any approver/),
    expect.stringContaining("50"),
    "any approver",
    "accounts-payable",
    expect.any(String),
  ]);
});

test("the steps are a tree whose items read as words", async () => {
  await page.goto("/tasks/1");
  const tree = page.getByRole("tree", { name: "Steps as they happen" });
  await tree.getByRole("treeitem", { name: /^complete Read invoice-4711.xml read xml.parse \d+ ms$/ }).waitFor();
  await tree
    .getByRole("treeitem", { name: /^waiting Pay 4,136.52 .* approve Question waiting for approval by any approver/ })
    .waitFor();
});

test("a request is an article under its own name; what came of it, and a task that ends, is announced", async () => {
  await page.goto("/tasks/1");
  const request = page.getByRole("article", { name: INVOICE });
  await request.getByRole("region", { name: "What it is about" }).getByRole("definition").first().waitFor();
  await request.getByRole("textbox", { name: "Comment" }).fill("heard");
  await request.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("region", { name: "Messages" }).getByText(`Approved: ${INVOICE}`).waitFor();
  // what changes in here is read out without being looked for
  await page.locator("main [aria-live=polite]").getByText("Complete").waitFor();
});
