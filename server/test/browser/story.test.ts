import { expect, test } from "vitest";
import { browserTest, context, page, server } from "../support/browser-test.ts";

/** What a person does in their first ten minutes, in the order they do it, in a real browser. */

browserTest({ reducedMotion: "no-preference", signedIn: false });

test("nobody in particular is led to the sign-in page, and the address is kept", async () => {
  await page.goto("/tasks?status=waiting");
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(new URL(page.url()).searchParams.get("next")).toBe("/tasks?status=waiting");
});

test("opening the one-time link does nothing; pressing its button signs in, and asks for a name and a password", async () => {
  await page.goto(server.ownerLink);
  await page.reload();
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Name").fill("Dana Smith");
  await page.getByLabel("Login").fill("dana");
  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("Use at least 10 characters.").waitFor();
  await page.getByLabel("New password").fill("correct horse battery");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("heading", { name: "Hello, Dana Smith" }).waitFor();
});

test("the waiting invoice is approved from the inbox and turns Complete in the list without a reload", async () => {
  await page.goto("/tasks");
  const row = page.locator("[data-task='1']");
  await row.getByText("Waiting", { exact: true }).waitFor();
  await page.evaluate("window.sameDocument = true");

  await page.getByRole("link", { name: /Inbox/ }).click();
  await page.getByRole("heading", { name: /^Pay .* to / }).waitFor();
  await page.getByText("Payable").waitFor();
  await page.getByLabel("Comment").fill("Checked against the order.");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText(/^Approved: Pay/).waitFor();
  await page.getByRole("heading", { name: "Nothing waits for you" }).waitFor();

  await page.getByRole("link", { name: "Tasks", exact: true }).click();
  await row.getByText("Complete").waitFor();
  expect(await page.evaluate("window.sameDocument")).toBe(true);
});

test("its page shows what was done, by whom, and what left the house", async () => {
  await page.goto("/tasks/1");
  await page.getByRole("treeitem", { name: /Book it in/ }).click();
  await page.getByRole("region", { name: "Details" }).getByText("csv.append").waitFor();
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByText("A person decided").waitFor();
  await page.getByText("Checked against the order.").first().waitFor();
  await page.getByRole("tab", { name: "Data" }).click();
  await page
    .getByRole("link", { name: /invoice-4711\.xml/ })
    .first()
    .waitFor();

  await page.getByRole("link", { name: "Outbox" }).click();
  await page.getByText("No SMTP server is configured, so mail stays here.", { exact: false }).first().waitFor();
  await page.getByRole("heading", { name: /4711|Invoice/ }).waitFor();
  await page.getByRole("link", { name: "Files" }).click();
  await page.getByText("ledger.csv").waitFor();
});

test("another is started from its form and rejected on its own page, which turns to its end before one's eyes", async () => {
  await page.goto("/tasks/new");
  await page.getByRole("link", { name: /Supplier invoice/ }).click();
  await page.getByRole("button", { name: "Start the task" }).click();
  await page.getByText("Choose a file.").waitFor();
  await page.getByLabel("Invoice", { exact: true }).setInputFiles("examples/data/invoice-4711.xml");
  await page.getByRole("link", { name: /invoice-4711\.xml/ }).waitFor();
  await page.getByLabel("Limit").fill("12,5");
  await page.getByRole("button", { name: "Start the task" }).click();
  await page.getByText("Write a number.").waitFor();
  await page.getByLabel("Limit").fill("10");
  await page.getByRole("button", { name: "Start the task" }).click();

  await page.getByRole("heading", { name: /^Pay .* to / }).waitFor();
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByLabel("Reject this request?").fill("Paid last week already.");
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByText(/^Rejected: Pay/).waitFor();
  await page.getByText("Cancelled", { exact: true }).waitFor();
});

test("a task that comes in meanwhile waits behind a button, and moves no row", async () => {
  await page.goto("/tasks");
  await page.locator("[data-task='2']").waitFor();
  const { definition } = await createQuestion("Which colour?");
  await server.call("POST", "/tasks", { definition });
  await page.getByRole("button", { name: "1 new" }).waitFor();
  expect(await page.locator("[data-task]").count()).toBe(2);
  await page.getByRole("button", { name: "1 new" }).click();
  await page.locator("[data-task='3']").waitFor();
});

test("a question's form says beside the field what is wrong, and its answer goes on to the task", async () => {
  await page.goto("/inbox");
  await page.getByRole("heading", { name: "Which colour?" }).waitFor();
  await page.getByRole("button", { name: "Send answer" }).click();
  await page.getByText("Please fill this in.").waitFor();
  await page.getByRole("radio", { name: "green" }).check();
  await page.getByRole("button", { name: "Send answer" }).click();
  await page.getByText("Answered: Which colour?").waitFor();
  await page.goto("/tasks/3?tab=data");
  await page.getByText("green").waitFor();
});

