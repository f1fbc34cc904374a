import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { lockTaskRow, lockWaiters } from "../../test/support/row-lock.ts";
import { cancelTask } from "../tasks/cancel.ts";
import { createStop, liftStop, listStops } from "./stops.ts";

let engine: TestEngine;
let desk: TestDesk;
let gates = 0;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const SAID = "stopped by Olga Owner: too many refunds";

async function stop(what: { workspace?: true; agent?: string; definition?: string; tool?: string }) {
  return await createStop(engine.database.db, desk.actor, { ...what, reason: "too many refunds" });
}
const lift = async (id: number) => await liftStop(engine.database.db, engine.boss, desk.actor, id);
const callsOf = (id: number) => engine.calls.filter(({ call }) => call.taskId === id).length;
const agentName = async () =>
  (
    await engine.database.db
      .selectFrom("agents")
      .select("name")
      .where("id", "=", desk.agentId)
      .executeTakeFirstOrThrow()
  ).name;

test("lifting takes the tasks before the stop, as a claim does: neither waits for the other for ever", async () => {
  const definition = await desk.define("steps: [{ use: test.write }]");
  const { id: stopId } = await stop({ definition });
  const id = await desk.start(definition);
  await expect.poll(async () => (await desk.task(id)).reason?.text).toBe(SAID);
  const held = await lockTaskRow(engine, id);
  const lifting = lift(stopId);
  await lockWaiters(engine, 1, "%stopped_work%");
  const { rows } = await engine.database.pool.query("select id from stops where id = $1 for share nowait", [stopId]);
  expect(rows).toHaveLength(1);
  await held.release();
  await lifting;
  await desk.reaches(id, "complete");
});

test("what a claim holds while a stop is being lifted is let go as well", async () => {
  const definition = await desk.define("steps: [{ use: test.write }]");
  const { id: stopId } = await stop({ definition });
  const ids = [await desk.start(definition), await desk.start(definition)];
  for (const id of ids) await expect.poll(async () => (await desk.task(id)).reason?.text).toBe(SAID);
  const held = await lockTaskRow(engine, ids[0]!);
  const { pool } = engine.database;
  // As if the claim that held the second one had not come to its end yet.
  await pool.query("delete from stopped_work where task_id = $1", [ids[1]]);
  const lifting = lift(stopId);
  await lockWaiters(engine, 1, "%stopped_work%");
  await pool.query("insert into stopped_work (task_id, step_path, stop_id) values ($1, '', $2)", [ids[1], stopId]);
  await held.release();
  await lifting;
  for (const id of ids) await desk.reaches(id, "complete");
});

describe.each(["workspace", "agent", "definition"] as const)("a stopped %s", (kind) => {
  async function stopIt(definition: string) {
    if (kind === "workspace") return await stop({ workspace: true });
    return await stop(kind === "agent" ? { agent: await agentName() } : { definition });
  }

  test("starts nothing that is queued, says who stopped it and why, and goes on by itself when it is lifted", async () => {
    const definition = await desk.define("steps: [{ use: test.write }]");
    const { id: stopId } = await stopIt(definition);
    const id = await desk.start(definition);
    await expect.poll(async () => (await desk.task(id)).reason?.text).toBe(SAID);
    expect(await desk.task(id)).toMatchObject({ status: "queued", attempt: 0, reason: { code: "stopped" } });
    expect(callsOf(id)).toBe(0);
    expect((await lift(stopId)).liftedAt).not.toBeNull();
    await desk.reaches(id, "complete");
    expect(callsOf(id)).toBe(1);
    expect(await desk.events(id)).toEqual(expect.arrayContaining(["task.stopped", "task.completed"]));
  });

  test("lets the call under way finish and makes no other, until it is lifted", async () => {
    const gate = `stop-${++gates}`;
    const definition = await desk.define(
      `steps: [{ use: test.gatedwrite, with: { gate: ${gate} } }, { use: test.write }]`,
    );
    const id = await desk.start(definition);
    await engine.gate(gate).reached;
    const { id: stopId } = await stopIt(definition);
    // The worker hears of it by signal; asked again, it has surely looked.
    await expect.poll(() => engine.worker.isStopped(id)).toBe(true);
    engine.gate(gate).open();
    await expect.poll(async () => (await desk.task(id)).reason?.text).toBe(SAID);
    expect(callsOf(id)).toBe(0);
    expect((await desk.steps(id)).map(({ status }) => status)).toEqual(["complete"]);
    await lift(stopId);
    await desk.reaches(id, "complete");
    expect(callsOf(id)).toBe(1);
  });
});

