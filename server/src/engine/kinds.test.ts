import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDesk, testDesk, type TestEngine, testEngine } from "../../test/support/engine.ts";
import type { TaskError, TaskReason } from "@taskwright/api/task.ts";
import { cancelTask } from "../tasks/cancel.ts";
import { pauseTask } from "../tasks/pause.ts";
import { retryTask } from "../tasks/retry.ts";
import { publishEvent } from "../triggers/publish-event.ts";

let engine: TestEngine;
let desk: TestDesk;

beforeAll(async () => {
  engine = await testEngine();
  desk = await testDesk(engine);
});
afterAll(async () => await engine.stop());

async function finished(source: string, inputs = {}) {
  const id = await desk.start(await desk.define(source), inputs);
  await engine.worker.drain();
  return { id, task: await desk.task(id), steps: await desk.steps(id) };
}

describe("conditions and blocks", () => {
  test("a step whose condition does not hold is recorded as skipped and gives null", async () => {
    const { task, steps } = await finished(
      `
      inputs: { amount: { type: number } }
      steps:
        - { id: big, if: "{{ inputs.amount > 10 }}", set: 1 }
      outputs: { big: "{{ steps.big }}" }
    `,
      { amount: 3 },
    );
    expect(task).toMatchObject({ status: "complete", outputs: { big: null } });
    expect(steps.map(({ path, status }) => [path, status])).toEqual([["big", "skipped"]]);
  });

  test("a block takes its else when its condition does not hold", async () => {
    const { task } = await finished(
      `
      inputs: { vip: { type: boolean } }
      steps:
        - id: greeting
          if: "{{ inputs.vip }}"
          steps: [{ id: warm, set: "welcome back" }]
          else: [{ id: cool, set: "hello" }]
      outputs: { said: "{{ steps.greeting }}" }
    `,
      { vip: false },
    );
    expect(task.outputs).toEqual({ said: "hello" });
  });

  test("each runs its steps for every member and collects what they give, in order", async () => {
    const { task, steps } = await finished(
      `
      inputs: { names: { type: list, items: { type: string } } }
      steps:
        - id: greet
          each: "{{ inputs.names }}"
          concurrency: 3
          steps:
            - { id: text, set: "{{ index }}: {{ item }}" }
            - { id: send, use: test.write, with: { text: "{{ steps.text }}" } }
          collect: "{{ steps.send.text }}"
      outputs: { sent: "{{ steps.greet }}" }
    `,
      { names: ["Ada", "Bob", "Cleo", "Dan"] },
    );
    expect(task.outputs).toEqual({ sent: ["0: Ada", "1: Bob", "2: Cleo", "3: Dan"] });
    expect(steps.map(({ path }) => path)).toContain("greet[3].send");
  });

  test("steps inside a finished block can be named after the task has waited", async () => {
    const { id } = await finished(`
      steps:
        - id: block
          steps: [{ id: inner, set: 7 }]
        - parallel: [{ id: branch, steps: [{ id: deep, set: 8 }] }]
        - { id: ask, ask: question }
      outputs: { inner: "{{ steps.inner }}", deep: "{{ steps.deep }}" }
    `);
    const [ask] = await desk.open(id);
    await desk.respond(ask!.id, { outcome: "answer", answer: 1 });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete", outputs: { inner: 7, deep: 8 } });
  });

  test("parallel branches run side by side and give their results by name", async () => {
    const name = await desk.define(`
      steps:
        - id: both
          parallel:
            - { id: left, use: test.gate, with: { gate: left } }
            - { id: right, use: test.gate, with: { gate: right } }
      outputs: { both: "{{ steps.both }}" }
    `);
    const id = await desk.start(name);
    // Both have arrived before either may leave.
    await Promise.all([engine.gate("left").reached, engine.gate("right").reached]);
    engine.gate("right").open({ n: 2 });
    engine.gate("left").open({ n: 1 });
    expect((await desk.reaches(id, "complete")).outputs).toEqual({ both: { left: { n: 1 }, right: { n: 2 } } });
  });

  test.each(["test.gate", "test.gatedwrite"])(
    "a call of %s that takes long is shown as under way, and recorded when it ends",
    async (tool) => {
      const gate = `long ${tool}`;
      const id = await desk.start(await desk.define(`steps: [{ id: only, use: ${tool}, with: { gate: "${gate}" } }]`));
      await engine.gate(gate).reached;
      await expect.poll(async () => (await desk.steps(id)).map(({ status }) => status)).toEqual(["running"]);
      engine.gate(gate).open({ n: 1 });
      await desk.reaches(id, "complete");
      expect(await desk.steps(id)).toMatchObject([{ path: "only", status: "complete", output: { n: 1 } }]);
    },
  );

  test("a write that comes to the same when it is repeated is made as soon as what came before it is durable", async () => {
    const id = await desk.start(
      await desk.define(`
        steps:
          - { id: at, set: "{{ now }}" }
          - { id: write, use: test.gatedwrite, with: { gate: steady, at: "{{ steps.at }}" } }
      `),
    );
    await engine.gate("steady").reached;
    expect((await desk.steps(id)).map(({ path, status }) => [path, status])).toEqual([["at", "complete"]]);
    engine.gate("steady").open();
    await desk.reaches(id, "complete");
  });

  test("a write whose arguments follow the clock is announced with them, for they would not be the same again", async () => {
    const id = await desk.start(
      await desk.define(`steps: [{ id: write, use: test.gatedwrite, with: { gate: clock, at: "{{ now }}" } }]`),
    );
    await engine.gate("clock").reached;
    const [step] = await desk.steps(id);
    expect(step).toMatchObject({ path: "write", status: "running", input: { at: expect.any(String) } });
    engine.gate("clock").open();
    await desk.reaches(id, "complete");
    expect((await desk.steps(id))[0]!.input).toEqual(step!.input);
  });

  test("a branch that fails lets its siblings finish their step and no more", async () => {
    const name = await desk.define(`
      steps:
        - parallel:
            - { id: bad, use: test.write, with: { fail: 9, retryable: false } }
            - id: good
              steps:
                - { id: first, use: test.gate, with: { gate: sibling } }
                - { id: second, set: 2 }
    `);
    const id = await desk.start(name);
    await engine.gate("sibling").reached;
    await expect
      .poll(async () => (await desk.steps(id)).find(({ path }) => path.endsWith("bad"))?.status)
      .toBe("error");
    engine.gate("sibling").open();
    await desk.reaches(id, "error");
    const steps = await desk.steps(id);
    expect(steps.find(({ path }) => path.endsWith("first"))?.status).toBe("complete");
    expect(steps.find(({ path }) => path.endsWith("second"))).toBeUndefined();
  });
});

