import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { defineTool } from "../apps/tool.ts";
import { createLog } from "../log.ts";

let engine: TestEngine;
let desk: TestDesk;
const lines: string[] = [];

beforeAll(async () => {
  const stream = { write: (line: string) => lines.push(line) };
  engine = await testEngine({ log: createLog({ level: "info", pretty: false, stream }) });
  desk = await testDesk(engine);
  engine.tools.set(
    "test.broken",
    defineTool({
      ...engine.tools.get("test.read")!,
      name: "test.broken",
      args: z.object({ password: z.string() }),
      run: async ({ password }) => await Promise.reject(new TypeError(`cannot read ${password}`)),
    }),
  );
});
afterAll(async () => await engine.stop());

/** What the log says of calls that failed in this task. */
async function linesOf(source: string) {
  const id = await desk.start(await desk.define(source));
  await desk.reaches(id, "error");
  const said = lines.map((line) => JSON.parse(line)).filter(({ task }) => task === id);
  return said.map(({ time: _, ms: __, ...rest }) => ({ ...rest, task: "this one" }));
}

test("a tool call that fails leaves one line in the log: which, where, and the code; not with what", async () => {
  const source = `
    steps:
      - id: a
        steps:
          - { id: b, use: test.send, with: { fail: 9, to: "hunter2@example.org", retryable: false } }
  `;
  expect(await linesOf(source)).toEqual([
    {
      level: "warn",
      tool: "test.send",
      task: "this one",
      step: "a.b",
      attempt: 1,
      code: "told_to",
      msg: "a tool call failed",
    },
  ]);
  expect(lines.join("")).not.toContain("hunter2");
});

test("each attempt leaves its own", async () => {
  const source = "steps: [{ id: a, use: test.read, with: { fail: 9 }, retry: { attempts: 2, initial: 1ms } }]";
  expect((await linesOf(source)).map(({ step, attempt, code }) => [step, attempt, code])).toEqual([
    ["a", 1, "told_to"],
    ["a", 2, "told_to"],
  ]);
});

test("one that breaks says where in our code, and not the words, which may hold what it was called with", async () => {
  const [line] = await linesOf('steps: [{ id: a, use: test.broken, with: { password: "hunter2" } }]');
  expect(line).toMatchObject({ tool: "test.broken", code: "bug", broke: "TypeError" });
  expect(line.at).toContain("call-failed.test.ts");
  expect(JSON.stringify(line)).not.toContain("hunter2");
});