test("someone else was quicker: it says who, and steps on", async () => {
  const { definition } = await createQuestion("Too late?");
  await server.call("POST", "/tasks", { definition });
  // the page does not hear of it in time: the very race
  await page.route("**/api/v1/events", (route) => route.abort());
  await page.goto("/inbox");
  await page.getByRole("heading", { name: "Too late?" }).waitFor();
  const { items } = await server.call<{ items: { id: number }[] }>("GET", "/interactions?status=open");
  await page.getByRole("radio", { name: "red" }).check();
  await server.call("POST", `/interactions/${items[0]!.id}/response`, {
    outcome: "answer",
    answer: { colour: "green" },
  });
  await page.getByRole("button", { name: "Send answer" }).click();
  await page.getByText(/^Too late\?: .*(answered|decided)/).waitFor();
});

test("by keyboard alone: k and j move, r and a decide", async () => {
  const approve = {
    name: "Keys",
    steps: [{ id: "ok", ask: "approval", title: "Fine {{ task.id }}?", to: ["role:approver"] }],
  };
  await server.call("POST", "/definitions", { source: JSON.stringify(approve) });
  await server.call("POST", "/tasks/bulk", { tasks: [{ definition: "Keys" }, { definition: "Keys" }] });
  await page.goto("/inbox");
  await page.getByRole("heading", { name: /Fine/ }).waitFor();
  await expect.poll(() => page.getByRole("list", { name: "Requests" }).getByRole("listitem").count()).toBe(2);
  const first = await page.getByRole("heading", { level: 2 }).textContent();
  await page.keyboard.press("j");
  await page.getByRole("heading", { level: 2 }).filter({ hasNotText: first! }).waitFor();
  await page.keyboard.press("r");
  await page.keyboard.type("no");
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^Rejected: Fine/).waitFor();
  await page.getByRole("heading", { level: 2, name: first! }).waitFor();
  await page.keyboard.press("a");
  await page.getByText(/^Approved: Fine/).waitFor();
});

test("a definition is checked while one types, told in words under the words, and saved as a new version", async () => {
  await page.goto("/definitions/new");
  const editor = page.getByRole("textbox", { name: "Definition as YAML" });
  await editor.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("name: Typed here\nsteps:\n  - id: one\n    use: csv.raed\n");
  await page
    .getByText(/csv\.read/)
    .first()
    .waitFor();
  await page.locator(".cm-lintRange-error").waitFor();
  await page.reload();
  await page.getByText("Your unsaved changes were kept.").waitFor();
  await editor.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(
    'name: Typed here\ninputs:\n  size: { type: integer, default: 3 }\nsteps:\n  - id: one\n    set: "{{ inputs.size }}"\n',
  );
  await page.getByText("No problems found").waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText("Typed here: version 1 saved").waitFor();
  await page.getByRole("button", { name: "Try it" }).click();
  const panel = page.getByRole("complementary", { name: "Try it" });
  await panel.getByLabel("Size").fill("7");
  await panel.getByRole("button", { name: "Start the task" }).click();
  await panel.getByText("Complete", { exact: true }).waitFor();
});

test("completion knows the keys of a step and the tools", async () => {
  await page.goto("/definitions/new");
  const editor = page.getByRole("textbox", { name: "Definition as YAML" });
  await editor.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("name: x\nsteps:\n  - use: ");
  await page.keyboard.press("Control+Space");
  await page.getByRole("option", { name: /csv\.append/ }).waitFor();
});

test("a session that ends while one types is taken up again on the spot, and what was typed is still there", async () => {
  await page.goto("/definitions/new");
  const editor = page.getByRole("textbox", { name: "Definition as YAML" });
  await editor.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("# not lost");
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.keyboard.press("Control+s");
  await page.getByRole("heading", { name: "Your session has ended" }).waitFor();
  await page.getByLabel("Login").fill("dana");
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your session has ended" }).waitFor({ state: "detached" });
  await page.getByText("# not lost").waitFor();
  expect((await context.cookies())[0]?.value).not.toBe(cookies[0]?.value);
});

test("while the database restarts the page says so, and shows what it was asked for as soon as it can", async () => {
  let restarting = true;
  await page.route("**/api/v1/tasks?*", (route) => {
    if (!restarting) return route.fallback();
    const problem = {
      type: "about:blank",
      title: "Unavailable",
      status: 503,
      code: "unavailable",
      detail: "The database is restarting.",
    };
    const headers = { "retry-after": "1", "content-type": "application/problem+json" };
    return route.fulfill({ status: 503, headers, body: JSON.stringify(problem) });
  });
  await page.goto("/tasks");
  await page.getByText("The database is restarting. Trying again by itself; nothing is lost.").waitFor();
  restarting = false;
  await page.locator("[data-task='1']").waitFor();
  await page.getByText("The database is restarting.", { exact: false }).waitFor({ state: "detached" });
});

async function createQuestion(title: string): Promise<{ definition: string }> {
  const form = {
    type: "object",
    required: ["colour"],
    properties: { colour: { enum: ["red", "green"], title: "Colour" } },
  };
  const definition = {
    name: "Colours",
    steps: [{ id: "q", ask: "question", title, form, to: ["role:operator"] }],
    outputs: { colour: "{{ steps.q.answer.colour }}" },
  };
  await server.call("POST", "/definitions", { source: JSON.stringify(definition) });
  return { definition: "Colours" };
}