describe("failures", () => {
  test("a block's retry is that of its steps", async () => {
    const { id } = await finished(`
      steps:
        - retry: { attempts: 2, initial: 1ms }
          steps: [{ id: shaky, use: test.write, with: { fail: 1 } }]
    `);
    await desk.reaches(id, "complete");
    expect(
      (await desk.steps(id)).filter(({ kind }) => kind === "use").map(({ attempt, status }) => [attempt, status]),
    ).toEqual([
      [1, "error"],
      [2, "complete"],
    ]);
  });

  test("on_error: continue goes on, and the error can be read", async () => {
    const { task } = await finished(`
      steps:
        - { id: shaky, use: test.write, with: { fail: 9, retryable: false }, on_error: continue }
      outputs: { why: "{{ steps.shaky.error.code }}" }
    `);
    expect(task).toMatchObject({ status: "complete", outputs: { why: "told_to" } });
  });

  test("on_error may be steps of its own", async () => {
    const { task } = await finished(`
      steps:
        - id: shaky
          use: test.write
          with: { fail: 9, retryable: false }
          on_error:
            - { id: plan_b, set: "{{ error.code }}" }
      outputs: { b: "{{ steps.shaky }}" }
    `);
    expect(task).toMatchObject({ status: "complete", outputs: { b: "told_to" } });
  });

  test("retried by hand, a task goes on from the step that failed and repeats no other", async () => {
    const { id, task } = await finished(`
      steps:
        - { id: before, use: test.write, with: { n: 1 } }
        - { id: shaky, use: test.write, with: { fail: 1, retryable: false } }
        - { id: after, use: test.write, with: { n: 3 } }
    `);
    expect(task).toMatchObject({ status: "error", error: { code: "told_to", stepPath: "shaky" } });
    await retryTask(engine.database.db, engine.boss, desk.actor, id);
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete", error: null });
    expect((await desk.steps(id)).map(({ path, attempt, status }) => [path, attempt, status])).toEqual([
      ["before", 1, "complete"],
      ["shaky", 1, "error"],
      ["shaky", 2, "complete"],
      ["after", 1, "complete"],
    ]);
    expect(engine.calls.filter(({ call }) => call.taskId === id).map(({ call }) => call.stepPath)).toEqual([
      "before",
      "shaky",
      "shaky",
      "after",
    ]);
  });

  test.each([
    ["a tool that answers no JSON", () => ({ n: 1n }), "bad_result"],
    ["a tool that throws something odd", () => JSON.parse("{"), "bug"],
    ["a tool that answers too much", () => "x".repeat(17 * 1024 * 1024), "too_large"],
  ])("%s fails its step and nothing else", async (_what, run, code) => {
    engine.tools.set("test.odd", {
      ...engine.tools.get("test.read")!,
      name: "test.odd",
      run: async () => await Promise.resolve(run()),
    });
    const { task } = await finished(`steps: [{ id: odd, use: test.odd }]`);
    expect(task).toMatchObject({ status: "error", error: { code } });
  });

  test("a call that hangs ends at its step's timeout, whether the tool listens or not", async () => {
    engine.tools.set("test.hang", {
      ...engine.tools.get("test.read")!,
      name: "test.hang",
      run: () => new Promise(() => {}),
    });
    const id = await desk.start(await desk.define(`steps: [{ id: hang, use: test.hang, timeout: 20ms }]`));
    expect(await desk.reaches(id, "error")).toMatchObject({ error: { code: "timeout", stepPath: "hang" } });
  });

  test("a task that is not done within its timeout ends, and its call under way is given up", async () => {
    const id = await desk.start(
      await desk.define(`
      timeout: 30ms
      steps: [{ id: hang, use: test.gate, with: { gate: never } }]
    `),
    );
    expect(await desk.reaches(id, "error")).toMatchObject({ error: { code: "timeout" }, reason: { code: "timeout" } });
    expect((await desk.steps(id)).map(({ status }) => status)).toEqual(["cancelled"]);
  });
});

