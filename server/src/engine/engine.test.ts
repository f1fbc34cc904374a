import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

test("a task walks its steps, records each once and gives its outputs", async () => {
  const name = await desk.define(`
    inputs: { amount: { type: number } }
    steps:
      - id: double
        set: "{{ inputs.amount * 2 }}"
      - id: look
        use: test.read
        with: { amount: "{{ steps.double }}" }
      - id: book
        use: test.write
        with: { amount: "{{ steps.look.amount }}" }
    outputs: { total: "{{ steps.book.amount }}" }
  `);
  const id = await desk.start(name, { amount: 21 });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({
    status: "complete",
    outputs: { total: 42 },
    progress: { percent: 100 },
    attempt: 1,
  });
  const steps = await desk.steps(id);
  expect(steps.map(({ path, status, output }) => [path, status, output])).toEqual([
    ["double", "complete", 42],
    ["look", "complete", { amount: 42, path: "look" }],
    ["book", "complete", { amount: 42, path: "book" }],
  ]);
  expect(await desk.events(id)).toEqual([
    "task.created",
    "task.started",
    "step.completed",
    "step.completed",
    "step.completed",
    "task.completed",
  ]);
});

test("a failing step is tried again, then its task ends in error and can be retried", async () => {
  const name = await desk.define(`
    retry: { attempts: 2, backoff: fixed, initial: 1ms, max: 1s }
    steps:
      - id: shaky
        use: test.write
        with: { fail: 2 }
  `);
  const id = await desk.start(name);
  await engine.worker.drain();
  await expect.poll(async () => (await desk.task(id)).status, { timeout: 5000 }).toBe("error");
  expect((await desk.steps(id)).map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, "error"],
    [2, "error"],
  ]);
  expect((await desk.task(id)).error).toMatchObject({ code: "told_to", stepPath: "shaky" });
});

test("an approval parks the task and costs nothing until it is answered", async () => {
  const name = await desk.define(`
    steps:
      - id: approve
        ask: approval
        title: "Pay?"
  `);
  const id = await desk.start(name);
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "waiting", reason: { code: "person" }, job_id: null });
});
