import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

const data = {
  customer: { name: "Dana <Smith>" },
  total: 1234.5,
  due: "2026-12-24",
  at: "2026-12-24T23:30:00Z",
  lines: [{ title: "Paper", tags: ["a", "b"] }, { title: "Ink" }],
  none: [],
  paid: false,
};

const render = async (template: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await apps.use("text.render", { template, data, ...more })).text.replace(/[\u00a0\u202f]/g, " ");

describe("a template", () => {
  it.each([
    ["Dear [[ customer.name ]]!", {}, "Dear Dana <Smith>!"],
    ["<b>[[customer.name]]</b>", { html: true }, "<b>Dana &#60;Smith&#62;</b>"],
    ["[[ total | money EUR ]]", {}, "€1,234.50"],
    ["[[ total | money EUR ]]", { locale: "de-DE" }, "1.234,50 €"],
    ["[[ total | number 0 ]] [[ total | number ]]", {}, "1,235 1,234.5"],
    ["[[ due | date long ]]", {}, "24 December 2026"],
    ["[[ due | date ]]", { timezone: "America/New_York" }, "24 Dec 2026"],
    ["[[ at | date ]] [[ at | time ]]", { timezone: "Europe/Berlin" }, "25 Dec 2026 00:30"],
    [
      "[[#each lines]][[index]]. [[.title | upper]] for [[customer.name]];[[/each]]",
      {},
      "1. PAPER for Dana <Smith>;2. INK for Dana <Smith>;",
    ],
    ["[[#each lines]][[#each .tags]][[.]],[[else]]-[[/each]][[/each]]", {}, "a,b,-"],
    ["[[#if paid]]paid[[else]]open[[/if]][[#if none]]x[[/if]][[#if total]]y[[/if]]", {}, "openy"],
    ['[[ missing | default "nothing" ]][[ missing ]][[ missing | money ]]', {}, "nothing"],
    ["[[ lines ]]", {}, '[{"title":"Paper","tags":["a","b"]},{"title":"Ink"}]'],
    ["[[ constructor ]][[ customer.__proto__ ]][[ customer.constructor.name ]]", {}, ""],
    ["a[0] [x] stay, and so does \\[", {}, "a[0] [x] stay, and so does \\["],
  ])("%s with %j is %s", async (template, more, expected) => expect(await render(template, more)).toBe(expected));

  it("may be a file", async () => {
    await apps.put("letter.txt", "Dear [[customer.name]],\n");
    expect((await apps.use("text.render", { file: "letter.txt", data })).text).toBe("Dear Dana <Smith>,\n");
  });

  it.each([
    ["[[#each lines]]", "text_template", "never closed"],
    ["x\n[[/if]]", "text_template", "Line 2"],
    ["[[#if a]][[/each]]", "text_template", "[[/if]] is expected"],
    ["[[else]]", "text_template", "belongs between"],
    ["[[ 1 + 1 ]]", "text_template", "is not understood"],
    ["[[ total | shout ]]", "text_template", "is not understood"],
    ["[[ total | constructor ]]", "text_template", "is not understood"],
    ["[[ customer.name | money ]]", "text_format", "is not a number"],
    ["[[ total | money NOPE ]]", "text_format", "cannot be written as money"],
    ["[[#if a]]".repeat(60), "text_template", "50 deep"],
  ])("%j is refused: %s", async (template, code, message) => {
    await expect(render(template)).rejects.toMatchObject({
      name: "ToolError",
      code,
      message: expect.stringContaining(message),
    });
  });

  it("cannot grow without end", async () => {
    const list = Array.from({ length: 1000 }, () => "x");
    const template = "[[#each list]][[#each list]]0123456789[[/each]][[/each]]";
    await expect(apps.use("text.render", { template, data: { list } })).rejects.toMatchObject({
      code: "text_too_large",
    });
  });

  it.each([
    [{ locale: "not a language" }, "write a language tag"],
    [{ timezone: "Mars/Olympus" }, "write a time zone"],
  ])("is not rendered for %j", async (more, message) => {
    await expect(render("x", more)).rejects.toThrow(message);
  });
});
