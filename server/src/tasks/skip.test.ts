import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import { ToolError } from "../apps/tool.ts";
import { cancelTask } from "./cancel.ts";
import { pauseTask } from "./pause.ts";
import { resumeTask } from "./resume.ts";
import { skipStep } from "./skip.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

const skip = async (id: number, path: string, more: { output?: unknown; reason?: string } = {}) =>
  await skipStep(engine.database.db, engine.boss, desk.actor, id, { path, ...more });

async function start(source: string): Promise<number> {
  return await desk.start(await desk.define(source));
}

const outline = async (id: number) =>
  (await desk.steps(id)).map(({ path, attempt, status }) => `${path}/${attempt} ${status}`);

describe("a task that failed", () => {
  test("goes on behind the step, with what was given in its place, and repeats nothing", async () => {
    const id = await start(`
      steps:
        - { id: before, use: test.write }
        - { id: rate, use: test.write, with: { fail: 9, retryable: false } }
        - { id: after, use: test.write, with: { rate: "{{ steps.rate.value }}" } }
      outputs: { rate: "{{ steps.rate.value }}" }
    `);
    await desk.reaches(id, "error");
    expect(await skip(id, "rate", { output: { value: 1.1 }, reason: "looked it up" })).toMatchObject({ effect: "now" });
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { rate: 1.1 }, error: null });
    expect(await outline(id)).toEqual(["before/1 complete", "rate/1 skipped", "after/1 complete"]);
    const calls = engine.calls.filter(({ call }) => call.taskId === id).map(({ call }) => call.stepPath);
    expect(calls).toEqual(["before", "rate", "after"]);
    expect(await skippedEvents(id)).toMatchObject([
      { actor: { name: "Olga Owner" }, data: { path: "rate", reason: "looked it up", given: true } },
    ]);
  });

  test("in blocks and rounds: the other rounds stay done, what was open beside it is asked again", async () => {
    const id = await start(`
      steps:
        - id: both
          parallel:
            - { id: ask, ask: question }
            - id: rows
              each: "{{ [1, 2, 3] }}"
              steps: [{ id: book, use: test.write, with: { fail: "{{ item = 2 ? 9 : 0 }}", retryable: false } }]
      outputs: { answer: "{{ steps.both.ask.answer }}" }
    `);
    await desk.reaches(id, "error");
    await skip(id, "both.rows[1].book");
    await desk.reaches(id, "waiting");
    await desk.respond((await desk.open(id))[0]!.id, { outcome: "answer", answer: "fine" });
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { answer: "fine" } });
    expect(await outline(id)).toEqual(
      expect.arrayContaining([
        "both.rows[0].book/1 complete",
        "both.rows[1].book/1 skipped",
        "both.rows[2].book/1 complete",
      ]),
    );
  });

  test("of two that failed side by side, skipping one leaves the other's failure what it was", async () => {
    const gates = ["skip-a", "skip-b"].map((name) => engine.gate(name));
    const id = await start(`
      steps:
        - id: both
          parallel: [{ id: a, use: test.gatedwrite, with: { gate: skip-a } }, { id: b, use: test.gatedwrite, with: { gate: skip-b } }]
        - { id: end, set: 1 }
    `);
    await Promise.all(gates.map(async ({ reached }) => await reached));
    for (const gate of gates) gate.open(Promise.reject(new ToolError("no", "It said no.")));
    await desk.reaches(id, "error");
    await skip(id, "both.a");
    await expect.poll(async () => (await desk.events(id)).filter((kind) => kind === "task.failed")).toHaveLength(2);
    expect(await desk.task(id)).toMatchObject({ status: "error", error: { stepPath: "both.b" } });
    await skip(id, "both.b");
    expect(await desk.reaches(id, "complete")).toMatchObject({ error: null });
  });

  test("a block that was not done in time is left out as a whole", async () => {
    const id = await start(`
      steps:
        - { id: block, timeout: 20ms, steps: [{ id: wait, wait: { event: never } }, { id: more, use: test.write }] }
        - { id: after, set: "{{ steps.block }}" }
    `);
    expect(await desk.reaches(id, "error")).toMatchObject({ error: { stepPath: "block" } });
    await skip(id, "block", { output: "none" });
    expect(await desk.reaches(id, "complete")).toMatchObject({ error: null });
    expect(await outline(id)).toEqual(["block/1 skipped", "block.wait/1 cancelled", "after/1 complete"]);
  });
});

