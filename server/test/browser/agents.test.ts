import type { Agent } from "@taskwright/api/agent.ts";
import type { Task } from "@taskwright/api/task.ts";
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, expectWhole, guidePicture } from "../support/browser.ts";
import { browserTest, page, server } from "../support/browser-test.ts";

/** Agents, their models, the work they do while one looks, and what people do in their place. */

let mock: LLMock;

beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: "silent" });
  await mock.start();
});
afterAll(async () => await mock?.stop());
browserTest({ viewport: { width: 1440, height: 900 }, signedIn: true });

describe("models and agents", () => {
  test("a model is connected, its key never comes back, and Test shows what one request came to", async () => {
    mock.onMessage(/./, { content: "Ready.", usage: USAGE });
    await page.goto("/agents?tab=models");
    await page.getByText("No model is connected").waitFor();
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox").fill("connect");
    await page.getByRole("option", { name: "Connect a model" }).click();
    const dialog = page.getByRole("dialog", { name: "Connect a model" });
    await dialog.getByRole("radio", { name: "OpenAI-compatible" }).click();
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await dialog.getByText("Write its address").waitFor();
    await dialog.getByLabel("Address").fill(`${mock.url}/v1`);
    await dialog.getByLabel(/Model, as/).fill("mock-1");
    await dialog.getByLabel("API key").fill(KEY);
    await dialog.getByText("Limits, fallback, prices").click();
    for (const price of ["Read", "Read from its cache", "Written"])
      await dialog.getByLabel(price, { exact: true }).fill("10");
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByText("key kept").waitFor();
    await page.getByRole("button", { name: "Test mock-1" }).click();
    await page.getByText("It answers.").waitFor();
    await page.getByText("“Ready.”").waitFor();
    await page.getByText("120 tokens read, 7 written").waitFor();
    await page.getByText("$0.0013").waitFor();
    await page.getByRole("button", { name: /Change or remove/ }).click();
    await page.getByRole("menuitem", { name: "Change…" }).click();
    expect(await page.getByLabel("API key").inputValue()).toBe("");
    expect(await page.content()).not.toContain(KEY);
    await looksRight();
  });

  test("what is wrong with a model is said with what to do", async () => {
    mock.reset();
    mock.onMessage(/./, { error: { message: "Incorrect API key", type: "invalid_request_error" }, status: 401 });
    await page.goto("/agents?tab=models");
    await page.getByRole("button", { name: "Test mock-1" }).click();
    await page.getByText("It does not answer.").waitFor();
    await page.getByText("Give the model another key.").first().waitFor();
    mock.reset();
    mock.onMessage(/./, { content: "Ready.", usage: USAGE });
    await page.getByRole("button", { name: "Test mock-1" }).click();
    await page.getByText("It answers.").waitFor();
  });

  test("an agent is created with a model, rules for its tools, hours and budgets, and says whether it can work", async () => {
    await page.goto("/agents");
    await page.getByRole("link", { name: "New agent" }).click();
    await page.getByRole("button", { name: "Create the agent" }).click();
    await page.getByText("Give it a name.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Sorter");
    await page.getByLabel("Model").selectOption("mock-1");
    await page.getByLabel("Instructions").fill("Be brief.");
    await page.getByRole("radio", { name: "Ask for writes" }).click();
    await page.getByText(/allowed · \d+ ask/).waitFor();
    await page.getByRole("button", { name: "Add a rule" }).click();
    const rule = page.getByRole("list", { name: "Tools" }).getByRole("listitem").last();
    await rule.getByLabel("Tool, or a pattern").fill("email.*");
    await rule.getByRole("radio", { name: "Deny" }).click();
    await page.getByText(/ask · 1 denied/).waitFor();
    await page.getByLabel("At once").fill("2");
    await page.getByRole("radio", { name: "By the week" }).click();
    await page.getByLabel("Time zone").fill("Europe/Berlin");
    await page.getByLabel("Monday from").fill("17:00");
    await page.getByLabel("Tool calls, per task").fill("20");
    await page.getByRole("button", { name: "Create the agent" }).click();
    await page.getByText("Each span ends after it begins").waitFor();
    await page.getByRole("radio", { name: "Always" }).click();
    await page.getByRole("button", { name: "Create the agent" }).click();
    await page.getByRole("heading", { name: "Sorter" }).waitFor();
    await page.getByText("Can work now").waitFor();
    await guidePicture(page, "agent-light");
    await looksRight();
    const agent = await sorter();
    expect(agent).toMatchObject({ maxConcurrent: 2, hours: null, budget: { perTask: { calls: 20 } } });
    expect(agent.tools!.at(-1)).toEqual({ tool: "email.*", policy: "deny" });
    await page.getByRole("switch", { name: "Sorter takes tasks" }).click();
    await page.getByText("It is switched off.").waitFor();
    await page.getByRole("switch", { name: "Sorter takes tasks" }).click();
    await page.getByText("Can work now").waitFor();
  });

  test("two people change an agent: the second is told what the first did, and keeps what was typed", async () => {
    const { id } = await sorter();
    await page.goto(`/agents/${id}`);
    await page.getByLabel("Instructions").fill("Be very brief.");
    await server.call("PATCH", `/agents/${id}`, { instructions: "Be kind.", maxConcurrent: 3 });
    await page.getByText("They changed: instructions, how many at once.").waitFor();
    await page.getByText("You both changed: instructions.", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Keep what I typed" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Sorter is saved.", { exact: false }).waitFor();
    expect(await sorter()).toMatchObject({ instructions: "Be very brief.", maxConcurrent: 3 });
  });
});