describe("people", () => {
  const ASK = (more = "") => `
    steps:
      - id: approve
        ask: approval
        title: "Pay?"
        ${more}
      - { id: pay, if: "{{ steps.approve.approved }}", use: test.write, with: { n: 1 } }
    outputs: { outcome: "{{ steps.approve.outcome }}", by: "{{ steps.approve.by }}" }
  `;

  test("approved, the task goes on with the decision as the step's result", async () => {
    const { id } = await finished(ASK());
    const [ask] = await desk.open(id);
    await desk.respond(ask!.id, { outcome: "approve", comment: "fine" });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({
      status: "complete",
      outputs: { outcome: "approved", by: "Olga Owner" },
    });
  });

  test.each([
    ["", "cancelled", null],
    ["on_reject: fail", "error", "rejected"],
    ["on_reject: continue", "complete", null],
  ])("rejected with %j, it ends as its definition says: %s", async (more, status, code) => {
    const { id } = await finished(ASK(more));
    const [ask] = await desk.open(id);
    await desk.respond(ask!.id, { outcome: "reject", comment: "too much" });
    await engine.worker.drain();
    const task = await desk.task(id);
    expect(task.status).toBe(status);
    expect(task.error?.code ?? null).toBe(code);
    expect(engine.calls.some(({ call }) => call.taskId === id)).toBe(false);
  });

  test("two questions in one task are answered in any order, and neither takes the other's answer", async () => {
    const { id, task } = await finished(`
      steps:
        - id: ask
          parallel:
            - { id: one, ask: question, form: { type: object, required: [n], properties: { n: { type: number } } } }
            - { id: two, ask: question }
      outputs: { one: "{{ steps.ask.one.answer.n }}", two: "{{ steps.ask.two.answer }}" }
    `);
    expect(task.reason.interactionIds).toHaveLength(2);
    const [one, two] = (await desk.open(id)).toSorted((a, b) => a.step_path.localeCompare(b.step_path));
    await desk.respond(two!.id, { outcome: "answer", answer: "second" });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "waiting" });
    await expect(desk.respond(one!.id, { outcome: "answer", answer: { n: "x" } })).rejects.toMatchObject({
      code: "unprocessable",
    });
    await desk.respond(one!.id, { outcome: "answer", answer: { n: 1 } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete", outputs: { one: 1, two: "second" } });
  });

  test("who comes second is told who decided", async () => {
    const { id } = await finished(ASK());
    const [ask] = await desk.open(id);
    await desk.respond(ask!.id, { outcome: "approve" });
    await expect(desk.respond(ask!.id, { outcome: "reject" })).rejects.toMatchObject({
      code: "already_decided",
      message: expect.stringContaining("Olga Owner"),
    });
  });

  test("who is not asked cannot answer", async () => {
    const { id } = await finished(ASK("to: [user:dana]"));
    const [ask] = await desk.open(id);
    const other = { ...desk.actor, role: "operator" as const, login: "eve" };
    await expect(desk.respond(ask!.id, { outcome: "approve" }, other)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("an approval nobody gives in time counts as rejected", async () => {
    const { id } = await finished(ASK("due: 30ms"));
    expect(await desk.reaches(id, "cancelled")).toMatchObject({ reason: { code: "rejected" } });
    expect(await desk.open(id)).toEqual([]);
  });

  test("a controlled call waits for leave and is made exactly as shown", async () => {
    const { id } = await finished(`
      controls: [{ tool: "test.*", require: approval, when: "{{ args.amount > 10 }}" }]
      steps:
        - { id: small, use: test.write, with: { amount: 1 } }
        - { id: large, use: test.write, with: { amount: 100 } }
    `);
    const [ask] = await desk.open(id);
    expect(ask).toMatchObject({ step_path: "large", subject: { tool: "test.write", args: { amount: 100 } } });
    await desk.respond(ask!.id, { outcome: "approve" });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete" });
    expect(engine.calls.filter(({ call }) => call.taskId === id).map(({ args }) => args)).toEqual([
      { amount: 1 },
      { amount: 100 },
    ]);
  });

  test("an agent's step without a model is handed over, and its answer is the result", async () => {
    const { id } = await finished(`
      steps:
        - { id: work, agent: "Count the boxes.", output: { type: object, required: [boxes], properties: { boxes: { type: integer } } } }
      outputs: { boxes: "{{ steps.work.boxes }}" }
    `);
    const [ask] = await desk.open(id);
    expect(ask!.kind).toBe("handover");
    await desk.respond(ask!.id, { outcome: "answer", answer: { boxes: 12 } });
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete", outputs: { boxes: 12 } });
  });

  test("time spent on people does not use up the timeout", async () => {
    const { id } = await finished(`
      timeout: 400ms
      steps: [{ id: ask, ask: question }]
    `);
    await engine.database.pool.query("update tasks set status_since = status_since - interval '1 hour' where id = $1", [
      id,
    ]);
    const [ask] = await desk.open(id);
    await desk.respond(ask!.id, { outcome: "answer", answer: "late" });
    await engine.worker.drain();
    const task = await desk.task(id);
    expect(task.status).toBe("complete");
    expect(task.person_ms).toBeGreaterThan(3_500_000);
  });
});

describe("waits and sub-tasks", () => {
  test("a wait parks the task and wakes it by itself", async () => {
    const { id, task } = await finished(`steps: [{ id: pause, wait: 1500ms }]`);
    expect(task).toMatchObject({ status: "waiting", reason: { code: "delay" } });
    await desk.reaches(id, "complete");
  });

  test("a task that waits for an event goes on with its data", async () => {
    const { id } = await finished(
      `
      inputs: { order: { type: string } }
      steps: [{ id: paid, wait: { event: order.paid, key: "{{ inputs.order }}" } }]
      outputs: { sum: "{{ steps.paid.data.sum }}" }
    `,
      { order: "A-1" },
    );
    const publish = async (key: string) =>
      await publishEvent(engine.database.db, engine.boss, desk.actor, { name: "order.paid", key, data: { sum: 5 } });
    expect(await publish("A-2")).toBe(0);
    expect(await publish("A-1")).toBe(1);
    await engine.worker.drain();
    expect(await desk.task(id)).toMatchObject({ status: "complete", outputs: { sum: 5 } });
  });

  test("an event that does not come before the step's timeout fails the step, and is waited for no more", async () => {
    const { id } = await finished(`
      steps: [{ id: paid, wait: { event: never }, timeout: 50ms, on_error: continue }]
      outputs: { why: "{{ steps.paid.error.code }}" }
    `);
    expect(await desk.reaches(id, "complete")).toMatchObject({ outputs: { why: "timeout" } });
    expect(await engine.database.db.selectFrom("event_waits").selectAll().where("task_id", "=", id).execute()).toEqual(
      [],
    );
  });

  test("a sub-task that is not done before the step's timeout is cancelled", async () => {
    const asking = await desk.define(`steps: [{ id: ask, ask: question }]`);
    const { id } = await finished(`steps: [{ id: sub, task: "${asking}", timeout: 50ms }]`);
    expect(await desk.reaches(id, "error")).toMatchObject({ error: { code: "timeout", stepPath: "sub" } });
    const child = await engine.database.db
      .selectFrom("tasks")
      .select("status")
      .where("parent_task_id", "=", id)
      .executeTakeFirstOrThrow();
    expect(child.status).toBe("cancelled");
  });

  test("a sub-task gives its outputs to the step that started it", async () => {
    const child = await desk.define(`
      inputs: { n: { type: number } }
      steps: [{ id: twice, set: "{{ inputs.n * 2 }}" }]
      outputs: { n: "{{ steps.twice }}" }
    `);
    const { task, id } = await finished(`
      steps: [{ id: sub, task: "${child}", with: { n: 4 } }]
      outputs: { n: "{{ steps.sub.n }}" }
    `);
    expect(task).toMatchObject({ status: "complete", outputs: { n: 8 } });
    const kinds = await engine.database.db
      .selectFrom("tasks")
      .select(["kind", "parent_step_path"])
      .where("parent_task_id", "=", id)
      .execute();
    expect(kinds).toEqual([{ kind: "subtask", parent_step_path: "sub" }]);
  });

  test("a sub-task that fails fails its step; cancelled with its parent, it ends too", async () => {
    const bad = await desk.define(`steps: [{ id: no, use: test.write, with: { fail: 9, retryable: false } }]`);
    const failing = await finished(`steps: [{ id: sub, task: "${bad}" }]`);
    expect(failing.task).toMatchObject({ status: "error", error: { code: "subtask_failed" } });

    const asking = await desk.define(`steps: [{ id: ask, ask: question }]`);
    const { id } = await finished(`steps: [{ id: sub, task: "${asking}" }]`);
    await cancelTask(engine.database.db, engine.boss, desk.actor, id);
    const child = await engine.database.db
      .selectFrom("tasks")
      .selectAll()
      .where("parent_task_id", "=", id)
      .executeTakeFirstOrThrow();
    expect(child.status).toBe("cancelled");
    expect(await desk.open(child.id)).toEqual([]);
  });
});

test("whatever a task waits for, or ended for, has its sentence; only a tool's own words stand alone", async () => {
  const child = await desk.define(`steps: [{ wait: { event: "never", key: a } }]`);
  for (const step of [`{ wait: 2h }`, `{ task: "${child}" }`, `{ use: test.read, with: { fail: 1 }, retry: 2 }`])
    await desk.start(await desk.define(`steps: [${step}]`));
  const paused = await desk.start(await desk.define(`steps: [{ ask: approval }, { wait: 2h }]`));
  await engine.worker.drain();
  await pauseTask(engine.database.db, engine.boss, desk.actor, paused, "lunch");
  const tasks = await engine.database.db.selectFrom("tasks").select(["reason", "error"]).execute();
  const reasons = tasks.flatMap(({ reason }) => (reason === null ? [] : [reason as TaskReason]));
  const wordless = reasons.filter(({ sentence, code }) => !sentence && code !== "failed");
  expect(wordless).toEqual([]);
  const seen = ["person", "delay", "event", "subtask", "retry", "paused", "failed", "timeout", "rejected", "cancelled"];
  expect(reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(seen));
  const errors = tasks.flatMap(({ error }) => (error === null ? [] : [error as TaskError]));
  const alone = new Set(errors.filter(({ sentence }) => !sentence).map(({ code }) => code));
  expect([...alone].toSorted()).toEqual(["bad_result", "told_to", "too_large"]);
});
