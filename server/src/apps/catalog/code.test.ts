import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApps, testApps } from "../../../test/support/apps.ts";

let apps: TestApps;
beforeAll(async () => void (apps = await testApps()));
afterAll(async () => await apps.close());

test("code gets its input and gives its result, with what it logged", async () => {
  const code = `console.log("rows", input.rows.length);
    const total = input.rows.reduce((sum, row) => sum + row.amount, 0);
    return { total, big: input.rows.filter((row) => row.amount > 10) } // the end`;
  expect(await apps.use("code.run", { code, input: { rows: [{ amount: 5 }, { amount: 20 }] } })).toEqual({
    result: { total: 25, big: [{ amount: 20 }] },
    log: ["rows 2"],
  });
});

test.each([
  ["nothing returned is null", "const a = 1", null],
  ["promises are waited for", "return await Promise.resolve(input * 2)", 42],
  ["what JSON has no word for is left out", "return { a: undefined, b: () => 1, c: 3 }", { c: 3 }],
])("%s", async (_what, code, result) => {
  expect((await apps.use("code.run", { code, input: 21 })).result).toEqual(result);
});

test.each<[string, string, string, number?]>([
  ["an endless loop", "for (;;) {}", "ran longer than 1 s"],
  ["an endless loop of promises", "for (;;) await null", "ran longer than 1 s"],
  [
    "a chain of promises without end",
    "const again = () => Promise.resolve().then(again); await again()",
    "more than its 4 MB of memory",
    20,
  ],
  ["memory without end", "const a = []; for (;;) a.push({ n: 1 })", "MB of memory", 20],
  ["recursion without end", "const f = () => f() + 1; return f()", "stack"],
  ["an error of its own", "const x = 1;\nthrow new TypeError('no good')", "TypeError: no good (line 2)"],
  ["a syntax error", "return {", "SyntaxError"],
  ["waiting for nothing", "await new Promise(() => {})", "never comes"],
])("%s fails in words", async (_what, code, words, seconds = 1) => {
  await expect(apps.use("code.run", { code, seconds, memory_mb: 4 })).rejects.toThrow(words);
});

test.each(["process", "require", "fetch", "globalThis.process", "WebAssembly", "Deno", "XMLHttpRequest", "setTimeout"])(
  "there is no %s inside",
  async (name) => {
    const { result } = await apps.use("code.run", { code: `return typeof ${name}` });
    expect(result).toBe("undefined");
  },
);

test.each([
  "return input.constructor.constructor('return process')()",
  "return (async () => {}).constructor('return process.env')()",
  "return Function('return this.process.env')()",
  "const f = console.log.constructor; return f('return process.env')()",
  "return import('node:fs')",
])("the way out by %s is closed", async (code) => {
  await expect(apps.use("code.run", { code, input: {} })).rejects.toThrow("The code failed");
});

test("other tasks go on while code runs", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  await expect(apps.use("code.run", { code: "for (;;) {}", seconds: 0.5 })).rejects.toThrow("ran longer");
  clearInterval(timer);
  expect(turns).toBeGreaterThan(20);
});
