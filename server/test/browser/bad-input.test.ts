import { expect, test, vi } from "vitest";
import { expectWhole } from "../support/browser.ts";
import { browser, browserTest, context, page, server } from "../support/browser-test.ts";

/** What strangers write, and what machines do at the worst moment: nothing runs, nothing breaks out, nothing is lost. */

const SCRIPT = `<script>window.ran=1</script><img src=x onerror="window.ran=1">"'>{{ 7*7 }}`;
const WORDS = {
  script: SCRIPT,
  long: "W".repeat(200),
  "right to left, emoji": `مرحبا بالعالم \u202E🙂👩‍👩‍👧🏳️‍🌈 ${"שלום ".repeat(12)}`,
} as const;
type Kind = keyof typeof WORDS;

const ids: Partial<Record<Kind, Filled>> = {};
interface Filled {
  task: number;
  request: number;
  definition: number;
  decided: number;
  app: string;
}

browserTest({
  locale: "en-US",
  reducedMotion: "no-preference",
  signedIn: true,
  prepare: async () => {
    for (const kind of Object.keys(WORDS) as Kind[]) ids[kind] = await fill(WORDS[kind]);
  },
});

const pages: [name: string, address: string][] = [
  ["Home", "/"],
  ["the list of tasks", "/tasks?columns=status,definition,agent,startedBy"],
  ["a task", "/tasks/{task}"],
  ["a task's log", "/tasks/{task}?tab=log"],
  ["a task's data", "/tasks/{task}?tab=data"],
  ["a decided task's log", "/tasks/{decided}?tab=log"],
  ["a request", "/inbox?request={request}"],
  ["decided requests", "/inbox?status=decided"],
  ["definitions", "/definitions"],
  ["a definition", "/definitions/{definition}"],
  ["a definition's versions", "/definitions/{definition}?tab=versions"],
  ["starting a task", "/tasks/new?definition={definition}"],
  ["agents", "/agents"],
  ["files", "/files"],
  ["people", "/settings?tab=people"],
  ["an imported app", "/apps?app={app}"],
  ["connections", "/apps?tab=connections"],
  ["the outbox", "/outbox"],
  ["stops", "/settings?tab=stops"],
];

test.each(pages)(
  "%s shows scripts, 200-character names, right to left and emoji as words, and stays whole at 360 pixels",
  async (name, address) => {
    const shown = address.includes("{") ? (Object.keys(WORDS) as Kind[]) : (["script"] as const);
    for (const kind of shown) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(address.replace(/\{(\w+)\}/, (_, noun: "task") => String(ids[kind]![noun])));
      await expect.poll(() => shows(wordsOn(name, kind)), { timeout: 10_000 }).toBe(true);
      await expectHarmless(`${name}, ${kind}, wide`);
      await page.setViewportSize({ width: 360, height: 720 });
      await expectHarmless(`${name}, ${kind}, on a phone`);
    }
  },
  60_000,
);

test("at 200 % zoom every page still fits: no line has to be scrolled to the side", async () => {
  // a window of 1280 pixels zoomed to 200 % is one of 640 with pixels twice as dense
  const zoomed = await browser.newContext({
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
    baseURL: server.address,
    storageState: await context.storageState(),
  });
  const near = await zoomed.newPage();
  for (const [name, address] of pages) {
    await near.goto(address.replace(/\{(\w+)\}/, (_, noun: "task") => String(ids.script![noun])));
    await near.getByRole("main").waitFor();
    await near.getByRole("heading").first().waitFor();
    await expectWhole(near, `${name} at 640`);
  }
  await zoomed.close();
}, 60_000);

test("a server that restarts under the page: the page says so, then shows what happened meanwhile", async () => {
  await page.goto("/tasks");
  await page.locator(`[data-task="${ids.long!.task}"]`).waitFor();
  await page.getByTitle("Live", { exact: false }).first().waitFor();
  await server.end();
  await page
    .getByText(/out of date|cannot be reached|out of date|Reconnecting/i)
    .first()
    .waitFor({ timeout: 15_000 });
  await server.startAgain();
  const { task } = ids.long!;
  await server.call("POST", `/tasks/${task}/cancellation`, { reason: "while you were away" });
  await page.locator(`[data-task="${task}"]`).getByText("Cancelled", { exact: true }).waitFor({ timeout: 15_000 });
  await expect
    .poll(async () => await page.getByText(/cannot be reached|out of date/i).count(), { timeout: 10_000 })
    .toBe(0);
}, 60_000);

