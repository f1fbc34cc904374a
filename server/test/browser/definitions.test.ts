import type { Definition } from "@taskwright/api/definition.ts";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { axeFindings, expectWhole } from "../support/browser.ts";
import { browserTest, page, server } from "../support/browser-test.ts";

/** Definitions as people work on them: by form and by text, each following the other. */

browserTest({ viewport: { width: 1440, height: 900 }, signedIn: true });

const SOON = { timeout: 8_000 };

const editor = (): Locator => page.getByRole("textbox", { name: "Definition as YAML" });
/** The lines as they stand on the page; empty ones too. */
const textShown = async (): Promise<string> => (await editor().locator(".cm-line").allTextContents()).join("\n");

async function write(text: string): Promise<void> {
  await editor().click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

async function push(source: string): Promise<Definition> {
  return await server.call<Definition>("POST", "/definitions", { source });
}

test("a definition is written by form, and the YAML follows with its comments kept", async () => {
  const { id } = await push(
    "# why it is\nname: By form # its name\n\nsteps:\n  # first of all\n  - id: one\n    set: 1\n",
  );
  await page.goto(`/definitions/${id}`);
  const form = page.getByRole("group", { name: "Definition as a form" });
  await form.getByLabel("Category").fill("Finance");
  await form.getByRole("button", { name: "Add an input" }).click();
  await form.getByLabel("Name in expressions").fill("limit");
  await form.getByLabel("Name in expressions").blur();
  await form.getByLabel("Type", { exact: true }).selectOption("number");
  await form.getByLabel("Default", { exact: true }).fill("100");
  await form.getByRole("button", { name: "Add a step", exact: true }).last().click();
  await page.getByRole("menuitem", { name: "Use a tool" }).click();
  const steps = form.getByRole("list", { name: "Steps" });
  await steps.getByLabel("Tool", { exact: true }).selectOption("csv.read");
  await form.getByLabel("File", { exact: true }).fill("{{ inputs.limit }}.csv");
  await expect
    .poll(textShown)
    .toBe(
      '# why it is\nname: By form # its name\ncategory: Finance\ninputs:\n  limit:\n    type: number\n    default: 100\n\nsteps:\n  # first of all\n  - id: one\n    set: 1\n  - id: use\n    use: csv.read\n    with:\n      file: "{{ inputs.limit }}.csv"\n',
    );
  // one step back takes one field back, wherever it was written
  await form.getByLabel("File", { exact: true }).press("Control+z");
  await expect.poll(textShown, SOON).not.toContain("inputs.limit");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect.poll(textShown, SOON).toContain("inputs.limit");
  await form.getByRole("button", { name: "Rule for a tool" }).click();
  await form.getByLabel("Tool, or a pattern such as email.*").fill("csv.*");
  await form.getByRole("button", { name: "Ask for writes" }).click();
  await page.keyboard.press("Control+s");
  await page.getByText("By form: version 2 saved").waitFor();
  await expect
    .poll(textShown, SOON)
    .toContain(
      "controls:\n  - tool: csv.*\n    policy: ask\n  - effect: write\n    policy: ask\n  - effect: external\n    policy: ask",
    );
}, 40_000);

test("a new definition begins with steps or as a paragraph, and Undo brings back what was typed", async () => {
  await page.goto("/definitions/new");
  await page.getByLabel("Name", { exact: true }).fill("Typed already");
  await expect.poll(textShown, SOON).toContain("Typed already");
  await page.getByRole("radio", { name: "In words" }).click();
  await expect.poll(textShown, SOON).toContain("instructions: >-");
  expect(await textShown()).not.toContain("steps:");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(textShown, SOON).toContain("Typed already");
  expect(await page.getByRole("radio", { name: "Step by step" }).isChecked()).toBe(true);
});

test("the form follows the YAML; broken, it is greyed and says where", async () => {
  await page.goto("/definitions/new");
  await write("name: By text\ncategory: [\n");
  await page.getByText(/The YAML cannot be read at line \d/).waitFor();
  expect(await page.getByLabel("Category").isDisabled()).toBe(true);
  await write(
    "name: By text\ncategory: Orders\nsteps:\n  - each: '{{ [1] }}'\n    steps:\n      - id: inner\n        set: 2\n",
  );
  await expect.poll(() => page.getByLabel("Category").inputValue(), SOON).toBe("Orders");
  await page.getByRole("button", { name: "inner Work out a value" }).click();
  expect(await page.getByLabel("Value").inputValue()).toBe("2");
});

test("a wrong word is marked, said in words, and put right by one key", async () => {
  await page.goto("/definitions/new");
  await write("name: Wrong\nsteps:\n  - id: one\n    use: csv.raed\n    with: { file: a.csv }\n");
  await page.locator(".cm-lintRange-error").filter({ hasText: "csv.raed" }).waitFor();
  await page.getByRole("button", { name: "Write csv.read" }).press("Enter");
  await page.getByText("No problems found").waitFor();
  await expect.poll(textShown, SOON).toContain("use: csv.read\n");
});

test("by keyboard: completion, help on a word, format, and out of the editor with Escape and Tab", async () => {
  await page.goto("/definitions/new");
  await write(
    "name: Keys\ninputs:\n  limit: { type:   number, title: Upper limit }\nsteps:\n  - id: a\n    set: '{{ inputs.",
  );
  await page.keyboard.press("Control+Space");
  await page.getByRole("option", { name: "limit" }).waitFor();
  // the editor takes no key for a list that opened less than 75 ms ago: nobody can have seen it
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 100))");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(" }}'");
  for (let left = 0; left < 6; left++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+i");
  await page.locator(".cm-help").getByText("Upper limit").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".cm-help").waitFor({ state: "detached" });
  await page.keyboard.press("Shift+Alt+f");
  await expect.poll(textShown, SOON).toContain("limit: { type: number, title: Upper limit }");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement?.shadowRoot == null")).toBe(true);
});

