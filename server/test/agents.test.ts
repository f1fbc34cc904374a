import { afterAll, beforeAll, expect, test } from "vitest";
import { startBoss } from "../src/db/boss.ts";
import { createAgent } from "../src/agents/create.ts";
import type { UpdateAgent } from "@taskwright/api/agent.ts";
import { updateAgent } from "../src/agents/update.ts";
import { sameForAll } from "../src/apps/catalogs.ts";
import { NO_CONNECTIONS } from "../src/connections/open.ts";
import { startWorker, type Worker } from "../src/engine/worker.ts";
import { createLog } from "../src/log.ts";
import { NO_MODELS } from "../src/models/none.ts";
import { STEP_HANDLERS } from "../src/steps/handlers.ts";
import { getTask } from "../src/tasks/read.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "./support/engine.ts";

/** Agents and their limits, with two workers that know nothing of each other but the database. */
let engine: TestEngine;
let desk: TestDesk;
let second: Worker;
let closeSecond: () => Promise<void>;
let agents = 0;
/** most tasks of an agent seen running at once, by its id */
const most = new Map<number, number>();

beforeAll(async () => {
  engine = await testEngine({ concurrency: 5 });
  desk = await testDesk(engine);
  const { database, signals, tools } = engine;
  tools.set("test.look", {
    ...tools.get("test.write")!,
    name: "test.look",
    async run(_args, { taskId }) {
      const { agent_id } = await desk.task(taskId);
      const { rows } = await database.pool.query(
        "select count(*) from tasks where agent_id = $1 and status = 'running'",
        [agent_id],
      );
      most.set(agent_id, Math.max(most.get(agent_id) ?? 0, rows[0].count));
      return null;
    },
  });
  const boss = await startBoss({ database, name: "second", role: "worker" });
  second = startWorker({
    name: "second",
    concurrency: 5,
    database: engine.database,
    boss,
    signals,
    catalogs: sameForAll(tools),
    connections: NO_CONNECTIONS,
    models: NO_MODELS,
    handlers: STEP_HANDLERS,
    log: createLog({ level: "silent" }),
  });
  closeSecond = async () => {
    await second.stop(100);
    await boss.stop({ graceful: false, close: false });
  };
});
afterAll(async () => {
  await closeSecond();
  await engine.stop();
});

async function hire(settings: { maxConcurrent?: number | null; enabled?: boolean } = {}) {
  const name = `agent ${++agents}`;
  return await createAgent(engine.database.db, desk.actor, { name, ...settings });
}

const change = async (id: number, what: UpdateAgent) => await updateAgent(engine.database.db, desk.actor, id, what);
const statusOf = async (id: number) => (await desk.task(id)).status;
const reasonOf = async (id: number) => (await getTask(engine.database.db, desk.actor, id)).reason;

/** Tasks of an agent whose only call waits at a gate of its own. */
async function startGated(agent: string, count: number) {
  return await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const gate = engine.gate(`${agent} ${n}`);
      const name = await desk.define(`steps: [{ id: work, use: test.gate, with: { gate: "${agent} ${n}" } }]`);
      return { id: await desk.start(name, {}, { agent }), gate };
    }),
  );
}

async function runningOf(tasks: { id: number }[]): Promise<number> {
  return (await Promise.all(tasks.map(async ({ id }) => await statusOf(id)))).filter((status) => status === "running")
    .length;
}

test.each([1, 2, 3])("an agent with limit %i never runs more at once, whoever works", async (limit) => {
  const agent = await hire({ maxConcurrent: limit });
  const name = await desk.define(`steps: [{ id: one, use: test.look }, { id: two, use: test.look }]`);
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => await desk.start(name, {}, { agent: agent.name })),
  );
  for (const id of ids) await desk.reaches(id, "complete");
  expect(most.get(agent.id)).toBe(limit);
});

test("an agent's limit holds up nobody else", async () => {
  const [busy, idle] = [await hire({ maxConcurrent: 1 }), await hire()];
  const held = await startGated(busy.name, 4);
  await expect.poll(async () => await runningOf(held)).toBe(1);
  const free = await startGated(idle.name, 3);
  await Promise.all(free.map(async ({ gate }) => await gate.reached));
  expect(await runningOf(held)).toBe(1);
  for (const { gate } of [...free, ...held]) gate.open();
  for (const { id } of [...free, ...held]) await desk.reaches(id, "complete");
});