test("a server that restarts under a task that is under way: its page says so, then shows what happened meanwhile", async () => {
  await server.call("POST", "/definitions", {
    source: JSON.stringify({
      name: "Under way",
      steps: [
        { id: "first", wait: { event: "restart.over" }, title: "Wait for the restart" },
        { id: "after", set: 7, title: "Go on after it" },
      ],
    }),
  });
  const { id } = await server.call<{ id: number }>("POST", "/tasks", { definition: "Under way" });
  await page.goto(`/tasks/${id}`);
  const steps = page.getByRole("treeitem");
  await steps.filter({ hasText: "Wait for the restart" }).waitFor();
  await page.getByTitle("Live", { exact: false }).first().waitFor();
  await server.end();
  const stale = page.getByText(/cannot be reached|out of date|Reconnecting/i).first();
  await stale.waitFor({ timeout: 15_000 });
  await server.startAgain();
  await server.call("POST", "/events", { name: "restart.over" });
  await steps.filter({ hasText: "Go on after it" }).waitFor({ timeout: 15_000 });
  await page.getByText("Complete", { exact: true }).first().waitFor();
  await stale.waitFor({ state: "detached" });
}, 60_000);

test("two tabs: what is done in one is seen in the other", async () => {
  const other = await context.newPage();
  await Promise.all([page.goto(`/tasks/${ids.script!.task}`), other.goto(`/tasks/${ids.script!.task}`)]);
  await page.getByRole("button", { name: "Pause" }).first().click();
  await other.getByText("Paused").first().waitFor();
  await other.getByRole("button", { name: "Resume" }).first().click();
  await page.getByRole("button", { name: "Pause" }).first().waitFor();
  await other.close();
});