describe("a step that waits", () => {
  test("for a person: the question is withdrawn, and answering it is refused", async () => {
    const id = await start(`
      steps: [{ id: ask, ask: approval, on_reject: fail }]
      outputs: { was: "{{ steps.ask.outcome }}" }
    `);
    await desk.reaches(id, "waiting");
    const [ask] = await desk.open(id);
    await skip(id, "ask", { output: { outcome: "approved" } });
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { was: "approved" } });
    await expect(desk.respond(ask!.id, { outcome: "approve" })).rejects.toMatchObject({ code: "gone" });
    expect(await desk.events(id)).toEqual(expect.arrayContaining(["interaction.withdrawn", "step.skipped"]));
  });

  test.each([
    ["a moment", "{ id: it, wait: 6h }"],
    ["an event", "{ id: it, wait: { event: skipped.one } }"],
  ])("for %s: the task goes on at once", async (_what, step) => {
    const id = await start(`steps: [${step}, { id: after, set: "{{ steps.it }}" }]`);
    await desk.reaches(id, "waiting");
    await skip(id, "it");
    await desk.reaches(id, "complete");
    const left = await engine.database.db.selectFrom("event_waits").selectAll().where("task_id", "=", id).execute();
    expect(left).toEqual([]);
  });

  test("for its next attempt: it is not called again", async () => {
    const id = await start(`
      retry: { attempts: 5, backoff: fixed, initial: 1h, max: 1h }
      steps: [{ id: shaky, use: test.write, with: { fail: 9 } }]
    `);
    await desk.reaches(id, "waiting");
    await skip(id, "shaky");
    await desk.reaches(id, "complete");
    expect(await outline(id)).toEqual(["shaky/1 error", "shaky/2 skipped"]);
    expect(engine.calls.filter(({ call }) => call.taskId === id)).toHaveLength(1);
  });

  test("for a sub-task: that one is cancelled", async () => {
    const child = await desk.define(`steps: [{ id: wait, wait: 6h }]`);
    const id = await start(`steps: [{ id: sub, task: "${child}" }]`);
    await desk.reaches(id, "waiting");
    await expect.poll(async () => (await subtask(id)).status).toBe("waiting");
    await skip(id, "sub");
    await desk.reaches(id, "complete");
    expect((await subtask(id)).status).toBe("cancelled");
  });

  test("in a paused task: it stays paused, and goes on behind the step when it is resumed", async () => {
    const id = await start(`steps: [{ id: ask, ask: question }]`);
    await desk.reaches(id, "waiting");
    await pauseTask(engine.database.db, engine.boss, desk.actor, id);
    await skip(id, "ask");
    expect((await desk.task(id)).status).toBe("paused");
    await resumeTask(engine.database.db, engine.boss, desk.actor, id);
    await desk.reaches(id, "complete");
  });

  test("for a person beside a call under way: the call is finished, then the task goes on", async () => {
    const gate = engine.gate("skip-beside");
    const id = await start(`
      steps:
        - id: both
          parallel: [{ id: ask, ask: question }, { id: call, use: test.gatedwrite, with: { gate: skip-beside } }]
    `);
    await gate.reached;
    await expect.poll(async () => (await desk.open(id)).length).toBe(1);
    expect(await skip(id, "both.ask")).toMatchObject({ effect: "next_boundary" });
    gate.open();
    await desk.reaches(id, "complete");
  });
});

describe("refused in words", () => {
  test("a call under way, a moment beside it, the block around it, a step that is done, one there is not", async () => {
    const gate = engine.gate("skip-refused");
    const id = await start(`
      steps:
        - { id: done, set: 1 }
        - id: both
          parallel: [{ id: call, use: test.gatedwrite, with: { gate: skip-refused } }, { id: wait, wait: 6h }]
    `);
    await gate.reached;
    await expect.poll(async () => await outline(id)).toContain("both.wait/1 waiting");
    for (const [path, words] of [
      ["both.call", /under way/],
      ["both.wait", /Pause it/],
      ["both", /block/],
      ["done", /complete/],
      ["nowhere", /no step "nowhere"/],
    ] as const) {
      await expect(skip(id, path)).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(words) });
    }
    gate.open();
    await desk.reaches(id, "waiting");
    await cancelTask(engine.database.db, engine.boss, desk.actor, id);
    await expect(skip(id, "both.wait")).rejects.toMatchObject({ code: "conflict" });
  });

  test("a failure that the definition dealt with", async () => {
    const id = await start(`
      steps:
        - { id: shaky, use: test.write, with: { fail: 9, retryable: false }, on_error: continue }
        - { id: bad, use: test.write, with: { fail: 9, retryable: false } }
    `);
    await desk.reaches(id, "error");
    await expect(skip(id, "shaky")).rejects.toMatchObject({ code: "conflict" });
    expect(await outline(id)).toEqual(["shaky/1 error", "bad/1 error"]);
  });

  test("a part of another task, which has its result", async () => {
    const child = await desk.define(`steps: [{ id: bad, use: test.write, with: { fail: 9, retryable: false } }]`);
    const id = await start(`steps: [{ id: sub, task: "${child}" }]`);
    await desk.reaches(id, "error");
    const { id: childId } = await subtask(id);
    await expect(skip(childId, "bad")).rejects.toMatchObject({ message: expect.stringMatching(`#${id}`) });
    await skip(id, "sub");
    await desk.reaches(id, "complete");
  });
});

async function subtask(parent: number) {
  return await engine.database.db
    .selectFrom("tasks")
    .select(["id", "status"])
    .where("parent_task_id", "=", parent)
    .executeTakeFirstOrThrow();
}

async function skippedEvents(id: number) {
  return await engine.database.db
    .selectFrom("events")
    .select(["actor", "data"])
    .where("task_id", "=", id)
    .where("kind", "=", "step.skipped")
    .execute();
}