test("a raised limit lets queued work begin at once; a lowered one takes nothing away", async () => {
  const agent = await hire({ maxConcurrent: 1 });
  const tasks = await startGated(agent.name, 4);
  await expect.poll(async () => await runningOf(tasks)).toBe(1);
  const [waits] = await Promise.all(tasks.map(async ({ id }) => ({ id, status: await statusOf(id) }))).then((all) =>
    all.filter(({ status }) => status === "queued"),
  );
  expect(await reasonOf(waits!.id)).toEqual({
    code: "agent_busy",
    text: `${agent.name} is busy (1 of 1)`,
    sentence: { code: "agent.busy", parts: { agent: agent.name, running: 1, most: 1 } },
  });
  await change(agent.id, { maxConcurrent: 3 });
  await expect.poll(async () => await runningOf(tasks)).toBe(3);
  await change(agent.id, { maxConcurrent: 1 });
  expect(await runningOf(tasks)).toBe(3);
  await change(agent.id, { maxConcurrent: null });
  await Promise.all(tasks.map(async ({ gate }) => await gate.reached));
  for (const { gate } of tasks) gate.open();
  for (const { id } of tasks) await desk.reaches(id, "complete");
});

test("work of an agent that is off stays queued and says why, until it is on again", async () => {
  const agent = await hire({ enabled: false });
  const [task] = await startGated(agent.name, 1);
  // Others are served meanwhile: the workers have been here.
  const other = await desk.start(await desk.define(`steps: [{ id: one, use: test.read }]`));
  await desk.reaches(other, "complete");
  expect(await statusOf(task!.id)).toBe("queued");
  expect(await reasonOf(task!.id)).toEqual({
    code: "agent_off",
    text: `${agent.name} is switched off`,
    sentence: { code: "agent.off", parts: { agent: agent.name } },
  });
  await change(agent.id, { enabled: true });
  await task!.gate.reached;
  // What runs when it is switched off goes on to its end.
  await change(agent.id, { enabled: false });
  task!.gate.open();
  await desk.reaches(task!.id, "complete");
});

test("a task that waited comes back to its agent's limit", async () => {
  const agent = await hire({ maxConcurrent: 1 });
  const asking = await desk.start(
    await desk.define(`steps: [{ id: ask, ask: question }, { id: one, use: test.look }]`),
    {},
    { agent: agent.name },
  );
  await desk.reaches(asking, "waiting");
  const [held] = await startGated(agent.name, 1);
  await held!.gate.reached;
  await desk.respond((await desk.open(asking))[0]!.id, { outcome: "answer", answer: "yes" });
  expect(await statusOf(asking)).toBe("queued");
  expect(await reasonOf(asking)).toMatchObject({ code: "agent_busy" });
  held!.gate.open();
  await desk.reaches(asking, "complete");
  expect(most.get(agent.id)).toBe(1);
});

/** Ten tasks of different priorities that wait for their agent: as they should begin, and as they did. */
async function beginInOrder(maxConcurrent: number | null) {
  const agent = await hire({ maxConcurrent, enabled: false });
  const name = await desk.define(`steps: [{ id: one, use: test.read }]`);
  const ids: { id: number; priority: number }[] = [];
  for (const priority of [0, 5, -3, 100, 5, 0, -100, 7, 0, 5])
    ids.push({ id: await desk.start(name, {}, { agent: agent.name, priority }), priority });
  await Promise.all([engine.worker.hold(), second.hold()]);
  await change(agent.id, { enabled: true });
  engine.worker.release();
  for (const { id } of ids) await desk.reaches(id, "complete");
  second.release();
  const { rows } = await engine.database.pool.query(
    "select task_id from events where kind = 'task.started' and task_id = any($1) order by id",
    [ids.map(({ id }) => id)],
  );
  const expected = ids.toSorted((a, b) => b.priority - a.priority || a.id - b.id).map(({ id }) => id);
  return { expected, began: rows.map(({ task_id }) => task_id as number) };
}

test.each([1, 2])(
  "of an agent that runs %i at a time, higher priorities begin first, equals in the order they came",
  async (maxConcurrent) => {
    const { expected, began } = await beginInOrder(maxConcurrent);
    // Those that begin together have no order among themselves.
    for (const [place, id] of began.entries()) {
      expect(Math.abs(place - expected.indexOf(id))).toBeLessThan(maxConcurrent);
    }
  },
);

test("of an agent without a limit, a worker that runs five takes the first five first", async () => {
  const { expected, began } = await beginInOrder(null);
  // The others come as there is room, in looks that may overtake one another.
  expect(new Set(began.slice(0, 5))).toEqual(new Set(expected.slice(0, 5)));
});
