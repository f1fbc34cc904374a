import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { type Holder, openJournal, type StepWrite } from "./journal.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

// After an outage a worker may be given its own task again while its former segment still runs.
test.each([
  ["the former first", [1, 2]],
  ["the former last", [2, 1]],
])("two segments of one task that write at once: only the one that holds it does (%s)", async (_what, attempts) => {
  await engine.worker.hold();
  const { db, pool } = engine.database;
  const id = await desk.start(await desk.define(`steps: [{ id: one, set: 1 }]`));
  await pool.query("update tasks set status = 'running', attempt = 2, job_id = null where id = $1", [id]);
  const journal = openJournal(db, engine.boss, 50);
  const acks = await Promise.all(
    attempts.map(async (attempt) => {
      const ack = await journal.write(holderOf(id, attempt), { steps: [stepOf(`of_attempt_${attempt}`)], events: [] });
      return [attempt, ack.held];
    }),
  );
  expect(Object.fromEntries(acks)).toEqual({ 1: false, 2: true });
  expect((await desk.steps(id)).map(({ path }) => path)).toEqual(["of_attempt_2"]);
  engine.worker.release();
});

function holderOf(taskId: number, attempt: number): Holder {
  return {
    taskId,
    workspaceId: desk.workspaceId,
    attempt,
    agentName: "Ada",
    agentId: desk.agentId,
    priority: 0,
    parent: null,
  };
}

function stepOf(path: string): StepWrite {
  const now = new Date();
  return {
    path,
    attempt: 1,
    seq: 1,
    kind: "set",
    title: null,
    tool: null,
    effect: null,
    status: "complete",
    output: 1,
    idempotencyKey: null,
    untrusted: false,
    rule: null,
    rehearsed: null,
    startedAt: now,
    endedAt: now,
  };
}
