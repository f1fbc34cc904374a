import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { updateAgent } from "../../agents/update.ts";
import { recoverTasks } from "../../engine/recover.ts";
import { ModelError } from "../../models/models.ts";
import { pauseTask } from "../../tasks/pause.ts";
import { getTask } from "../../tasks/read.ts";
import { resumeTask } from "../../tasks/resume.ts";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../../test/support/engine.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
});
beforeEach(async () => {
  desk = await testDesk(engine);
  engine.models.requests.length = 0;
  engine.calls.length = 0;
});
afterAll(async () => await engine.stop());

async function started() {
  const id = await desk.start(await desk.define("instructions: Work."));
  await engine.worker.drain();
  return id;
}

/** Reads something new in each of its turns: 1,000 new tokens, 100 written, a tenth of a cent. */
function busyFor(turns: number) {
  engine.models.says((turn) => (turn < turns ? { calls: [{ name: "test__read", input: { turn } }] } : "done"));
}

test.each([
  ["money", { money: 0.002 }, 2, "$0.0020"],
  // Each turn sends all of the former ones again; that is not new.
  ["tokens", { tokens: 3_100 }, 3, "3,100"],
  ["calls", { calls: 2 }, 3, "2"],
  ["minutes", { minutes: 0.000_000_1 }, 0, "0"],
])(
  "a budget of %s for a task pauses and asks; what is added lets the same step go on",
  async (what, perTask, turns, limit) => {
    await desk.connectModel({ budget: { perTask } });
    busyFor(4);
    const id = await started();
    expect(await desk.task(id)).toMatchObject({ status: "waiting", reason: { code: "person" } });
    expect(engine.models.requests).toHaveLength(turns);
    const { rows } = await engine.database.pool.query("select * from interactions where task_id = $1", [id]);
    expect(rows).toMatchObject([{ purpose: "budget", kind: "assistance", subject: { modelCalls: turns } }]);
    expect(rows[0].title).toContain(`(${limit})`);
    expect(rows[0].body).toContain(turns > 0 ? "test.read" : "0 tool calls");
    await desk.respond(rows[0].id, { outcome: "answer", answer: { what: "go_on", amount: 1_000_000 } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
    expect(engine.models.requests).toHaveLength(5);
    expect(engine.calls).toHaveLength(4);
    expect((await desk.steps(id)).find(({ path }) => path === "work.budget1")!.input).toMatchObject({
      what,
      scope: "task",
    });
  },
);

test("a turn that fails and is paid for is not tried again beyond the budget", async () => {
  await desk.connectModel({ budget: { perTask: { money: 0.002 } } });
  const usage = { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 50 };
  let isBroken = true;
  engine.models.says(() =>
    isBroken
      ? Object.assign(new ModelError("bad_answer", "It broke off."), { failed: [{ usage, costMicros: 1_500 }] })
      : "done",
  );
  const retry = "retry: { attempts: 20, backoff: fixed, initial: 5ms }";
  const id = await desk.start(await desk.define(`steps: [{ id: work, agent: Work, ${retry} }]`));
  await expect.poll(async () => (await desk.task(id)).reason?.code, { timeout: 10_000, interval: 10 }).toBe("person");
  expect(engine.models.requests).toHaveLength(2);
  const [ask] = await desk.open(id);
  expect(ask).toMatchObject({ step_path: "work.budget1" });
  isBroken = false;
  await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on", amount: 1 } });
  await desk.reaches(id, "complete");
  expect(engine.models.requests).toHaveLength(3);
});

test("what is added is used up in its turn, and asked about again", async () => {
  await desk.connectModel({ budget: { perTask: { money: 0.001 } } });
  busyFor(3);
  const id = await started();
  for (const asked of [1, 2]) {
    const [ask] = await desk.open(id);
    expect(ask!.step_path).toBe(`work.budget${asked}`);
    await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on", amount: asked === 1 ? 0.001 : 5 } });
    await engine.worker.drain();
  }
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
});

test("whoever does not add ends the step", async () => {
  await desk.connectModel({ budget: { perTask: { calls: 1 } } });
  busyFor(3);
  const id = await started();
  await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: { what: "stop" } });
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "error", error: { code: "stopped" } });
  expect(engine.calls).toHaveLength(1);
});

