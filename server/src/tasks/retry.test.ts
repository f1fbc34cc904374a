import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { retryTask } from "./retry.ts";
import { skipStep } from "./skip.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const outline = async (id: number) =>
  (await desk.steps(id)).map(({ path, attempt, status }) => `${path}/${attempt} ${status}`);

/** A block whose failure is dealt with, a question in it that was withdrawn, and a failure behind it. */
const HANDLED = `
  steps:
    - id: block
      on_error: continue
      parallel:
        - { id: ask, ask: question }
        - { id: inner, steps: [{ id: broken, use: test.write, with: { fail: 9, retryable: false } }] }
    - { id: later, use: test.write, with: { fail: 1, retryable: false } }
`;

test("what was withdrawn in a block whose failure was dealt with stays as it ended", async () => {
  const id = await desk.start(await desk.define(HANDLED));
  await desk.reaches(id, "error");
  const before = (await outline(id)).filter((row) => row.startsWith("block"));
  expect(before.toSorted()).toEqual([
    "block.ask/1 cancelled",
    "block.inner.broken/1 error",
    "block.inner/1 error",
    "block/1 error",
  ]);
  await retryTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "complete");
  expect((await outline(id)).filter((row) => row.startsWith("block"))).toEqual(before);
  expect(await outline(id)).toContain("later/2 complete");
});

test("nor does skipping the failure behind it open it again", async () => {
  const id = await desk.start(await desk.define(HANDLED));
  await desk.reaches(id, "error");
  await skipStep(engine.database.db, engine.boss, desk.actor, id, { path: "later" });
  await desk.reaches(id, "complete");
  expect((await outline(id)).filter((row) => / (waiting|running)$/.test(row))).toEqual([]);
});

test("what deals with a block's failure is tried again where it failed itself", async () => {
  const id = await desk.start(
    await desk.define(`
      steps:
        - id: block
          steps: [{ id: broken, use: test.write, with: { fail: 9, retryable: false } }]
          on_error: [{ id: tell, use: test.write, with: { fail: 1, retryable: false } }]
    `),
  );
  await desk.reaches(id, "error");
  await retryTask(engine.database.db, engine.boss, desk.actor, id);
  await desk.reaches(id, "complete");
  expect((await outline(id)).filter((row) => !row.endsWith(" error"))).toEqual(["block.on_error.tell/2 complete"]);
});

test("what deals with a block's failure may wait, also for several things at once", async () => {
  const id = await desk.start(
    await desk.define(`
      steps:
        - id: block
          steps: [{ id: broken, use: test.write, with: { fail: 9, retryable: false } }]
          on_error:
            - { id: pause, wait: 10ms }
            - { id: both, parallel: [{ id: a, ask: question }, { id: b, ask: question }] }
    `),
  );
  for (const left of [2, 1]) {
    await expect.poll(async () => (await desk.open(id)).length).toBe(left);
    await desk.reaches(id, "waiting");
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: "go on" });
  }
  await desk.reaches(id, "complete");
  const inTurn = (await outline(id)).filter((row) => row.startsWith("block.on_error"));
  expect(inTurn.filter((row) => !row.endsWith("/1 complete"))).toEqual([]);
});

test("a person asked about a block's failure is asked once", async () => {
  const id = await desk.start(
    await desk.define(`
      steps:
        - id: block
          steps: [{ id: broken, use: test.write, with: { fail: 9, retryable: false } }]
          on_error: [{ id: ask, ask: question }, { id: after, set: "{{ steps.ask.answer }}" }]
    `),
  );
  await desk.reaches(id, "waiting");
  await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: "go on" });
  await desk.reaches(id, "complete");
  expect(await outline(id)).toEqual(
    expect.arrayContaining(["block.on_error.ask/1 complete", "block.on_error.after/1 complete"]),
  );
});