test("what waits for a person is not lost: decided while stopped, it goes on afterwards", async () => {
  const definition = await desk.define("steps: [{ id: ok, ask: approval }, { use: test.write }]");
  const id = await desk.start(definition);
  await desk.reaches(id, "waiting");
  const { id: stopId } = await stop({ definition });
  const [ask] = await desk.open(id);
  await desk.respond(ask!.id, { outcome: "approve" });
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  expect(callsOf(id)).toBe(0);
  await lift(stopId);
  await desk.reaches(id, "complete");
});

test("two stops hold until both are lifted", async () => {
  const definition = await desk.define("steps: [{ use: test.write }]");
  const first = await stop({ definition });
  const second = await stop({ workspace: true });
  const id = await desk.start(definition);
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  await lift(first.id);
  await engine.worker.drain();
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  expect(callsOf(id)).toBe(0);
  await lift(second.id);
  await desk.reaches(id, "complete");
});

test("a stopped task can be cancelled", async () => {
  const definition = await desk.define("steps: [{ use: test.write }]");
  const { id: stopId } = await stop({ definition });
  const id = await desk.start(definition);
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  await cancelTask(engine.database.db, engine.boss, desk.actor, id);
  await lift(stopId);
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "cancelled" });
  expect(callsOf(id)).toBe(0);
});

test("a stopped tool holds its calls alone: other lanes go on", async () => {
  const { id: stopId } = await stop({ tool: "test.se*" });
  await expect.poll(async () => await refreshed()).toBe(true);
  const id = await desk.start(
    await desk.define(
      "steps: [{ parallel: [{ id: a, use: test.send }, { id: b, use: test.write }] }, { use: test.read }]",
    ),
  );
  expect(await desk.reaches(id, "waiting")).toMatchObject({
    reason: { code: "stopped", text: `"test.send" is ${SAID}` },
  });
  expect(callsOf(id)).toBe(1);
  await lift(stopId);
  await desk.reaches(id, "complete");
  expect(callsOf(id)).toBe(3);
});

test("an approved call of a stopped tool waits, and is not asked again", async () => {
  const id = await desk.start(
    await desk.define("controls: [{ tool: test.send, policy: ask }]\nsteps: [{ use: test.send }]"),
  );
  await desk.reaches(id, "waiting");
  const { id: stopId } = await stop({ tool: "test.send" });
  await expect.poll(async () => await refreshed()).toBe(true);
  const [ask] = await desk.open(id);
  await desk.respond(ask!.id, { outcome: "approve" });
  await expect.poll(async () => (await desk.task(id)).reason?.code).toBe("stopped");
  expect(callsOf(id)).toBe(0);
  await lift(stopId);
  await desk.reaches(id, "complete");
  expect(callsOf(id)).toBe(1);
});

test("lifted and thrown again and again while tasks are claimed, none is lost", async () => {
  const definition = await desk.define("steps: [{ use: test.write }, { use: test.write }]");
  const ids = await Promise.all(Array.from({ length: 30 }, async () => await desk.start(definition)));
  for (let round = 0; round < 8; round++) {
    const { id } = await stop({ definition });
    await engine.worker.recover();
    await lift(id);
  }
  for (const id of ids) await desk.reaches(id, "complete");
  expect(ids.map(callsOf)).toEqual(ids.map(() => 2));
});

test("the list says what is in force and how much it holds", async () => {
  const definition = await desk.define("steps: [{ use: test.write }]");
  const { id } = await stop({ definition });
  const task = await desk.start(definition);
  await expect.poll(async () => (await desk.task(task)).reason?.code).toBe("stopped");
  const list = async () => await listStops(engine.database.db, desk.actor, { limit: 50, lifted: false });
  expect((await list()).items).toMatchObject([{ id, kind: "definition", target: definition, held: 1, liftedAt: null }]);
  await lift(id);
  expect((await list()).items).toEqual([]);
  await expect(stop({ agent: "Nobody" })).rejects.toMatchObject({ code: "not_found" });
  await desk.reaches(task, "complete");
});

/** Whether the worker knows of a stop of test.send: a task that would call it is held. */
async function refreshed(): Promise<boolean> {
  return await Promise.resolve(engine.worker.isStopped("test.send", desk.workspaceId));
}