test("a budget for the day counts all of the agent's tasks: what is under way asks, what is new waits", async () => {
  await desk.connectModel({ budget: { perDay: { tokens: 3_000 } } });
  busyFor(1);
  const first = await started();
  expect(await desk.task(first)).toMatchObject({ status: "complete", spent: { tokensNew: 2_100 } });
  busyFor(2);
  const second = await started();
  const [ask] = await desk.open(second);
  expect(ask).toMatchObject({ step_path: "work.budget1" });
  const { rows } = await engine.database.pool.query("select * from agent_days where agent_id = $1", [desk.agentId]);
  expect(rows).toMatchObject([{ tokens: 3_200, calls: 1, cost_micros: 3_000 }]);
  const third = await started();
  expect(await getTask(engine.database.db, desk.actor, third)).toMatchObject({
    status: "queued",
    reason: {
      code: "agent_budget",
      text: expect.stringMatching(
        /^\S.* has used up its tokens for today; new tasks begin at 00:00 on .*, or when its budget is raised$/,
      ),
    },
  });
  // Adding more for the task under way lets it go on, and nothing else.
  await desk.respond(ask!.id, { outcome: "answer", answer: { what: "go_on", amount: 5_000 } });
  await engine.worker.drain();
  expect(await desk.task(second)).toMatchObject({ status: "complete" });
  expect(await desk.task(third)).toMatchObject({ status: "queued", started_at: null });
  await updateAgent(engine.database.db, desk.actor, desk.agentId, { budget: { perDay: { tokens: 50_000 } } });
  await engine.worker.drain();
  expect(await desk.task(third)).toMatchObject({ status: "complete" });
});

test("a task that is held by the day's budget is given back by whoever resumes it to the same wait", async () => {
  await desk.connectModel({ budget: { perDay: { calls: 1 } } });
  await spendToday({ calls: 1 });
  const id = await started();
  await pauseTask(engine.database.db, engine.boss, desk.actor, id);
  await resumeTask(engine.database.db, engine.boss, desk.actor, id);
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "queued", started_at: null });
});

test("what sub-tasks spend, however deep, counts for the parent's budget and shows with it", async () => {
  await desk.connectModel({ budget: { perTask: { tokens: 4_000 } } });
  // The child and the grandchild come to 2,100 each, which is nothing to ask about in either.
  busyFor(1);
  const grandchild = await desk.define("instructions: Work.");
  const child = await desk.define(`steps: [{ id: below, task: "${grandchild}" }, { id: mine, agent: Work. }]`);
  const name = await desk.define(`steps: [{ id: all, task: "${child}" }, { id: then, agent: Sum up. }]`);
  const id = await desk.start(name);
  await desk.reaches(id, "waiting");
  await expect.poll(async () => (await desk.open(id)).length, { timeout: 10_000 }).toBe(1);
  const { rows } = await engine.database.pool.query("select * from interactions where task_id = $1", [id]);
  expect(rows).toMatchObject([
    { purpose: "budget", title: expect.stringContaining("new tokens for this task (4,000)") },
  ]);
  expect(rows[0].body).toContain("its sub-tasks: $0.0040, 4,200 new tokens, 2 tool calls");
  const before = await getTask(engine.database.db, desk.actor, id);
  expect(before).toMatchObject({ spent: null, spentWithSubtasks: { tokensNew: 4_200, modelCalls: 4, toolCalls: 2 } });
  await desk.respond(rows[0].id, { outcome: "answer", answer: { what: "go_on", amount: 3_000 } });
  await desk.reaches(id, "complete");
  const after = await getTask(engine.database.db, desk.actor, id);
  expect(after).toMatchObject({
    spent: { tokensNew: 2_100 },
    spentWithSubtasks: { tokensNew: 6_300, costMicros: 6_000 },
  });
  const [only] = after.subtaskIds;
  expect(await getTask(engine.database.db, desk.actor, only!)).toMatchObject({
    spent: { tokensNew: 2_100 },
    spentWithSubtasks: { tokensNew: 4_200 },
  });
});

test("a sub-task is part of what is under way: the day's budget does not keep it from beginning", async () => {
  await desk.connectModel({ budget: { perDay: { calls: 1 } } });
  const child = await desk.define("steps: [{ id: one, use: test.read }]");
  const name = await desk.define(`steps: [{ id: gate, use: test.gate, with: { gate: day } }, { task: "${child}" }]`);
  const id = await desk.start(name);
  await engine.gate("day").reached;
  await spendToday({ calls: 1 });
  engine.gate("day").open();
  await engine.worker.drain();
  expect(await desk.task(id)).toMatchObject({ status: "complete" });
});

test("a task whose worker died has begun: the day's budget does not keep it from going on", async () => {
  const { db } = engine.database;
  await desk.connectModel({ budget: { perDay: { calls: 1 } } });
  const id = await desk.start(await desk.define("steps: [{ id: gate, use: test.gate, with: { gate: died } }]"));
  await engine.gate("died").reached;
  await spendToday({ calls: 1 });
  const gone = { worker: "gone.1.1", status_since: new Date(Date.now() - 60_000) };
  await db.updateTable("tasks").set(gone).where("id", "=", id).execute();
  expect(await recoverTasks(db, engine.boss, { worker: "another", running: [] })).toBe(1);
  await expect.poll(async () => (await desk.task(id)).attempt, { timeout: 10_000, interval: 10 }).toBe(2);
  engine.gate("died").open();
  await desk.reaches(id, "complete");
});

async function spendToday({ calls }: { calls: number }): Promise<void> {
  await engine.database.pool.query(
    "insert into agent_days (agent_id, day, calls) values ($1, (now() at time zone 'UTC')::date, $2)",
    [desk.agentId, calls],
  );
}
