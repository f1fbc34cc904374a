import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import type { UpdateAgent } from "@taskwright/api/agent.ts";
import { createAgent } from "../agents/create.ts";
import { updateAgent } from "../agents/update.ts";
import { createStop, liftStop } from "../controls/stops.ts";
import { inTransaction } from "../db/database.ts";
import { createTasks } from "../tasks/create.ts";
import { TASK_QUEUE } from "../tasks/queue.ts";

/** A task that becomes runnable where there is room for it goes past the queue. */
let engine: TestEngine;
let desk: TestDesk;
let count = 0;

beforeAll(async () => {
  engine = await testEngine({ concurrency: 3 });
  desk = await testDesk(engine);
});
// The worker has looked and found nothing: only then may anyone go past the queue.
beforeEach(async () => await engine.worker.drain());
afterAll(async () => await engine.stop());

/** A task whose only call stops at a gate of its own. */
async function startGated(agent?: string) {
  const name = `gate ${++count}`;
  const definition = await desk.define(`steps: [{ id: work, use: test.gate, with: { gate: "${name}" } }]`);
  const id = await desk.start(definition, {}, agent === undefined ? {} : { agent });
  return { id, gate: engine.gate(name) };
}

const FREE = { enabled: true, maxConcurrent: null, budget: null, hours: null };

async function hire() {
  return await createAgent(engine.database.db, desk.actor, { name: `agent ${++count}` });
}

async function jobsOf(id: number): Promise<number> {
  const { rows } = await engine.database.pool.query(
    "select count(*)::int as jobs from pgboss.job where name = $1 and data ->> 'taskId' = $2",
    [TASK_QUEUE, String(id)],
  );
  return rows[0].jobs;
}

test("it is running when its creation has committed, and no job is made for it", async () => {
  const { id, gate } = await startGated();
  expect(await desk.task(id)).toMatchObject({ status: "running", attempt: 1, job_id: null });
  expect(await jobsOf(id)).toBe(0);
  gate.open();
  await engine.worker.drain();
  expect(await desk.events(id)).toEqual(["task.created", "task.started", "step.completed", "task.completed"]);
});

test("a decision lets its task go on at once, with the steps it has made", async () => {
  const name = await desk.define(
    `steps: [{ id: before, set: 1 }, { id: ask, ask: approval }, { id: after, set: "{{ steps.before + 1 }}" }]`,
  );
  const id = await desk.start(name);
  await engine.worker.drain();
  const [ask] = await desk.open(id);
  await desk.respond(ask!.id, { outcome: "approve" });
  expect(await jobsOf(id)).toBe(0);
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete", attempt: 2 });
  expect((await desk.steps(id)).map(({ path, status }) => `${path} ${status}`)).toEqual([
    "before complete",
    "ask complete",
    "after complete",
  ]);
});

test("a worker without room leaves it to the queue, where priority decides", async () => {
  const busy = [await startGated(), await startGated(), await startGated()];
  const low = await desk.start(await desk.define("steps: [{ id: s, set: 1 }]"), {}, { priority: -5 });
  const high = await desk.start(await desk.define("steps: [{ id: s, set: 1 }]"), {}, { priority: 5 });
  for (const id of [low, high]) expect(await desk.task(id)).toMatchObject({ status: "queued" });
  busy[0]!.gate.open();
  for (const id of [low, high]) await desk.reaches(id, "complete");
  const startOf = async (id: number) => (await desk.task(id)).started_at.getTime();
  expect(await startOf(high)).toBeLessThan(await startOf(low));
  for (const { gate } of busy) gate.open();
});

test.each([
  ["is switched off", { enabled: false }],
  ["has a limit", { maxConcurrent: 1 }],
  ["has a budget for the day", { budget: { perDay: { calls: 5 } } }],
  ["has working hours", { hours: { zone: "UTC", days: { mon: [["00:00", "00:01"]] } } }],
] satisfies [string, UpdateAgent][])("the queue has the task of an agent that %s", async (_what, settings) => {
  const agent = await hire();
  await updateAgent(engine.database.db, desk.actor, agent.id, settings);
  const { id, gate } = await startGated(agent.name);
  expect(await jobsOf(id)).toBe(1);
  await updateAgent(engine.database.db, desk.actor, agent.id, FREE);
  gate.open();
  await desk.reaches(id, "complete");
});

test("what is stopped is not taken", async () => {
  const stop = await createStop(engine.database.db, desk.actor, { workspace: true, reason: "a look at the books" });
  const { id, gate } = await startGated();
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  await liftStop(engine.database.db, engine.boss, desk.actor, stop.id);
  gate.open();
  await desk.reaches(id, "complete");
});

test("tasks that run without a job count when their agent gets a limit", async () => {
  const [agent, other] = [await hire(), await hire()];
  const [first, second] = [await startGated(agent.name), await startGated(agent.name)];
  await updateAgent(engine.database.db, desk.actor, agent.id, { maxConcurrent: 2 });
  await updateAgent(engine.database.db, desk.actor, other.id, { maxConcurrent: 1 });
  const third = await startGated(agent.name);
  // It comes from the queue: a worker has looked there since.
  const behind = await desk.start(await desk.define("steps: [{ id: s, set: 1 }]"), {}, { agent: other.name });
  await desk.reaches(behind, "complete");
  expect(await desk.task(third.id)).toMatchObject({ status: "queued" });
  first.gate.open();
  await third.gate.reached;
  for (const { gate } of [second, third]) gate.open();
  await engine.worker.drain();
  for (const { id } of [agent, other]) await updateAgent(engine.database.db, desk.actor, id, FREE);
});

test("room that a rolled back transaction had taken is given back", async () => {
  const definition = await desk.define("steps: [{ id: s, set: 1 }]");
  const request = { actor: desk.actor, task: { definition, inputs: {}, kind: "manual" as const } };
  for (let round = 0; round < 5; round++) {
    await expect(
      inTransaction(engine.database.db, async (tx) => {
        await createTasks(tx, engine.boss, [request]);
        throw new Error("not after all");
      }),
    ).rejects.toThrow("not after all");
  }
  const ids = [await desk.start(definition), await desk.start(definition), await desk.start(definition)];
  for (const id of ids) expect(await jobsOf(id)).toBe(0);
  await engine.worker.drain();
});

test("one whose commit was made, but whose answer was lost, is found by recovery", async () => {
  const { id, gate } = await startGated();
  await gate.reached;
  const { worker } = await desk.task(id);
  gate.open();
  await engine.worker.hold();
  const lost = await desk.start(await desk.define("steps: [{ id: s, set: 1 }]"));
  await engine.boss.deleteJob(TASK_QUEUE, (await desk.task(lost)).job_id);
  await engine.database.pool.query(
    `update tasks set status = 'running', attempt = 1, worker = $2, job_id = null, status_since = now() - interval '2 seconds' where id = $1`,
    [lost, worker],
  );
  engine.worker.release();
  expect(await engine.worker.recover()).toBe(1);
  await engine.worker.drain();
  expect(await desk.task(lost)).toMatchObject({ status: "complete", attempt: 2 });
  expect(await desk.events(lost)).toContain("task.recovered");
});