test("versions show what changed in words and line by line, and an older one is restored as a new one", async () => {
  const { id } = await push("name: Versions\nsteps: [{ id: a, set: 1 }]\n");
  await push("name: Versions\ninputs:\n  size: { type: number, default: 1 }\nsteps: [{ id: a, set: 2 }]\n");
  await page.goto(`/definitions/${id}?tab=versions`);
  await page.getByText('input "size": added').waitFor();
  await page.getByText('step "a": set changed').waitFor();
  await page.locator(".cm-changedLine, .cm-changedText").first().waitFor();
  await page.getByRole("button", { name: /Version 1/ }).click();
  await page.getByRole("button", { name: "Restore this version" }).click();
  await expect.poll(textShown, SOON).toContain("set: 1");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Versions: version 3 saved").waitFor();
});

test("a child's effective definition says of each part whether it is its own or its parent's", async () => {
  await push("name: Family\ndescription: From above\nagent: Assistant\nsteps: [{ id: a, set: 1 }]\n");
  const { id } = await push("name: Member\nparent: Family\ndescription: Its own\n");
  await page.goto(`/definitions/${id}?tab=effective`);
  await expect.poll(() => partsShown(), SOON).toMatchObject({ description: ["Its own", "Member"] });
  expect(await partsShown()).toMatchObject({ steps: [expect.stringContaining("id: a"), "Family"] });
});

/** What the effective definition shows: of each part its text, and whose it is. */
async function partsShown(): Promise<Record<string, string[]>> {
  const names = await page.locator("dl dt").allInnerTexts();
  const values = (await page.locator("dl dd").allInnerTexts()).map((value) => value.trim());
  return Object.fromEntries(names.map((name, place) => [name, values.slice(2 * place, 2 * place + 2)]));
}

test("someone saved meanwhile: their text is shown as a difference, and one chooses", async () => {
  const { id } = await push("name: Two\nsteps: [{ id: a, set: 1 }]\n");
  await page.goto(`/definitions/${id}`);
  await page.getByText("No problems found").waitFor();
  await page.getByLabel("Description", { exact: true }).fill("Mine");
  await expect.poll(textShown, SOON).toContain("description: Mine");
  await push("name: Two\nsteps: [{ id: a, set: 2 }]\n");
  await page.getByText(/saved version 2 meanwhile/).waitFor();
  await page.keyboard.press("Control+s");
  await page.getByRole("heading", { name: "Someone else saved meanwhile" }).waitFor();
  await page.getByText("description: added").waitFor();
  await page.getByRole("button", { name: "Save mine as version 3" }).click();
  await page.getByText("Two: version 3 saved").waitFor();
  const now = await server.call<Definition>("GET", `/definitions/${id}`);
  expect(now).toMatchObject({ version: 3, source: "name: Two\ndescription: Mine\nsteps: [{ id: a, set: 1 }]\n" });
});

test("leaving with changes asks; the draft waits on this device", async () => {
  const { id } = await push("name: Left\nsteps: [{ id: a, set: 1 }]\n");
  await page.goto(`/definitions/${id}`);
  await page.getByLabel("Description", { exact: true }).fill("Not yet");
  await expect.poll(textShown, SOON).toContain("Not yet");
  await page.getByRole("link", { name: "Definitions" }).first().click();
  await page.getByRole("button", { name: "Keep the draft and leave" }).click();
  await page.getByRole("heading", { name: "Definitions", exact: true }).waitFor();
  await page.goto(`/definitions/${id}`);
  await page.getByText("Your unsaved changes were kept.").waitFor();
  expect(await page.getByLabel("Description", { exact: true }).inputValue()).toBe("Not yet");
  await page.getByRole("button", { name: "Discard them" }).click();
  await expect.poll(() => page.getByLabel("Description", { exact: true }).inputValue(), SOON).toBe("");
});

