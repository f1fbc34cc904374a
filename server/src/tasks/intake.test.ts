import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { connectionLost, intercept } from "../../test/support/intercept.ts";
import { createAgent } from "../agents/create.ts";
import { updateAgent } from "../agents/update.ts";
import { createStop, liftStop } from "../controls/stops.ts";
import type { NewTask } from "./create.ts";
import type { BegunTask } from "./insert-running.ts";
import { type Intake, openIntake } from "./intake.ts";
import { asBegun, getTask } from "./read.ts";

/** Tasks asked for one by one, of a definition that was asked for before: what was found then is tried first. */
let engine: TestEngine;
let desk: TestDesk;
let intake: Intake;
let count = 0;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
  intake = openIntake(engine.database.db, engine.boss);
});
// The worker has looked and found nothing: only then may anyone go past the queue.
beforeEach(async () => await engine.worker.drain());
afterAll(async () => await engine.stop());

async function create(definition: string, more: Partial<NewTask> = {}): Promise<number | BegunTask> {
  return await intake.create(desk.actor, { definition, inputs: {}, kind: "api", ...more });
}

/** One that has begun with its creation. */
async function begin(definition: string, more: Partial<NewTask> = {}): Promise<BegunTask> {
  const created = await create(definition, more);
  expect(created).toMatchObject({ status: "running" });
  return created as BegunTask;
}

/** One that was created the ordinary way. */
async function createAsEver(definition: string, more: Partial<NewTask> = {}): Promise<number> {
  const created = await create(definition, more);
  expect(created).toBeTypeOf("number");
  return created as number;
}

async function outputsOf(id: number): Promise<unknown> {
  return (await desk.reaches(id, "complete")).outputs;
}

/** A definition that has been asked for once: its tasks begin with their creation from then on. */
async function known(agent?: string): Promise<string> {
  const name = await desk.define(
    `{ steps: [{ id: only, set: 1 }], outputs: { version: 1 }${agent ? `, agent: ${agent}` : ""} }`,
  );
  await createAsEver(name);
  await engine.worker.drain();
  return name;
}

async function hire(): Promise<{ id: number; name: string }> {
  return await createAgent(engine.database.db, desk.actor, { name: `agent ${++count}` });
}