describe("an agent at work", () => {
  test("a paragraph of instructions is written, run, and looked at while it is done", async () => {
    mock.reset();
    const says = (turnIndex: number, response: Parameters<LLMock["on"]>[1], slow = 0) =>
      mock.on({ turnIndex }, response, slow > 0 ? { latency: slow, chunkSize: 12 } : {});
    says(0, { toolCalls: [plan("doing", "open")] });
    says(1, { content: WORDS, toolCalls: [{ name: "files__list", arguments: "{}" }] }, 700);
    says(2, {
      toolCalls: [
        { name: "decide", arguments: JSON.stringify({ decision: "It is complete", why: "No file is missing." }) },
        plan("done", "done"),
      ],
    });
    says(3, { content: "All letters are there." });
    await server.call("POST", "/definitions", {
      source:
        "name: Letters\nagent: Sorter\ninstructions: Look which letters are there, and say whether one is missing.\n",
    });
    const { id } = await server.call<Task>("POST", "/tasks", { definition: "Letters" });
    await page.goto(`/tasks/${id}`);
    const timeline = page.getByRole("tree", { name: "Steps as they happen" });
    const details = page.getByRole("region", { name: "Details" });
    // whoever comes late sees it from there on; all of it is in the record
    await timeline.locator("[data-writing]").filter({ hasText: /\w/ }).first().waitFor();
    await details.getByRole("group", { name: "It writes" }).waitFor();
    await details.getByRole("region", { name: "Plan" }).getByText("0 of 2 done").waitFor();
    await picture("writing");
    await guidePicture(page, "agent-task-light");
    expect(await axeFindings(page)).toEqual([]);
    await page.getByText("Complete", { exact: true }).waitFor({ timeout: 30_000 });
    await timeline
      .getByRole("treeitem", { name: /\bwork/ })
      .first()
      .click();
    await details.getByRole("region", { name: "Plan" }).getByText("2 of 2 done").waitFor();
    await details.getByText("All letters are there.").first().waitFor();
    await timeline
      .getByRole("treeitem", { name: /Turn 2/ })
      .first()
      .click();
    await details.getByRole("group", { name: "It wrote" }).getByText(WORDS).waitFor();
    await details.getByText(/read.* written · (US)?\$/).waitFor();
    await timeline
      .getByRole("treeitem", { name: /files\.list/ })
      .last()
      .click();
    await details.getByText("only reads", { exact: false }).waitFor();
    await page.getByText(/new tokens · 4 turns · 1 call$/).waitFor();
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByText("It is complete · No file is missing.").waitFor();
    await looksRight();
  }, 60_000);

  test("without a model a person is handed the work, with the agent's tools and a form of the result", async () => {
    await server.call("POST", "/agents", { name: "Bare" });
    await server.call("POST", "/definitions", {
      source: JSON.stringify({
        name: "By hand",
        agent: "Bare",
        steps: [
          { id: "count", title: "Count the letters", agent: "Look at the files and count the letters.", output: COUNT },
        ],
      }),
    });
    const { id } = await server.call<Task>("POST", "/tasks", { definition: "By hand" });
    await page.goto("/inbox");
    await page.getByRole("link", { name: /Count the letters/ }).click();
    await page.getByText("Look at the files and count the letters.").waitFor();
    const tools = page.getByRole("region", { name: "The agent's tools" });
    await tools.getByRole("searchbox").fill("files.list");
    await tools.getByRole("button", { name: /list/i }).first().click();
    await tools.getByRole("button", { name: /^Call:/ }).click();
    const calls = page.getByRole("list", { name: "Calls made so far" });
    await calls.getByText("files.list", { exact: true }).first().waitFor();
    await calls.getByRole("status").filter({ hasText: "complete" }).waitFor();
    await looksRight();
    await page.getByLabel("How many").fill("3");
    await page.getByRole("button", { name: "Send answer" }).click();
    await expect
      .poll(async () => (await server.call<Task>("GET", `/tasks/${id}`)).status, { timeout: 10_000 })
      .toBe("complete");
  }, 60_000);
});

const WORDS =
  "I look through the folder now, letter by letter, and note which of them are there and which are not. Then I compare that with the list.";
const COUNT = { type: "object", required: ["count"], properties: { count: { type: "integer", title: "How many" } } };

function plan(...states: string[]) {
  const items = states.map((state, index) => ({ text: ["Look at the folder", "Say what is missing"][index], state }));
  return { name: "plan", arguments: JSON.stringify({ items }) };
}

const KEY = "sk-planted-4711-secret";
const USAGE = { prompt_tokens: 120, completion_tokens: 7, total_tokens: 127 };

async function sorter(): Promise<Agent> {
  const { items } = await server.call<{ items: Agent[] }>("GET", "/agents?limit=200");
  return items.find(({ name }) => name === "Sorter")!;
}

/** In both themes and at 360 pixels: nothing for axe to find, nothing beside the screen. */
async function looksRight(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // colours change over some frames
    await expect.poll(async () => await axeFindings(page), { timeout: 5_000 }).toEqual([]);
    await picture(colorScheme);
  }
  await page.setViewportSize({ width: 360, height: 720 });
  await expectWhole(page);
  expect(await axeFindings(page)).toEqual([]);
  await picture("narrow");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}
let pictures = 0;
async function picture(name: string): Promise<void> {
  if (process.env.LOOK) await page.screenshot({ path: `/tmp/agents-page-${pictures++}-${name}.png` });
}