test("it is tried beside the text: the form is that of the inputs as edited, and the task is followed", async () => {
  await page.goto("/definitions/new");
  await write(
    'name: Tried\ninputs:\n  size: { type: integer, default: 3 }\nsteps:\n  - id: one\n    title: Double it\n    set: "{{ inputs.size * 2 }}"\noutputs: { twice: "{{ steps.one }}" }\n',
  );
  await page.getByText("No problems found").waitFor();
  await page.getByRole("button", { name: "Try it" }).click();
  const panel = page.getByRole("complementary", { name: "Try it" });
  await panel.getByLabel("Size").fill("21");
  await panel.getByRole("button", { name: "Save and start" }).click();
  await page.getByText("Tried: version 1 saved").waitFor();
  await panel.getByText("Complete", { exact: true }).waitFor();
  await panel.getByText("Double it").waitFor();
  await panel.getByText("42").waitFor();
  await panel.getByRole("link", { name: /Open #/ }).waitFor();
  expect(page.url()).toMatch(/\/definitions\/\d+\?tried=\d+$/);
  await panel.getByRole("button", { name: "Start another" }).waitFor();
  await panel.getByRole("button", { name: "Dry run" }).click();
  await panel.getByRole("link", { name: "Report", exact: true }).click();
  await page.getByText("What would have been done").waitFor();
});

test("an example begins a definition of one's own", async () => {
  await page.goto("/definitions");
  await page.getByRole("link", { name: "Start from this: Order sync" }).click();
  await expect.poll(textShown, SOON).toContain("name: Order sync (copy)\n");
  await page.getByText("No problems found").waitFor();
});

test("strange texts do no harm: markup, right to left, 200 characters, a megabyte", async () => {
  const name = `<img src=x onerror=alert(1)> ${"שלום 👋 ".repeat(24)}`.slice(0, 199).trim();
  const { id } = await push(
    `name: ${JSON.stringify(name)}\ndescription: "<b>bold</b>"\nsteps: [{ id: a, title: "<i>x</i>", set: 1 }]\n`,
  );
  await page.goto(`/definitions/${id}`);
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe(name);
  await page.getByText("<i>x</i>").first().waitFor();
  await expectWhole(page);
  await page.goto("/definitions/new");
  await write(`name: Large\ndescription: ${"x".repeat(400_000)}\n`);
  await page.getByText("This text is too large for the form.").waitFor();
}, 40_000);

test("gallery, form, versions and difference are accessible in light and dark and whole at 360 pixels", async () => {
  const { id } = await push(
    "name: Looked at\ncategory: Orders\ninputs: { a: { type: string } }\ncontrols: [{ tool: email.*, policy: ask }]\nsteps:\n  - { id: q, ask: approval, title: May I }\n  - { each: '{{ [1] }}', steps: [{ id: r, use: csv.read, with: { file: x } }] }\n",
  );
  await push("name: Looked at\ncategory: Orders\nsteps: [{ id: q, set: 1 }]\n");
  await push(
    "name: Looked at\ncategory: Orders\ninputs: { a: { type: string } }\ncontrols: [{ tool: email.*, policy: ask }]\nsteps:\n  - { id: q, ask: approval, title: May I }\n  - { each: '{{ [1] }}', steps: [{ id: r, use: csv.read, with: { file: x } }] }\n",
  );
  const shots = process.env.SHOTS;
  const places: [string, string, (() => Promise<void>)?][] = [
    ["/definitions", "Start from an example"],
    [
      `/definitions/${id}`,
      "Human controls",
      async () => {
        const inner = page.getByRole("button", { name: "r csv.read" });
        if (await inner.isVisible()) await inner.click();
      },
    ],
    [`/definitions/${id}?tab=versions`, "What changed"],
  ];
  for (const [address, shows, prepare] of places) {
    for (const [theme, width] of [
      ["light", 1440],
      ["dark", 1440],
      ["light", 360],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(address);
      if (shows === "What changed") await page.getByRole("list", { name: shows }).waitFor();
      else await page.getByText(shows).first().waitFor();
      await prepare?.();
      const told = `${address} ${theme} ${width}`;
      if (shots)
        await page.screenshot({ path: `/tmp/definitions-${address.replaceAll(/\W+/g, "-")}-${theme}-${width}.png` });
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      const button = (name: string) =>
        page.locator(`[role=toolbar] button:text-is("${name}"), [role=toolbar] button[aria-label="${name}"]`);
      const tops =
        shows === "Human controls"
          ? await Promise.all(["Save", "Undo"].map(async (name) => (await button(name).boundingBox())?.y))
          : [];
      expect({ told, findings: await axeFindings(page), fits: wide <= width, lines: new Set(tops).size < 2 }).toEqual({
        told,
        findings: [],
        fits: true,
        lines: true,
      });
    }
  }
}, 60_000);