/** What a definition says becomes something else; with `version` as a new version, without because its parent changed. */
async function change(definition: string, version: number): Promise<void> {
  const { db } = engine.database;
  const document = { name: definition, steps: [{ id: "only", set: 1 }], outputs: { version: "changed" } };
  const snapshot = await db
    .insertInto("definition_snapshots")
    .values({
      workspace_id: desk.workspaceId,
      sha256: createHash("sha256").update(`${definition} ${++count}`).digest(),
      document: JSON.stringify(document),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await db
    .updateTable("definitions")
    .set({ snapshot_id: snapshot.id, current_version: version })
    .where("name", "=", definition)
    .execute();
}

test("a task begins with its creation, in one statement", async () => {
  const name = await known();
  const statements: string[] = [];
  const undo = intercept(async (statement) => {
    const { name: asked, text } = statement;
    if (asked.startsWith("tasks_create") || text === "begin") statements.push(asked || text);
    return await statement.run();
  });
  const { id } = await begin(name).finally(undo);
  expect(statements).toEqual(["tasks_create_running"]);
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete", attempt: 1, job_id: null });
  expect(await desk.events(id)).toEqual(["task.created", "task.started", "step.completed", "task.completed"]);
});

test("it is told of as it would be read", async () => {
  const source = `{ inputs: { n: { type: integer, default: 3 } }, title: "No. {{ inputs.n }}", retry: { times: 2 },
    timeout: 1h, steps: [{ id: work, use: test.gate, with: { gate: told } }] }`;
  const name = await desk.define(source);
  const first = await createAsEver(name);
  const task = await begin(name, { priority: 7, inputs: { n: 4 } });
  const { elapsedMs: _, runningMs: __, progress: ___, ...told } = asBegun(task);
  expect(await getTask(engine.database.db, desk.actor, task.id)).toMatchObject(told);
  expect(told).toMatchObject({ title: "No. 4", inputs: { n: 4 }, priority: 7, startedAt: expect.any(String) });
  engine.gate("told").open();
  for (const id of [first, task.id]) await desk.reaches(id, "complete");
});

test("many that are asked for together each begin, or are refused, for themselves", async () => {
  const [one, other] = [await known(), await known()];
  await Promise.all([create(one), create(other)]);
  await engine.worker.drain();
  const asked = [one, other, "nothing of that name", one];
  const results = await Promise.allSettled(asked.map(async (name) => await create(name)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  const ids = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  for (const created of ids) await outputsOf(typeof created === "number" ? created : created.id);
});

test.each([
  ["has a new version", 2],
  ["changed with its parent", 1],
])("a definition that %s is run as it is now", async (_what, version) => {
  const name = await known();
  await change(name, version);
  expect(await outputsOf(await createAsEver(name))).toEqual({ version: "changed" });
  expect(await outputsOf((await begin(name)).id)).toEqual({ version: "changed" });
});

test("an agent that another is called now does not get its task", async () => {
  const [first, second] = [await hire(), await hire()];
  const name = await known(first.name);
  expect(await begin(name)).toMatchObject({ agent_id: first.id });
  await updateAgent(engine.database.db, desk.actor, first.id, { name: `former ${first.name}` });
  await updateAgent(engine.database.db, desk.actor, second.id, { name: first.name });
  const id = await createAsEver(name);
  expect(await desk.task(id)).toMatchObject({ agent_id: second.id });
});

test("an agent that is switched off keeps its tasks in the queue, also the next one", async () => {
  const agent = await hire();
  const name = await known(agent.name);
  await updateAgent(engine.database.db, desk.actor, agent.id, { enabled: false });
  for (let round = 0; round < 2; round++) {
    expect(await desk.task(await createAsEver(name))).toMatchObject({ status: "queued", agent_id: agent.id });
  }
  await updateAgent(engine.database.db, desk.actor, agent.id, { enabled: true });
});

test("nothing begins while the workspace is stopped", async () => {
  const name = await known();
  const stop = await createStop(engine.database.db, desk.actor, { workspace: true, reason: "a look at the books" });
  const id = await createAsEver(name);
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  await liftStop(engine.database.db, engine.boss, desk.actor, stop.id);
  await desk.reaches(id, "complete");
});

test("what is due later waits for it, and what is asked for wrongly is refused", async () => {
  const name = await desk.define("{ inputs: { n: { type: integer } }, steps: [{ id: s, set: 1 }] }");
  await createAsEver(name, { inputs: { n: 1 } });
  const later = new Date(Date.now() + 3_600_000).toISOString();
  expect(await desk.task(await createAsEver(name, { inputs: { n: 1 }, startAt: later }))).toMatchObject({
    status: "scheduled",
  });
  await expect(create(name, { inputs: { n: "one" } })).rejects.toMatchObject({ code: "unprocessable" });
});

test("when the answer is lost, nobody makes the tasks again, and those that were made are run", async () => {
  const name = await known();
  const { pool } = engine.database;
  const tasks = async () =>
    (
      await pool.query(
        "select t.status from tasks t join definitions d on d.id = t.definition_id where d.name = $1 order by t.id",
        [name],
      )
    ).rows.map(({ status }) => status);
  const undo = intercept(async (statement) => {
    const answer = await statement.run();
    if (statement.name === "tasks_create_running") throw connectionLost();
    return answer;
  });
  const results = await Promise.allSettled([create(name), create(name)]).finally(undo);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect((await tasks()).length).toBe(3);
  // Recovery looks every two seconds.
  await expect.poll(tasks, { timeout: 15_000 }).toEqual(["complete", "complete", "complete"]);
});