test.each([
  ["an hour slow", -3_600_000],
  ["an hour fast", 3_600_000],
])("a clock that is %s: what happened just now is said to have happened just now", async (_, wrong) => {
  await page.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${wrong}; }`);
  await server.call("POST", "/tasks", { definition: "Plain", title: "Just now" });
  await page.goto("/tasks?definition=Plain");
  const row = page.locator("[data-task]").first();
  await row.waitFor();
  expect(await row.locator("time").last().textContent()).toMatch(/^(now|\d+ seconds? ago)$/);
});

test.each([
  ["the list of tasks", "/tasks"],
  ["a task", "/tasks/{task}"],
  ["the inbox", "/inbox?request={request}"],
])("without a pointer: the keyboard alone reaches every control of %s", async (_, address) => {
  const of = ids["right to left, emoji"]!;
  await page.goto(address.replace(/\{(\w+)\}/, (__, noun: "task") => String(of[noun])));
  await page.getByRole("heading").first().waitFor();
  await expect.poll(() => shows(WORDS["right to left, emoji"].slice(0, 12)), { timeout: 10_000 }).toBe(true);
  expect(await unreached()).toEqual([]);
});

/** What is to be read there once it has loaded. */
function wordsOn(name: string, kind: Kind): string {
  if (name === "people") return "Dana Smith";
  // what stands before a stroke is a folder's name
  return name === "files" ? "img src=x" : WORDS[kind].slice(0, 12);
}

/** Whether these words are to be read on the page, in a field too. */
async function shows(words: string): Promise<boolean> {
  return await page.evaluate<boolean>(
    `[document.body.innerText, ...[...document.querySelectorAll("input, textarea")].map(({ value }) => value)].some((text) => text.includes(${JSON.stringify(words)}))`,
  );
}

/** Presses Tab until the focus has been everywhere; names what can be clicked and was never reached. */
async function unreached(): Promise<string[]> {
  await page.evaluate(
    `window.reached = new Set(); document.addEventListener("focusin", (event) => window.reached.add(event.target))`,
  );
  const count = await page.evaluate<number>(
    "document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]').length",
  );
  for (let press = 0; press < count + 5; press++) await page.keyboard.press("Tab");
  // within a tree, a tab list or a grid, arrows and j/k go on: one of its parts is in the order of tabs
  return await page.evaluate<string[]>(`[...document.querySelectorAll('a[href], button, input, select, textarea')]
    .filter((control) => control.checkVisibility() && !control.disabled && !window.reached.has(control))
    .filter((control) => { const group = control.closest('[role=tablist], [role=grid], [role=tree], [role=radiogroup], [role=treegrid], [role=group]'); return !group || ![...window.reached].some((each) => group.contains(each)); })
    .filter((control) => !(control.type === 'radio' && [...window.reached].some((each) => each.name === control.name)))
    .map((control) => control.outerHTML.slice(0, 120))`);
}

async function expectHarmless(where: string): Promise<void> {
  await expectWhole(page, where);
  expect([where, await page.evaluate("window.ran ?? 'nothing'")]).toEqual([where, "nothing"]);
}

/** The words in every field that a stranger can fill. */
async function fill(words: string): Promise<Filled> {
  const name = words.slice(0, 100).trim();
  if (Object.keys(ids).length === 0)
    await server.call("POST", "/definitions", { source: JSON.stringify({ name: "Plain", steps: [{ set: 1 }] }) });
  const { id: definition } = await server.call<{ id: number }>("POST", "/definitions", {
    source: JSON.stringify({
      name,
      category: name,
      description: words,
      inputs: { words: { type: "string", title: name, description: words, default: "…" } },
      steps: [
        { id: "kept", set: { words: "{{ inputs.words }}" } },
        {
          id: "ok",
          ask: "approval",
          title: "{{ inputs.words }}",
          body: "{{ inputs.words }}",
          subject: { words: "{{ inputs.words }}" },
          to: ["role:approver"],
        },
      ],
      outputs: { words: "{{ steps.kept.output.words }}" },
    }),
  });
  await server.call("POST", "/agents", { name: name.slice(0, 60) });
  const upload = await fetch(`${server.address}/api/v1/files?name=${encodeURIComponent(`${name}.txt`)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.key}`, "content-type": "text/html" },
    body: words,
  });
  if (upload.status !== 201) throw new Error(await upload.text());
  const start = () =>
    server.call<{ id: number }>("POST", "/tasks", { definition: name, title: words, inputs: { words } });
  const [task, decided] = [(await start()).id, (await start()).id];
  const request = await requestOf(task);
  await server.call("POST", `/interactions/${await requestOf(decided)}/response`, {
    outcome: "reject",
    comment: words,
  });
  await fillOutside(words, name);
  const app = `strange${decided}`;
  const operation = { operationId: "look", summary: words, description: words };
  const openapi = { openapi: "3.1.0", info: { title: name, description: words }, paths: { "/": { get: operation } } };
  await server.call("POST", "/apps", { name: app, openapi, server: "https://strange.example" });
  return { task, request, definition, decided, app };
}

/** A mail that waits, a connection, and a stop that is over. */
async function fillOutside(words: string, name: string): Promise<void> {
  const mail = { to: "ada@example.org", subject: "{{ inputs.words }}", text: "{{ inputs.words }}" };
  const inputs = { words: { type: "string" } };
  const steps = [{ id: "mail", use: "email.send", with: mail }];
  await server.call("POST", "/definitions", { source: JSON.stringify({ name: "Mail", inputs, steps }) });
  await server.call("POST", "/tasks", { definition: "Mail", inputs: { words } });
  const connection = { app: "http", method: "header", owner: "workspace", fields: { value: "secret" } };
  const settings = { name: "X-Key", hosts: ["strange.example"] };
  await server.call("POST", "/connections", { ...connection, name, settings });
  const { id } = await server.call<{ id: number }>("POST", "/stops", { tool: "none.*", reason: words });
  await server.call("DELETE", `/stops/${id}`);
}

async function requestOf(task: number): Promise<number> {
  const items = await vi.waitUntil(
    async () => {
      const found = await server.call<{ items: { id: number }[] }>("GET", `/interactions?task=${task}`);
      return found.items.length > 0 ? found.items : undefined;
    },
    { timeout: 10_000 },
  );
  return items[0]!.id;
}
